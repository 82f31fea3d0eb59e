"""STUB of the storage of pictures, for the settings to be written against; the images' developer replaces it."""

import io
import uuid

from django.core.files.base import ContentFile
from PIL import Image

from .models import User


def set_avatar(*, user: User, image: Image.Image) -> None:
    content = io.BytesIO()
    image.convert("RGB").save(content, "WEBP")
    user.avatar.save(f"{uuid.uuid4().hex}.webp", ContentFile(content.getvalue()), save=False)
    user.save(update_fields=["avatar"])


def clear_avatar(*, user: User) -> None:
    user.avatar.delete(save=False)
    user.save(update_fields=["avatar"])
