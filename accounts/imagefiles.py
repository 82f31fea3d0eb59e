"""What a JPEG, PNG or WebP file says of itself: its size in pixels and where it ends, read without decoding it.

A file that holds more than its picture can be a second thing for a second reader (a page, an archive, a script), and a
small file can declare a picture that fills the memory; both show here, before Pillow is asked.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass


class TruncatedError(Exception):
    """The file ends before its picture does."""


@dataclass(frozen=True)
class Structure:
    format: str
    width: int
    height: int
    end: int
    """The number of bytes that belong to the picture."""


def inspect(data: bytes) -> Structure | None:
    """None if the file is in none of the three formats; raises TruncatedError."""
    for signature, reader in READERS:
        if signature.match(data):
            try:
                return reader(data)
            except (IndexError, struct.error) as error:
                raise TruncatedError from error
    return None


# Every marker but stuffed zeros, restarts and fill bytes; what stands between two of them is the coded picture.
JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JPEG_START, JPEG_END, JPEG_SCAN = b"\xff\xd8", b"\xff\xd9", b"\xff\xda"
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def read_jpeg(data: bytes) -> Structure:
    """Phones append a second JPEG, of depth or brightness, to the first: such a chain is one picture."""
    width, height, end = walk_jpeg(data, 0)
    while data.startswith(JPEG_START, end):
        end = walk_jpeg(data, end)[2]
    return Structure("JPEG", width, height, end)


def walk_jpeg(data: bytes, start: int) -> tuple[int, int, int]:
    width = height = 0
    position = start + 2
    while True:
        marker = JPEG_MARKER.search(data, position)
        if marker is None:
            raise TruncatedError
        position = marker.end()
        if marker.group() == JPEG_END:
            return width, height, position
        (length,) = struct.unpack_from(">H", data, position)
        if data[position - 1] in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, position + 3)
        position += length


PNG_HEAD = 8


def read_png(data: bytes) -> Structure:
    width, height = struct.unpack_from(">II", data, PNG_HEAD + 8)
    position = PNG_HEAD
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, position)
        position += 12 + length  # the length, the name and the check sum stand around the data
        if position > len(data):
            raise TruncatedError
    return Structure("PNG", width, height, position)


def read_webp(data: bytes) -> Structure:
    (length,) = struct.unpack_from("<I", data, 4)
    end = 8 + length + length % 2
    if end > len(data):
        raise TruncatedError
    width, height = WEBP_SIZES[data[12:16]](data)
    return Structure("WEBP", width, height, end)


def size_of_lossy_webp(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def size_of_lossless_webp(data: bytes) -> tuple[int, int]:
    (bits,) = struct.unpack_from("<I", data, 21)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def size_of_extended_webp(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1


WEBP_SIZES: dict[bytes, Callable[[bytes], tuple[int, int]]] = {
    b"VP8 ": size_of_lossy_webp,
    b"VP8L": size_of_lossless_webp,
    b"VP8X": size_of_extended_webp,
}
READERS: list[tuple[re.Pattern[bytes], Callable[[bytes], Structure]]] = [
    (re.compile(rb"\xff\xd8\xff"), read_jpeg),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), read_png),
    (re.compile(rb"RIFF....WEBP(?:VP8 |VP8L|VP8X)", re.DOTALL), read_webp),
]
