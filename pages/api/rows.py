"""Films as the API answers them: with what the member who asks said of them, and without what they are kept from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils.translation import get_language

from accounts.models import User
from films import selectors as films
from films.cards import mean_tenths
from films.figures import film_figures
from films.models import Film, Genre
from films.querysets import FilmQuerySet
from films.selectors import FilmCredits
from reviews import selectors as reviews
from reviews import spoilers
from reviews.models import UserFilm

FIELDS = (
    *("pk", "slug", "title", "title_ru", "original_title", "released_on", "year", "runtime_minutes", "poster"),
    *("genre_ids", "rating_count", "rating_sum", "review_count"),
)


@dataclass(frozen=True, slots=True)
class Mine:
    """What a member said of a film."""

    rating: int | None = None
    status: str | None = None
    favorite: bool = False


@dataclass(frozen=True, slots=True)
class FilmRow:
    film: Film
    genres: list[Genre]
    mine: Mine | None  # None for visitors
    figures_hidden: bool

    @property
    def pk(self) -> int:
        return self.film.pk

    @property
    def average_rating(self) -> float | None:
        tenths = None if self.figures_hidden else mean_tenths(self.film.rating_count, self.film.rating_sum)
        return None if tenths is None else tenths / 10

    @property
    def rating_count(self) -> int | None:
        return None if self.figures_hidden else self.film.rating_count


@dataclass(frozen=True, slots=True)
class Statistics:
    total_reviews: int
    average_rating: float | None
    rating_count: int | None
    ratings_missing: int | None
    rating_distribution: dict[str, int] | None
    place: int | None
    watched: int
    planned: int
    favorites: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class FilmDetails(FilmRow):
    statistics: Statistics
    credits: FilmCredits = field(default_factory=FilmCredits)

    @property
    def own_language(self) -> dict[str, str]:
        rows: list[dict[str, str]] = self.film.translation_rows  # type: ignore[attr-defined]
        return next((row for row in rows if row["language"] == get_language()), {})

    @property
    def overview(self) -> str:
        return self.own_language.get("overview") or self.film.overview

    @property
    def overview_language(self) -> str:
        return (get_language() or "") if self.own_language.get("overview") else settings.LANGUAGE_CODE

    @property
    def tagline(self) -> str:
        return self.own_language.get("tagline") or ("" if get_language() == "ru" else self.film.tagline)


def film_rows(films: FilmQuerySet, *, user: User | AnonymousUser) -> list[FilmRow]:
    """Two queries, three for a member, however many films."""
    found = list(films.only(*FIELDS))
    marks = reviews.marks_of(user, [film.pk for film in found])
    genres = Genre.objects.in_bulk({pk for film in found for pk in film.genre_ids}) if found else {}
    return [make_row(film, genres, marks.get(film.pk), user=user) for film in found]


def make_row(film: Film, genres: dict[int, Genre], mark: UserFilm | None, *, user: User | AnonymousUser) -> FilmRow:
    return FilmRow(
        film=film,
        genres=[genres[pk] for pk in film.genre_ids if pk in genres],
        mine=mine_of(user, mark),
        figures_hidden=spoilers.hides_unmarked(user, mark),
    )


def mine_of(user: User | AnonymousUser, mark: UserFilm | None) -> Mine | None:
    if not user.is_authenticated:
        return None
    return Mine(mark.rating, mark.status, mark.favorite) if mark else Mine()


def rows_in_order(ids: Sequence[int], *, user: User | AnonymousUser) -> list[FilmRow]:
    return film_rows(Film.objects.visible_to(user).in_order(ids), user=user)


def film_details(pk: int, *, user: User | AnonymousUser, show_spoilers: bool = False) -> FilmDetails:
    """At most five queries. Raises Http404."""
    film: Any = films.film_for_page(film_id=pk, viewer=user)
    if film is None:
        raise Http404
    mark = reviews.marks_of(user, [pk]).get(pk)
    genres = Genre.objects.in_bulk(film.genre_ids) if film.genre_ids else {}
    hidden = not show_spoilers and spoilers.hides_unmarked(user, mark)
    return FilmDetails(
        film=film,
        genres=[genres[pk] for pk in film.genre_ids if pk in genres],
        mine=mine_of(user, mark),
        figures_hidden=hidden,
        statistics=statistics_of(film, hidden=hidden),
        credits=films.group_credits(films.credit_rows(film=film)),
    )


def statistics_of(film: Film, *, hidden: bool) -> Statistics:
    """One query, for the place. As on the page, no distribution is told of a film that few have rated."""
    figures = film_figures(film, hidden=hidden)
    tenths = None if hidden else mean_tenths(film.rating_count, film.rating_sum)
    return Statistics(
        total_reviews=film.review_count,
        average_rating=None if tenths is None else tenths / 10,
        rating_count=None if hidden else figures.count,
        ratings_missing=None if hidden else figures.votes_missing,
        rating_distribution=None if tenths is None else distribution(figures.histogram),
        place=figures.place,
        watched=figures.watched,
        planned=figures.planned,
        favorites=figures.favorites,
        hidden=hidden,
    )


def distribution(histogram: list[int]) -> dict[str, int]:
    return {str(rating): count for rating, count in enumerate(histogram, start=1)}
