"""What the page of a film shows, put together from films and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from films import selectors as films
from films.figures import Figures, film_figures
from films.models import Film
from films.selectors import FilmCredits
from films.trailers import Trailer, trailers
from reviews import diary, reading, spoilers, talk
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
    hides_reviews: bool
    own_review: Review | None
    reviews: list[Review]
    discussions: list[Discussion]
    diary: diary.FilmDiary | None
    today: date
    genres: list[dict[str, str]]
    countries: list[dict[str, str]]
    keywords: list[dict[str, str]]
    trailers: list[Trailer]
    other_titles: list[str]


def film_page(film: Any, *, user: User | AnonymousUser, show_spoilers: bool = False) -> FilmPage:
    """`film` comes from `for_detail`; seven more queries at most, of which three are the member's own."""
    mark = reviews.marks_of(user, [film.pk]).get(film.pk)
    hidden = not show_spoilers and spoilers.hides_unmarked(user, mark)
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
        figures=film_figures(film, hidden=hidden),
        mark=mark,
        own_review=reading.own_review(film=film, user=user),
        reviews=[] if hidden else reading.top_reviews(film=film, viewer=user),
        discussions=[] if hidden else talk.latest_discussions(film=film, viewer=user),
        hides_reviews=hidden,
        diary=diary.film_diary(user=user, film=film),
        today=timezone.localdate(),
        genres=named(film.genre_rows),
        countries=named(film.country_rows),
        keywords=named(film.keyword_rows),
        trailers=trailers(film.video_rows),
        other_titles=[title for title in film.other_titles if title not in {film.title, film.original_title}],
    )


def named(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with `name` in the active language."""
    if get_language() == "ru":
        return [{**row, "name": row["name_ru"] or row["name"]} for row in rows]
    return rows
