import shutil
import subprocess

import psycopg
import pytest

from config.tests.backups.site import contents, fill_media, media_sums

pytestmark = pytest.mark.django_db  # without it pytest-django makes no database to copy


def test_restored_site_equals_the_one_that_was_backed_up(origin, made, fresh):
    assert {path.name for path in made.iterdir()} == {"database.dump", "media.tar", "SHA256SUMS"}

    done = fresh.restore("latest")

    assert (done.returncode, done.stderr) == (0, "")
    rows, definitions = contents(origin.database)
    assert sum(count for count, _sum in rows.values()) > 50
    assert {kind for kind, _name, _text in definitions} == {
        "sequence", "index", "constraint", "trigger", "function", "extension", "column",
    }  # fmt: skip
    assert contents(fresh.database) == (rows, definitions)
    assert len(media_sums(origin.media)) == 3
    assert media_sums(fresh.media) == media_sums(origin.media)


def test_encrypted_backup_is_restored_with_its_key_and_shows_nothing_without(sealed_origin, sealed, fresh):
    assert {path.name for path in sealed.iterdir()} == {
        "database.dump.enc", "media.tar.enc", "SHA256SUMS", "SHA256SUMS.mac",
    }  # fmt: skip
    assert all(path.read_bytes()[:8] == b"Salted__" for path in sealed.glob("*.enc"))
    assert b"avatars" not in (sealed / "media.tar.enc").read_bytes()

    done = fresh.restore(str(sealed), BACKUP_KEY=sealed_origin.key)

    assert done.returncode == 0, done.stderr
    assert contents(fresh.database) == contents(sealed_origin.database)
    assert media_sums(fresh.media) == media_sums(sealed_origin.media)


def test_backup_can_be_read_by_hand(sealed_origin, sealed):
    assert subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=sealed, check=False).returncode == 0  # noqa: S607
    command = "openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -md sha256 -pass env:BACKUP_KEY -in {}"
    listed = sealed_origin.run("bash", "-c", f"{command.format(sealed / 'database.dump.enc')} | pg_restore --list")
    packed = sealed_origin.run("bash", "-c", f"{command.format(sealed / 'media.tar.enc')} | tar --list")
    assert "TABLE DATA public films_film" in listed.stdout, listed.stderr
    assert "./posters/1/small.jpg" in packed.stdout.splitlines(), packed.stderr


def test_only_the_owner_can_read_a_backup(origin):
    (name,) = origin.names()
    assert (origin.backups / name).stat().st_mode & 0o777 == 0o700


def test_filled_site_is_replaced_only_when_told_so(origin, made, fresh):
    assert fresh.restore("latest").returncode == 0
    with psycopg.connect(fresh.database) as database:
        database.execute("DELETE FROM reviews_comment")
        database.execute("CREATE TABLE of_a_newer_version (id int)")
    shutil.rmtree(fresh.media / "posters")
    (fresh.media / "newer.jpg").touch()
    before = contents(fresh.database), media_sums(fresh.media)

    refused = fresh.restore("latest")
    assert refused.returncode == 1
    assert "The database is not empty" in refused.stderr
    assert (contents(fresh.database), media_sums(fresh.media)) == before

    done = fresh.restore("latest", "--replace")
    assert done.returncode == 0, done.stderr
    assert contents(fresh.database) == contents(origin.database)
    assert media_sums(fresh.media) == media_sums(origin.media)
    assert {path.name for path in fresh.media.iterdir()} == {"avatars", "posters"}


def test_media_alone_are_not_overwritten_either(made, fresh):
    fill_media(fresh.media)
    before = media_sums(fresh.media)

    refused = fresh.restore("latest")

    assert refused.returncode == 1
    assert f"{fresh.media} is not empty" in refused.stderr
    assert contents(fresh.database)[0] == {}
    assert media_sums(fresh.media) == before


def test_backup_holds_the_database_alone_where_media_are_in_a_bucket(site, fresh):
    shutil.rmtree(site.media)
    done = site.backup(MEDIA_STORAGE_URL="s3://pictures?region=eu-central-1")
    assert done.returncode == 0, done.stderr
    assert "Media are not in it" in done.stdout
    made = fresh.bring(site)
    assert {path.name for path in made.iterdir()} == {"database.dump", "SHA256SUMS"}

    assert fresh.restore("latest").returncode == 0
    assert contents(fresh.database) == contents(site.database)
    assert list(fresh.media.iterdir()) == []
