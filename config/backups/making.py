import shutil
from datetime import datetime
from pathlib import Path

from .database import tool
from .encryption import encrypting
from .exceptions import BackupFailed
from .folder import (
    DATABASE,
    ENCRYPTED,
    MEDIA,
    NOT_MEDIA,
    STAGING,
    alone,
    backups_in,
    check,
    name_of,
    new_backup,
    write_sums,
)
from .options import Options
from .streams import Program, write

TAR_SAW_A_CHANGE = 1  # a file came or went meanwhile


def make_backup(*, options: Options, now: datetime) -> Path:
    """Write a backup of this moment, check it, and delete those beyond `options.keep`.

    Raises `BackupFailed` or `OSError`; nothing of the new backup is left then, and all older ones are.
    """
    if options.media_is_local and not options.media.is_dir():
        raise BackupFailed(f"There is no folder of media: MEDIA_ROOT is {options.media}.")
    name = name_of(now)
    with alone(options.folder):
        with new_backup(options.folder, name) as partial:
            write_sums(partial, write_files(partial, options), options.key)
            check(partial, options.key)
        for path in backups_in(options.folder)[options.keep :]:
            shutil.rmtree(path)
    return options.folder / name


def write_files(partial: Path, options: Options) -> dict[str, str]:
    """The database first: what members upload meanwhile is then in the media, and not the other way round."""
    makers = {DATABASE: tool("pg_dump", "--format=custom", "--lock-wait-timeout=60s")}
    if options.media_is_local:
        makers[MEDIA] = packing(options.media)
    sums = {}
    for name, maker in makers.items():
        if options.key:
            sums[name + ENCRYPTED] = write(partial / (name + ENCRYPTED), maker, encrypting(options.key))
        else:
            sums[name] = write(partial / name, maker)
    return sums


def packing(media: Path) -> Program:
    left_out = [f"--exclude=./{name}" for name in (f"{STAGING}*", *NOT_MEDIA)]
    words = ["tar", "--create", "--sort=name", "--owner=0", "--group=0", *left_out, f"--directory={media}", "."]
    return Program(words, good=frozenset({0, TAR_SAW_A_CHANGE}))
