"""What the page of a film shows, put together from films and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from films.figures import Figures, film_figures
from films.kept import Kept
from films.models import Film
from pages.film_parts import FilmParts, film_parts
from reviews import own, reading, spoilers, talk

LISTS: Kept[SafeString] = Kept(500)


@dataclass(frozen=True, slots=True)
class FilmPage:
    film: Film
    parts: FilmParts
    figures: Figures
    own: own.Own
    hides_reviews: bool
    reviews: SafeString
    discussions: SafeString
    today: date


def film_page(film: Any, *, user: User | AnonymousUser, show_spoilers: bool = False) -> FilmPage:
    """`film` comes from `film_for_page`; four more queries at most, of which one is the member's own."""
    said = own.said_of(film=film, user=user)
    hidden = not show_spoilers and spoilers.hides_unmarked(user, said.mark)
    return FilmPage(
        film=film,
        parts=film_parts(film),
        figures=film_figures(film, hidden=hidden),
        own=said,
        hides_reviews=hidden,
        reviews=SafeString("") if hidden else reviews_list(film, user),
        discussions=SafeString("") if hidden else discussions_list(film, user),
        today=timezone.localdate(),
    )


def reviews_list(film: Film, viewer: User | AnonymousUser) -> SafeString:
    """The same for everybody who may see the same rows and write, or not."""
    rows = reading.top_rows(film=film, viewer=viewer)
    is_suspended = cannot_write(viewer)

    def draw() -> SafeString:
        reviews = reading.top_reviews(rows, film=film, viewer=viewer)
        context = {"film": film, "reviews": reviews, "is_suspended": is_suspended}
        return render_to_string("reviews/_of_film_page.html", context)

    return LISTS.get(("reviews", is_suspended, film.pk, film.slug, film.review_count, *rows), draw)


def discussions_list(film: Film, viewer: User | AnonymousUser) -> SafeString:
    rows = talk.latest_rows(film=film, viewer=viewer)
    is_suspended = cannot_write(viewer)

    def draw() -> SafeString:
        discussions = talk.latest_discussions(rows, viewer=viewer)
        context = {"film": film, "discussions": discussions, "is_suspended": is_suspended}
        return render_to_string("reviews/_film_discussions.html", context)

    return LISTS.get(("discussions", is_suspended, film.pk, film.slug, *rows), draw)


def cannot_write(viewer: User | AnonymousUser) -> bool:
    return viewer.is_authenticated and viewer.is_suspended(timezone.now())
