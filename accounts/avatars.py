from django.core.files.base import File
from django.db import transaction
from PIL import Image

from accounts import images
from accounts.models import User

WIDTHS = (64, 256)


def set_avatar(*, user: User, image: File) -> User:
    """Keep the middle square of `image` as the member's picture; raises images.ImageRefusedError."""
    square = crop_to_square(images.read_image(image))
    return replace_avatar(user, images.store(square, stem=f"avatars/{user.pk}", widths=WIDTHS))


def clear_avatar(*, user: User) -> User:
    return replace_avatar(user, "")


def replace_avatar(user: User, name: str) -> User:
    with transaction.atomic():
        old_name = User.objects.select_for_update(no_key=True).values_list("avatar", flat=True).get(pk=user.pk)
        user.avatar = name
        user.save(update_fields=["avatar"])
        if old_name and old_name != name:
            transaction.on_commit(lambda: images.remove(old_name, widths=WIDTHS))
    return user


def crop_to_square(image: Image.Image) -> Image.Image:
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def small(name: str) -> str:
    """The stored name of the 64 pixel rendition beside the `name` of an avatar."""
    return images.names_by_width(name, widths=WIDTHS).get(min(WIDTHS), name)
