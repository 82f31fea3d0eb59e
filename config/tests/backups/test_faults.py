import fcntl
import hashlib
import shutil

import psycopg
import pytest

from config.tests.backups.site import contents, media_sums

pytestmark = pytest.mark.django_db  # without it pytest-django makes no database to copy


def assert_fails(done, *words):
    assert done.returncode == 1, done.stdout
    last = done.stderr.splitlines()[-1]
    assert last.startswith(("CommandError: The backup failed.", "CommandError: The restoration failed.")), done.stderr
    assert all(word in last for word in words), last
    assert "Traceback" not in done.stderr


def assert_untouched(fresh):
    assert contents(fresh.database)[0] == {}
    assert list(fresh.media.iterdir()) == []


@pytest.mark.parametrize(("key", "words"), [("", "set BACKUP_KEY"), ("another key", "is not the key")])
def test_wrong_key_restores_nothing(sealed, fresh, key, words):
    assert_fails(fresh.restore(sealed.name, BACKUP_KEY=key), words)
    assert_untouched(fresh)


@pytest.mark.parametrize("name", ["database.dump", "media.tar"])
def test_damaged_file_restores_nothing(made, fresh, name):
    content = bytearray((made / name).read_bytes())
    content[1000] ^= 1
    (made / name).write_bytes(content)

    assert_fails(fresh.restore("latest"), name, "is damaged")
    assert_untouched(fresh)


@pytest.mark.parametrize("name", ["database.dump", "media.tar", "SHA256SUMS"])
def test_missing_file_restores_nothing(made, fresh, name):
    (made / name).unlink()

    assert_fails(fresh.restore("latest"), name)
    assert_untouched(fresh)


def test_file_that_was_cut_off_with_its_sum_restores_nothing(made, fresh):
    dump = (made / "database.dump").read_bytes()[:-3000]
    (made / "database.dump").write_bytes(dump)
    _first, media = (made / "SHA256SUMS").read_text().splitlines()
    (made / "SHA256SUMS").write_text(f"{hashlib.sha256(dump).hexdigest()}  database.dump\n{media}\n")

    assert_fails(fresh.restore("latest"), "pg_restore failed")
    assert_untouched(fresh)


def test_failed_replacement_leaves_what_was_there(made, fresh):
    assert fresh.restore("latest").returncode == 0
    with psycopg.connect(fresh.database) as database:
        database.execute("DELETE FROM reviews_comment")
    before = contents(fresh.database), media_sums(fresh.media)
    (made / "database.dump").write_bytes(b"no dump at all")
    _first, media = (made / "SHA256SUMS").read_text().splitlines()
    (made / "SHA256SUMS").write_text(f"{hashlib.sha256(b'no dump at all').hexdigest()}  database.dump\n{media}\n")

    assert_fails(fresh.restore("latest", "--replace"), "pg_restore failed")
    assert (contents(fresh.database), media_sums(fresh.media)) == before


def test_changed_sums_of_an_encrypted_backup_restore_nothing(sealed_origin, sealed, fresh):
    (sealed / "media.tar.enc").write_bytes(b"Salted__ of somebody else")
    first, _media = (sealed / "SHA256SUMS").read_text().splitlines()
    digest = hashlib.sha256(b"Salted__ of somebody else").hexdigest()
    (sealed / "SHA256SUMS").write_text(f"{first}\n{digest}  media.tar.enc\n")

    assert_fails(fresh.restore(sealed.name, BACKUP_KEY=sealed_origin.key), "somebody changed the backup")
    assert_untouched(fresh)


@pytest.mark.parametrize("name", ["latest", "filmtracker-20200101T000000Z", "/nowhere"])
def test_backup_that_is_not_there_restores_nothing(fresh, name):
    assert_fails(fresh.restore(name))
    assert_untouched(fresh)


def test_missing_media_make_no_backup(site):
    shutil.rmtree(site.media)

    assert_fails(site.backup(), "There is no folder of media", str(site.media))
    assert site.names() == set()


