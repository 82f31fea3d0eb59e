from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from films.paths import localized
from reviews.models import UserFilm
from reviews.wording import RATING_WORDS

register = template.Library()


@register.simple_tag(takes_context=True)
def card_actions(context: dict[str, Any], film_id: int, mark: UserFilm | None, oob: bool = False) -> SafeString:
    """What a member can do to a film from its card; a visitor's star leads to the login and back.

    With `oob` htmx puts it in the place of those on the page: the front page may show a film on several shelves.
    """
    is_member = context["request"].user.is_authenticated
    said = (mark.rating, mark.status, mark.favorite) if mark else (None, None, False)
    render = actions_html.__wrapped__ if settings.DEBUG else actions_html
    return render(film_id, is_member, *said, oob, get_language())


@lru_cache(maxsize=20_000)
def actions_html(
    film_id: int, is_member: bool, rating: int | None, status: str | None, favorite: bool, oob: bool, language: str
) -> SafeString:
    """A pure function of its arguments, so its results are kept in memory like the cards (films/cards.py)."""
    return render_to_string(
        "reviews/_card_actions.html",
        {
            "film_id": film_id,
            "is_member": is_member,
            "rating": rating,
            "status": status,
            "favorite": favorite,
            "oob": oob,
            "base": localized(f"/my/films/{film_id}/"),
        },
    )


@register.simple_tag
def rating_scale() -> list[tuple[int, str]]:
    """The ten ratings with their words."""
    return [(number, str(word)) for number, word in enumerate(RATING_WORDS, start=1)]


class StatusChoice(NamedTuple):
    sends: str  # the status to set, nothing to take the chosen one back
    name: str
    chosen: bool


@register.simple_tag
def statuses(mark: UserFilm | None) -> list[StatusChoice]:
    current = mark.status if mark else None
    return [
        StatusChoice("" if value == current else value, str(name), value == current)
        for value, name in UserFilm.Status.choices
    ]


class Tab(NamedTuple):
    name: str
    query: str
    films: int
    chosen: bool


@register.simple_tag(takes_context=True)
def my_tabs(context: dict[str, Any], figures: dict[str, int]) -> list[Tab]:
    """The ways to look at one's films, each with its count."""
    tabs = [
        (gettext("All"), {}, "all"),
        *((str(name), {"status": value}, value) for value, name in UserFilm.Status.choices),
        (gettext("Rated"), {"rated": "yes"}, "rated"),
        (gettext("Favorites"), {"favorite": "true"}, "favorite"),
    ]
    asked = {name: context["request"].GET.get(name) for name in ("status", "rated", "favorite")}
    chosen = {name: value for name, value in asked.items() if value}
    return [
        Tab(name, f"?{urlencode(query)}" if query else "", figures[key], query == chosen) for name, query, key in tabs
    ]
