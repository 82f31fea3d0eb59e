"""Pictures in a bucket that speaks S3, where MEDIA_STORAGE_URL names one; else nothing of boto3 is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

PATIENCE = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"total_max_attempts": 2, "mode": "standard"},
    request_checksum_calculation="when_required",  # not every bucket that speaks S3 knows Amazon's newest
    response_checksum_validation="when_required",
)


class BucketStorage(S3Storage):
    """Fails as a disk does, so whoever stores a picture need not know where; the names tell of the content."""

    def get_default_settings(self) -> dict[str, Any]:
        kept = {"CacheControl": "public, max-age=31536000, immutable"}
        return {**super().get_default_settings(), "client_config": PATIENCE, "object_parameters": kept}

    def _save(self, name: str, content: File) -> str:
        with as_error_of_a_disk():
            saved: str = super()._save(name, content)
        return saved

    def exists(self, name: str) -> bool:
        with as_error_of_a_disk():
            found: bool = super().exists(name)
        return found

    def delete(self, name: str) -> None:
        with as_error_of_a_disk():
            super().delete(name)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return f"{settings.MEDIA_URL}{name}"


@contextmanager
def as_error_of_a_disk() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"the bucket failed: {type(error).__name__}") from error
