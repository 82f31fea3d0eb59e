"""Pictures made in memory, good and bad, as uploads."""

import io
import resource
import struct
import zlib
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112
ROOM = 4000  # bytes: for the small rendition of a picture, and not for the large one


def draw(size=(300, 450), color="teal", mode="RGB"):
    return Image.new(mode, size, color)


def encode(image, kind="JPEG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def upload(content=None, name="poster.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, encode(draw()) if content is None else content, content_type)


def stored(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("*.*"))


def open_stored(media, name):
    return Image.open(io.BytesIO((media / name).read_bytes()))


def exif(**tags):
    data = Image.Exif()
    data[0x010F] = "Camera of a member"
    data[ORIENTATION] = tags.get("orientation", 1)
    data.get_ifd(GPS)[1] = "N"
    data.get_ifd(GPS)[2] = (55.0, 45.0, 21.0)
    return data


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*sizes, rows=b""):
    """A PNG that declares any size, or several, however few rows it has."""
    headers = (struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0) for width, height in sizes)
    return (
        b"\x89PNG\r\n\x1a\n"
        + b"".join(png_chunk(b"IHDR", header) for header in headers)
        + png_chunk(b"IDAT", zlib.compress(rows))
        + png_chunk(b"IEND", b"")
    )


def animated(kind):
    frames = [draw(color=color) for color in ("red", "green", "blue")]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:])


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x00\x00evil.class" + b"PK\x05\x06" + b"\x00" * 18

BAD = {
    "svg": (SVG, "image_format"),
    "pdf with the name of a picture": (PDF, "image_format"),
    "gif": (encode(draw(), "GIF"), "image_format"),
    "empty": (b" ", "image_format"),
    "bomb": (png((60_000, 60_000)), "image_dimensions"),
    "bomb of one row": (png((24_000_000, 1)), "image_dimensions"),
    "too many pixels": (png((5001, 5000)), "image_dimensions"),
    "another size behind the one that is checked": (png((10, 10), (6000, 5000)), "image_damaged"),
    "no pixels": (png((0, 0)), "image_damaged"),
    "fewer rows than declared": (png((500, 500), rows=b"\x00" * 100), "image_damaged"),
    "truncated jpeg": (encode(draw())[:-200], "image_truncated"),
    "truncated png": (encode(draw(), "PNG")[:-20], "image_truncated"),
    "truncated webp": (encode(draw(), "WEBP")[:-20], "image_truncated"),
    "jpeg with a zip behind": (encode(draw()) + ZIP, "image_foreign_content"),
    "png with a page behind": (
        encode(draw(), "PNG") + b"<html><script>alert(1)</script></html>",
        "image_foreign_content",
    ),
    "webp with a byte behind": (encode(draw(), "WEBP") + b"\x00", "image_foreign_content"),
    "jpeg with php in its comment": (encode(draw(), comment=b"<?php system($_GET[0]);"), "image_foreign_content"),
    "jpeg with a pdf in its comment": (encode(draw(), comment=PDF), "image_foreign_content"),
    "animated png": (animated("PNG"), "image_animated"),
    "animated webp": (animated("WEBP"), "image_animated"),
    "too large": (encode(draw()) + b"\x00" * (5 * 1024 * 1024), "image_too_large"),
}


@contextmanager
def full_disk():
    """No file may grow beyond ROOM: an error of the operating system at a write, as a full disk is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def noise():
    """A picture that takes much room however it is encoded."""
    return upload(encode(Image.effect_noise((400, 400), 90).convert("RGB")))
