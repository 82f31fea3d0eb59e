"""Programs that read what others write, none of which may fail unnoticed."""

import contextlib
import dataclasses
import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from .exceptions import BackupFailed

CHUNK = 1024 * 1024
PACKAGES = {"pg_dump": "postgresql-client", "pg_restore": "postgresql-client", "psql": "postgresql-client"}


@dataclasses.dataclass(frozen=True)
class Program:
    words: list[str]
    secrets: Mapping[str, str] = dataclasses.field(default_factory=dict)  # by the environment: `ps` shows the words
    good: frozenset[int] = frozenset({0})

    def start(self, **streams: IO[bytes] | int | None) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(self.words, env={**os.environ, **self.secrets}, **streams)  # type: ignore[call-overload]  # noqa: S603
        except FileNotFoundError as error:
            name = self.words[0]
            raise BackupFailed(f"{name} is not installed: it is in the package {PACKAGES.get(name, name)}.") from error

    def expect_good(self, status: int) -> None:
        if status not in self.good:
            raise BackupFailed(f"{self.words[0]} failed with status {status}.")


@contextlib.contextmanager
def output_of(*programs: Program, source: IO[bytes] | None = None) -> Iterator[IO[bytes]]:
    """What the last program writes; each reads what the one before it wrote, the first one `source`.

    It has to be read to its end. Leaving raises `BackupFailed` unless every program ended well.
    """
    running: list[subprocess.Popen[bytes]] = []
    given: IO[bytes] | int = source or subprocess.DEVNULL
    try:
        for program in programs:
            running.append(program.start(stdin=given, stdout=subprocess.PIPE))
            if running[1:]:
                given.close()  # type: ignore[union-attr]  # only the reader holds it, so the writer learns of its end
            given = running[-1].stdout  # type: ignore[assignment]
        yield given  # type: ignore[misc]
        for program, process in zip(programs, running, strict=True):
            program.expect_good(process.wait())
    finally:
        for process in running:
            process.kill()
            process.wait()
            process.stdout.close()  # type: ignore[union-attr]


def write(path: Path, *programs: Program) -> str:
    """Write what the programs make, to the disk itself, and return its SHA-256."""
    digest = hashlib.sha256()
    with path.open("xb") as file, output_of(*programs) as output:
        while chunk := output.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
