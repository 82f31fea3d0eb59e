"""Members that a text names by `@name`: whom it links to, and who is told of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models.functions import Lower
from django.utils.translation import override

from accounts.models import User
from reviews import markdown

MOST = 10  # members that one text can name


def members_named_in(*texts: str) -> dict[str, User]:
    """Those whom everybody may see, by their names in lower case; the first of each text. At most one query."""
    names = {name.lower() for text in texts for name in first_names(text)}
    if not names:
        return {}
    members = User.objects.visible_to(AnonymousUser()).alias(lower_name=Lower("username")).filter(lower_name__in=names)
    return {member.username.lower(): member for member in members}


def first_names(text: str) -> list[str]:
    """Of each `@` all readings, until there are more than can be meant."""
    names: list[str] = []
    for found in list(markdown.NAME.finditer(text))[:MOST]:
        names += markdown.readings(found[1])
    return names


def render(text: str, members: dict[str, User]) -> str:
    return markdown.render(text, linked(members))


def mentioned(text: str, members: dict[str, User]) -> list[User]:
    names = markdown.mentioned(text, linked(members))
    return [member for name, member in members.items() if name in names]


def linked(members: dict[str, User]) -> dict[str, tuple[str, str]]:
    """Addresses without a language: `Contribution.html` adds that of the page."""
    with override(settings.LANGUAGE_CODE):
        return {name: (member.username, member.get_absolute_url()) for name, member in members.items()}
