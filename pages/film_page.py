"""What the page of a film shows, put together from films and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language

from accounts.models import User
from films import selectors as films
from films.figures import Figures, film_figures
from films.models import Film
from films.selectors import FilmCredits
from reviews import reading, talk
from reviews import selectors as reviews
from reviews.models import Discussion, Review, UserFilm


@dataclass(frozen=True, slots=True)
class FilmPage:
    film: Film
    title: str
    overview: str
    overview_language: str
    tagline: str
    credits: FilmCredits
    figures: Figures
    mark: UserFilm | None
    own_review: Review | None
    reviews: list[Review]
    discussions: list[Discussion]
    genres: list[dict[str, str]]
    countries: list[dict[str, str]]
    keywords: list[dict[str, str]]
    videos: list[dict[str, str]]
    other_titles: list[str]


def film_page(film: Any, *, user: User | AnonymousUser) -> FilmPage:
    """`film` comes from `for_detail`; six more queries at most, of which two are the member's own."""
    language = get_language()
    translations = {row["language"]: row for row in film.translation_rows}
    own = translations.get(language, {})
    return FilmPage(
        film=film,
        title=film.local_title,
        overview=own.get("overview") or film.overview,
        overview_language=language if own.get("overview") else settings.LANGUAGE_CODE,
        tagline=own.get("tagline") or ("" if language == "ru" else film.tagline),
        credits=films.film_credits(film=film),
        figures=film_figures(film),
        mark=reviews.marks_of(user, [film.pk]).get(film.pk),
        own_review=reading.own_review(film=film, user=user),
        reviews=reading.top_reviews(film=film, viewer=user),
        discussions=talk.latest_discussions(film=film, viewer=user),
        genres=named(film.genre_rows),
        countries=named(film.country_rows),
        keywords=named(film.keyword_rows),
        videos=film.video_rows,
        other_titles=[title for title in film.other_titles if title not in {film.title, film.original_title}],
    )


def named(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with `name` in the active language."""
    if get_language() == "ru":
        return [{**row, "name": row["name_ru"] or row["name"]} for row in rows]
    return rows
