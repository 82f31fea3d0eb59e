import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from .database import is_empty, tool
from .encryption import decrypting
from .exceptions import BackupFailed
from .folder import DATABASE, ENCRYPTED, MEDIA, STAGING, alone, backups_in, check, media_in
from .options import Options
from .streams import CHUNK, Program, output_of

TOO_NEW = b"SET transaction_timeout = 0;\n"
LAST_SETTING = b"SELECT pg_catalog.set_config("
CLEAR = b"""
BEGIN;
SET client_min_messages = warning;
SET lock_timeout = '10s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def find_backup(name: str, options: Options) -> Path:
    """The folder of that path or name; `latest` is the newest one of BACKUP_DIR."""
    if name == "latest":
        found = backups_in(options.folder) if options.folder.is_dir() else []
        if not found:
            raise BackupFailed(f"There is no backup in {options.folder}.")
        return found[0]
    return Path(name) if "/" in name else options.folder / name


def restore_backup(*, backup: Path, options: Options, replace: bool) -> list[str]:
    """Bring back database and media and return the names of the files it took them from.

    Everything is checked before anything is changed. The database changes in one transaction, or not at all; the media
    lie on the disk before that.
    """
    with alone(options.folder):
        names = check(backup, options.key)
        if not replace:
            refuse_to_replace(options)
        with staged_media(backup, names, options) as staging:
            restore_database(backup, names, options)
            if staging:
                swap(staging, options.media)
    return names


def refuse_to_replace(options: Options) -> None:
    if not is_empty():
        raise BackupFailed("The database is not empty. With --replace all that is in it goes.")
    if media_in(options.media):
        raise BackupFailed(f"{options.media} is not empty. With --replace all that is in it goes.")


@contextlib.contextmanager
def opened(backup: Path, name: str, options: Options, *readers: Program) -> Iterator[IO[bytes]]:
    programs = [decrypting(options.key)] if name.endswith(ENCRYPTED) else []
    with (backup / name).open("rb") as file, output_of(*programs, *readers, source=file) as output:
        yield output


@contextlib.contextmanager
def staged_media(backup: Path, names: list[str], options: Options) -> Iterator[Path | None]:
    """The media unpacked beside those that are there, in the same file system; nothing where the backup has none."""
    name = next((name for name in names if name.startswith(MEDIA)), None)
    if not name:
        yield None
        return
    options.media.mkdir(parents=True, exist_ok=True)
    for left in options.media.glob(f"{STAGING}*"):
        shutil.rmtree(left)
    staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=options.media))
    try:
        unpacking = Program(["tar", "--extract", "--no-same-owner", f"--directory={staging}"])
        with opened(backup, name, options, unpacking) as output:
            output.read()
        yield staging
    finally:
        shutil.rmtree(staging)


def swap(staging: Path, media: Path) -> None:
    new = list(staging.iterdir())
    old = Path(tempfile.mkdtemp(prefix=STAGING, dir=media))
    for path in media_in(media):
        path.rename(old / path.name)
    for path in new:
        path.rename(media / path.name)
    shutil.rmtree(old)


def restore_database(backup: Path, names: list[str], options: Options) -> None:
    name = next(name for name in names if name.startswith(DATABASE))
    telling = Program(["pg_restore", "--no-owner", "--no-privileges", "--file=-"])
    psql = tool("psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1")
    process = psql.start(stdin=subprocess.PIPE)
    stdin = cast(IO[bytes], process.stdin)
    try:
        stdin.write(CLEAR)
        with opened(backup, name, options, telling) as sql:
            copy(sql, stdin)
        # Sent only now, when all before it ended well: a dump that breaks off would otherwise count as all of it.
        stdin.write(b"COMMIT;\nSET client_min_messages = error;\nANALYZE;\n")
        stdin.close()
        psql.expect_good(process.wait())
    except BrokenPipeError:
        psql.expect_good(process.wait())
        raise
    finally:
        process.kill()
        process.wait()
        with contextlib.suppress(BrokenPipeError):
            stdin.close()


def copy(sql: IO[bytes], stdin: IO[bytes]) -> None:
    """PostgreSQL 16 and older refuse one of the settings with which what a newer `pg_restore` says begins."""
    for line in sql:
        stdin.write(b"" if line == TOO_NEW else line)
        if line.startswith(LAST_SETTING):
            break
    shutil.copyfileobj(sql, stdin, CHUNK)
