from typing import Literal

from django.core.files.base import File
from django.db import transaction

from . import avatars
from .exceptions import SelfFollowError
from .models import Follow, User


def follow_member(*, follower: User, followed: User) -> Follow:
    """Following twice is following once. Raises SelfFollowError."""
    if follower == followed:
        raise SelfFollowError
    return Follow.objects.get_or_create(follower=follower, followed=followed)[0]


def unfollow_member(*, follower: User, followed: User) -> None:
    Follow.objects.filter(follower=follower, followed=followed).delete()


@transaction.atomic
def update_profile(
    *,
    user: User,
    name: str,
    bio: str,
    language: str,
    theme: str,
    is_private: bool,
    spoiler_safe: bool,
    avatar: File | Literal[False] | None = None,
) -> User:
    """Save a member's settings. `avatar`: None keeps the picture, False removes it.

    Raises images.ImageNotStoredError before anything is changed.
    """
    if avatar is False:
        avatars.clear_avatar(user=user)
    elif avatar is not None:
        avatars.set_avatar(user=user, image=avatar)
    user.name = name
    user.bio = bio
    user.language = language
    user.theme = theme
    user.is_private = is_private
    user.spoiler_safe = spoiler_safe
    user.save(update_fields=["name", "bio", "language", "theme", "is_private", "spoiler_safe"])
    return user
