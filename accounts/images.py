"""Pictures that people upload: read safely, and kept as small WebP files without metadata.

`validate_image` is the validator of forms and of the API. What is stored is never the file that came, only its pixels
encoded anew. Every refusal is an `ImageRefusedError` with a code and a message for the person who uploads.
"""

import hashlib
import io
import logging
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from accounts import imagefiles

logger = logging.getLogger(__name__)

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
MAX_SIDE = 10_000  # WebP ends at 16,383
QUALITY = 82
ACCEPT = "image/jpeg,image/png,image/webp"
DECODED_SIDE = 2000  # wider than any rendition: a JPEG is decoded at the scale that still covers it, in less memory
BACKGROUND = "white"  # what pictures with transparent parts are mostly drawn for
HEAD_BYTES = 4096
OTHER_CONTENT = re.compile(rb"<(?:!doctype|html|head|body|script|svg|iframe)\b|<\?php|%PDF-|PK\x03\x04", re.IGNORECASE)
STORED_NAME = re.compile(r"(?P<stem>[a-z]+/\d+-[0-9a-f]{16})-\d+\.webp")

MESSAGES = {
    "image_too_large": _("The file is larger than 5 MB. Make the picture smaller and upload it again."),
    "image_format": _("This is not a JPEG, PNG or WebP picture. Only these can be uploaded."),
    "image_truncated": _("The file ends before the picture does. Save the picture again and upload it whole."),
    "image_foreign_content": _(
        "The file holds something besides the picture. Save the picture again in an image editor and upload that."
    ),
    "image_dimensions": _(
        "The picture has more than 25 megapixels or a side longer than 10,000 pixels. Make it smaller."
    ),
    "image_animated": _("The picture is animated. Upload a still one."),
    "image_not_stored": _(
        "There is no room for pictures on the server just now, so nothing was saved. Try again later or save without."
    ),
    "image_damaged": _("The picture cannot be read: the file is damaged. Save the picture again and upload that."),
}


class ImageRefusedError(ValidationError):
    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)


class ImageNotStoredError(ImageRefusedError):
    """The disk is full, or what else keeps the site from writing: the picture itself is good."""

    def __init__(self) -> None:
        super().__init__("image_not_stored")


def validate_image(file: File) -> None:
    """Raise ImageRefusedError unless `file` can be read as a picture."""
    read_image(file)


def read_image(file: File, *, max_bytes: int = MAX_BYTES) -> Image.Image:
    """The picture in `file`: RGB, upright, without metadata. A very large JPEG comes at a fraction of its size.

    The limits are checked before anything is decoded. Raises ImageRefusedError, and leaves `file` at its start.
    """
    data = read_bytes(file, max_bytes)
    structure = check_structure(data)
    try:
        with Image.open(io.BytesIO(data), formats=[structure.format]) as image:
            return decode(image, structure)
    except ImageRefusedError:
        raise
    except Exception as error:  # a decoder fed with a broken file may raise anything, Pillow's warnings included
        raise ImageRefusedError("image_damaged") from error


def read_bytes(file: File, max_bytes: int) -> bytes:
    file.seek(0)
    data = file.read(max_bytes + 1)
    file.seek(0)
    if len(data) > max_bytes:
        raise ImageRefusedError("image_too_large")
    return data


def check_structure(data: bytes) -> imagefiles.Structure:
    try:
        structure = imagefiles.inspect(data)
    except imagefiles.TruncatedError as error:
        raise ImageRefusedError("image_truncated") from error
    if structure is None:
        raise ImageRefusedError("image_format")
    if structure.end != len(data) or OTHER_CONTENT.search(data, 0, HEAD_BYTES):
        raise ImageRefusedError("image_foreign_content")
    if structure.width * structure.height > MAX_PIXELS or max(structure.width, structure.height) > MAX_SIDE:
        raise ImageRefusedError("image_dimensions")
    return structure


def decode(image: Image.Image, structure: imagefiles.Structure) -> Image.Image:
    if image.size != (structure.width, structure.height):  # Pillow has found another picture than was checked
        raise ImageRefusedError("image_damaged")
    if structure.format != "JPEG" and getattr(image, "is_animated", False):
        raise ImageRefusedError("image_animated")
    image.draft(None, (DECODED_SIDE, DECODED_SIDE))
    image.load()
    pixels = flatten(turn_upright(image))
    pixels.info.clear()  # the encoder would write a color profile that it finds here
    return pixels


def turn_upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken metadata, which is dropped anyway
        return image


def flatten(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):  # conversion would cut 16 bits to the lower 8
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    background = Image.new("RGBA", image.size, BACKGROUND)
    return Image.alpha_composite(background, image).convert("RGB")


def renditions(image: Image.Image, widths: Iterable[int]) -> dict[int, bytes]:
    """WebP files of `image` by the width they are for. A picture narrower than that is not enlarged."""
    return {width: encode(shrink(image, width)) for width in widths}


def shrink(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def encode(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=4)
    return buffer.getvalue()


def store(image: Image.Image, *, stem: str, widths: Sequence[int]) -> str:
    """Write the renditions `<stem>-<hash>-<width>.webp`; the name of the widest. An earlier equal one is left.

    Raises ImageNotStoredError, and leaves none of them behind, where one cannot be written.
    """
    files = renditions(image, widths)
    digest = hashlib.sha256(files[max(widths)]).hexdigest()[:16]
    written: list[str] = []
    try:
        for width, content in files.items():
            name = f"{stem}-{digest}-{width}.webp"
            if not default_storage.exists(name):
                written.append(default_storage.save(name, ContentFile(content)))
    except OSError as error:
        logger.exception("A picture cannot be stored")
        with suppress(OSError):
            for name in written:
                default_storage.delete(name)
        raise ImageNotStoredError from error
    return f"{stem}-{digest}-{max(widths)}.webp"


def names_by_width(name: str, *, widths: Sequence[int]) -> dict[int, str]:
    """The names of all renditions beside the stored `name`; empty if `store` has not made it."""
    match = STORED_NAME.fullmatch(name)
    return {width: f"{match['stem']}-{width}.webp" for width in widths} if match else {}


def remove(name: str, *, widths: Sequence[int]) -> None:
    for stored in {name, *names_by_width(name, widths=widths).values()}:
        default_storage.delete(stored)
