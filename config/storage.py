import os
import uuid

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class MediaStorage(FileSystemStorage):
    """A file is there as a whole or not at all, whatever happens while it is written."""

    def _save(self, name: str, content: File) -> str:
        partial = f"{name}.{uuid.uuid4().hex}.partial"
        try:
            os.replace(self.path(super()._save(partial, content)), self.path(name))  # type: ignore[misc]  # not in its stubs
        except BaseException:
            self.delete(partial)
            raise
        return name


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Remembers the addresses: the manifest does not change while a process lives, and a page asks for fifteen."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if name not in self.addresses:
            self.addresses[name] = super().url(name, force)
        return self.addresses[name]
