import dataclasses
from pathlib import Path

import environ
from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

from .exceptions import BackupFailed

env = environ.Env()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    folder: Path
    key: str
    keep: int
    media: Path
    media_is_local: bool


def read_options() -> Options:
    """From variables; the key is no setting, so that no page of the site holds it."""
    try:
        keep = env.int("BACKUP_KEEP", default=14)
    except ValueError as error:
        raise BackupFailed("BACKUP_KEEP is no number.") from error
    if keep < 1:
        raise BackupFailed("BACKUP_KEEP has to be 1 or more: the last backup is never deleted.")
    return Options(
        folder=settings.BASE_DIR / env.str("BACKUP_DIR", default="var/backups"),
        key=env.str("BACKUP_KEY", default=""),
        keep=keep,
        media=Path(settings.MEDIA_ROOT),
        media_is_local=isinstance(storages["default"], FileSystemStorage),
    )
