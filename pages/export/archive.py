"""The archive of all that a member has here: a ZIP in a temporary file, into which rows are read one at a time."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from accounts.models import User
from pages.export import letterboxd, records

FORMAT = "filmtracker-export"
VERSION = 1
IN_MEMORY = 1024 * 1024  # bytes; a larger archive goes to the disk
AT_ONCE = 64 * 1024


def make_archive(*, user: User, now: datetime) -> IO[bytes]:
    """The whole archive, to be read from its beginning; the caller closes it, and with that it is gone."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # closed by who sends it
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, transaction.atomic():
            writer = Writer(archive, now)
            for name, rows in records.RECORDS.items():
                writer.write_json(f"{name}.json", rows(user))
            for name, header, lines in letterboxd.tables(user):
                writer.write_csv(name, header, lines)
            writer.write_picture(user)
            writer.write_manifest(user)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class Writer:
    """Writes the files of an archive, and of each its rows and its checksum for the manifest."""

    def __init__(self, archive: zipfile.ZipFile, now: datetime) -> None:
        self.archive = archive
        self.now = now
        self.files: list[dict[str, Any]] = []

    def write_json(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        with Entry(self, name) as entry:
            entry.write("[")
            for row in rows:
                entry.write(",\n" if entry.rows else "\n")
                entry.write_row(json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False))
            entry.write("\n]\n")

    def write_csv(self, name: str, header: str, lines: Iterable[str]) -> None:
        with Entry(self, name) as entry:
            entry.write(header)
            for line in lines:
                entry.write_row(line)

    def write_picture(self, user: User) -> None:
        name = user.avatar.name
        if not name or not default_storage.exists(name):
            return
        with default_storage.open(name) as picture, Entry(self, f"picture.{name.rpartition('.')[2]}") as entry:
            for chunk in picture.chunks(AT_ONCE):
                entry.write(chunk)

    def write_manifest(self, user: User) -> None:
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "created": self.now,
            "username": user.username,
            "files": self.files,
        }
        text = json.dumps(manifest, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        self.archive.writestr("manifest.json", text + "\n")


class Entry:
    """One file of the archive while it is written."""

    def __init__(self, writer: Writer, name: str) -> None:
        self.writer = writer
        self.name = name
        self.rows = 0
        self.size = 0
        self.checksum = hashlib.sha256()

    def __enter__(self) -> Entry:
        info = zipfile.ZipInfo(self.name, self.writer.now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        self.file = self.writer.archive.open(info, "w")
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()
        checksum = self.checksum.hexdigest()
        self.writer.files.append({"name": self.name, "rows": self.rows, "bytes": self.size, "sha256": checksum})

    def write(self, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.size += len(data)
        self.checksum.update(data)
        self.file.write(data)

    def write_row(self, text: str) -> None:
        self.rows += 1
        self.write(text)
