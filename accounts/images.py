"""STUB of the image rules, against which the settings are written; the developer of the images replaces this file."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError


def read_image(file: File) -> Image.Image:
    """Decode an uploaded picture. Raises ValidationError for what is none."""
    try:
        image = Image.open(file)
        image.load()
    except (UnidentifiedImageError, OSError) as error:
        raise ValidationError(_("This file is not a picture.")) from error
    return image
