"""What a backup looks like on the disk."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from .encryption import check_signature, sign
from .exceptions import BackupFailed

DATABASE = "database.dump"
MEDIA = "media.tar"
ENCRYPTED = ".enc"
SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.mac"
STAGING = ".restore-"  # where media are unpacked
NOT_MEDIA = {"lost+found"}
NAME = re.compile(r"filmtracker-\d{8}T\d{6}Z")
PARTIAL = re.compile(r"\.filmtracker-\d{8}T\d{6}Z\.partial")
LINE = re.compile(rf"([0-9a-f]{{64}})  ((?:{re.escape(DATABASE)}|{re.escape(MEDIA)})(?:{re.escape(ENCRYPTED)})?)")


def name_of(moment: datetime) -> str:
    return f"filmtracker-{moment:%Y%m%dT%H%M%SZ}"


def backups_in(folder: Path) -> list[Path]:
    """All complete ones, the newest first."""
    return sorted((path for path in folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir()), reverse=True)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else backs up or restores meanwhile; what a killed run left is cleared away."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupFailed(f"Another backup or restoration is running in {folder}.") from error
        for path in folder.iterdir():
            if PARTIAL.fullmatch(path.name):
                shutil.rmtree(path)
        yield


@contextlib.contextmanager
def new_backup(folder: Path, name: str) -> Iterator[Path]:
    """A folder to fill. It gets its name when it is complete, and goes when it is not."""
    if (folder / name).exists():
        raise BackupFailed(f"{folder / name} is there already.")
    partial = folder / f".{name}.partial"
    partial.mkdir(mode=0o700)
    try:
        yield partial
        flush(partial)
        partial.rename(folder / name)
        flush(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def media_in(folder: Path) -> list[Path]:
    """What lies in the folder of media itself."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.name not in NOT_MEDIA and not path.name.startswith(STAGING)]


def flush(folder: Path) -> None:
    """A new name is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_sums(folder: Path, sums: dict[str, str], key: str) -> None:
    text = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
    write_text(folder / SUMS, text)
    if key:
        write_text(folder / SIGNATURE, sign(text, key))


def write_text(path: Path, text: str) -> None:
    with path.open("x") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def check(folder: Path, key: str) -> list[str]:
    """The names of the backup's files, once all of them are known to be what was written."""
    try:
        text = (folder / SUMS).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupFailed(f"{folder} is no complete backup: {SUMS} cannot be read.") from error
    matches = [LINE.fullmatch(line) for line in text.splitlines()]
    sums = {match[2]: match[1] for match in matches if match}
    if len(sums) != len(matches) or not any(name.startswith(DATABASE) for name in sums):
        raise BackupFailed(f"{folder / SUMS} is damaged.")
    if any(name.endswith(ENCRYPTED) for name in sums):
        check_encrypted(folder, text, key)
    for name, expected in sums.items():
        if digest_of(folder / name) != expected:
            raise BackupFailed(f"{folder / name} is damaged: its sum is another one.")
    return list(sums)


def check_encrypted(folder: Path, text: str, key: str) -> None:
    if not key:
        raise BackupFailed(f"{folder} is encrypted: set BACKUP_KEY.")
    try:
        signature = (folder / SIGNATURE).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupFailed(f"{folder / SIGNATURE} cannot be read.") from error
    check_signature(text, key, signature)


def digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise BackupFailed(f"{path} is missing.") from error