def test_database_that_is_away_makes_no_backup(site):
    assert_fails(site.backup(DATABASE_URL="postgres://nobody:a-password@127.0.0.1:1/none"), "pg_dump failed")
    assert site.names() == set()


def test_missing_program_makes_no_backup(site, tmp_path):
    shutil.rmtree(tmp_path / "bin", ignore_errors=True)
    (tmp_path / "bin").mkdir()
    for name in ("bash", "dirname", "env"):
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))

    assert_fails(site.backup(PATH=str(tmp_path / "bin")), "pg_dump is not installed", "postgresql-client")
    assert site.names() == set()


def test_full_disk_leaves_nothing_half_written_and_keeps_the_last_backup(site):
    made = site.made()
    before = media_sums(made)

    # As a disk with so many blocks left; coverage would want some of them too.
    command = "unset COVERAGE_PROCESS_CONFIG COVERAGE_PROCESS_START; ulimit -f 100; exec scripts/backup"
    assert_fails(site.run("bash", "-c", command, BACKUP_KEEP="1"), "File too large")
    assert site.names() == {made.name}
    assert media_sums(made) == before


def test_second_backup_at_once_fails(site):
    site.backups.mkdir()
    with (site.backups / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert_fails(site.backup(), "Another backup or restoration is running")
    assert site.names() == set()
    assert site.backup().returncode == 0


def test_restoration_during_a_backup_fails(made, fresh):
    with (fresh.backups / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert_fails(fresh.restore("latest"), "Another backup or restoration is running")
    assert_untouched(fresh)


def test_password_is_in_no_command_line(site, tmp_path):
    tool = tmp_path / "pg_dump"
    tool.write_text('#!/bin/sh\necho "$@" >"$0.words"\necho "$PGPASSWORD" >"$0.secret"\nexit 1\n')
    tool.chmod(0o755)

    path = f"{tmp_path}:{site.variables['PATH']}"
    assert_fails(site.backup(PATH=path, DATABASE_URL="postgres://me:a-password@db.invalid:99/films?sslmode=require"))
    words = (tmp_path / "pg_dump.words").read_text()
    assert all(word in words for word in ("user=me", "host=db.invalid", "port=99", "dbname=films", "sslmode=require"))
    assert "a-password" not in words
    assert (tmp_path / "pg_dump.secret").read_text() == "a-password\n"


class TestRotation:
    OLD = ("filmtracker-20200101T000000Z", "filmtracker-20200102T000000Z", "filmtracker-20200103T000000Z")

    @pytest.fixture
    def rotated(self, site):
        """Three old backups and what is none."""
        for name in (*self.OLD, "filmtracker-20200101T000000Z-mine", "photos"):
            (site.backups / name).mkdir(parents=True)
        return site

    def test_oldest_backups_beyond_the_number_go(self, rotated):
        done = rotated.backup(BACKUP_KEEP="2")

        assert done.returncode == 0, done.stderr
        (new,) = (name for name in rotated.names() if name[12:16] != "2020" and name != "photos")
        assert rotated.names() == {new, self.OLD[2], "filmtracker-20200101T000000Z-mine", "photos"}

    def test_failed_backup_deletes_none(self, rotated):
        before = rotated.names()

        assert_fails(rotated.backup(BACKUP_KEEP="1", DATABASE_URL="postgres://nobody@127.0.0.1:1/none"))
        assert rotated.names() == before

    @pytest.mark.parametrize("keep", ["0", "-1", "many"])
    def test_number_that_makes_no_sense_makes_no_backup(self, rotated, keep):
        before = rotated.names()

        assert_fails(rotated.backup(BACKUP_KEEP=keep), "BACKUP_KEEP")
        assert rotated.names() == before

    def test_remains_of_a_killed_backup_are_cleared_away(self, rotated):
        remains = rotated.backups / ".filmtracker-20200104T000000Z.partial"
        remains.mkdir()
        (remains / "database.dump").write_bytes(b"half of it")

        assert rotated.backup().returncode == 0
        assert not remains.exists()
