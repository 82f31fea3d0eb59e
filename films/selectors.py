"""What the pages of films read beyond one queryset."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Value
from django.utils.translation import get_language

from accounts.models import User
from accounts.statements import Compiled
from films.detail import RANKED
from films.languages import language_name
from films.models import Country, Credit, Film, FilmCountry, FilmGenre, Genre
from films.paths import person_path
from films.querysets import KEY_JOBS, FilmQuerySet
from films.similar import films_with_most_in_common

CHOICES_ARE_KEPT = 600  # seconds
SIMILAR = 12
LARGEST_ID = 2**63 - 1  # of PostgreSQL


@dataclass(frozen=True, slots=True)
class Choices:
    """What the catalogue can be filtered by, as pairs of value and name in the active language."""

    genres: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]


def filter_choices() -> Choices:
    """Genres, countries and languages that films have; two queries every ten minutes."""
    key = f"filter-choices:{get_language()}"
    choices = cache.get(key)
    if choices is None:
        choices = read_filter_choices()
        cache.set(key, choices, CHOICES_ARE_KEPT)
    return choices


def read_filter_choices() -> Choices:
    genres = Genre.objects.filter(Exists(FilmGenre.objects.filter(genre=OuterRef("pk"))))
    countries = Country.objects.filter(Exists(FilmCountry.objects.filter(country=OuterRef("pk"))))
    named = list(
        genres.values_list(Value("genre"), "slug", "name", "name_ru").union(
            countries.values_list(Value("country"), "code", "name", "name_ru")
        )
    )
    russian = get_language() == "ru"
    languages = Film.objects.exclude(original_language="").values_list("original_language", flat=True).distinct()
    return Choices(
        genres=by_name((slug, (russian and ru) or name) for kind, slug, name, ru in named if kind == "genre"),
        countries=by_name((code, (russian and ru) or name) for kind, code, name, ru in named if kind == "country"),
        languages=by_name((code, language_name(code)) for code in languages),
    )


def by_name(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


def place_in_ranking(*, film: Film) -> int | None:
    """1 for the highest ranked film; None for one that is not ranked or not among the first RANKED.

    One query, unless `film` comes from `for_detail`.
    """
    if film.ranking_score is None:
        return None
    above = getattr(film, "higher_ranked", None)
    if above is None:
        above = Film.objects.filter(ranking_score__gt=film.ranking_score, adult=False)[:RANKED].count()
    return above + 1 if above < RANKED else None


class PersonRow(NamedTuple):
    """A person as far as a film's page names them: a fifth of the cost of an instance."""

    pk: int
    slug: str
    name: str
    name_ru: str

    @property
    def local_name(self) -> str:
        return (get_language() == "ru" and self.name_ru) or self.name

    def get_absolute_url(self) -> str:
        return person_path(self.pk, self.slug)


class CreditRow(NamedTuple):
    department: str
    job: str
    character: str
    person: PersonRow


@dataclass(slots=True)
class FilmCredits:
    """A film's credits as its page lists them: each person of the crew once, with all of their jobs."""

    cast: list[CreditRow] = field(default_factory=list)
    crew: dict[PersonRow, list[str]] = field(default_factory=dict)
    directors: list[PersonRow] = field(default_factory=list)


DETAIL = Compiled(lambda viewer, film: Film.objects.visible_to(viewer).for_detail().filter(pk=film))


def film_for_page(*, film_id: int, viewer: User | AnonymousUser) -> Film | None:
    """With what `for_detail` adds; one query."""
    films: list[Film] = DETAIL.instances(viewer, DETAIL.rows(viewer, film_id)) if film_id <= LARGEST_ID else []
    return films[0] if films else None


PERSON_FIELDS = tuple(f"person__{name}" for name in PersonRow._fields)
CREDITS = Compiled(
    lambda _viewer, film: (
        Credit.objects.filter(film=film)
        .main()
        .in_billing_order()
        .values_list("department", "job", "character", *PERSON_FIELDS)
    )
)


def credit_rows(*, film: Film) -> list[tuple[Any, ...]]:
    """What `group_credits` makes a film's credits of; one query."""
    return CREDITS.rows(AnonymousUser(), film.pk)


def group_credits(rows: Iterable[tuple[Any, ...]]) -> FilmCredits:
    grouped = FilmCredits()
    for department, job, character, *person in rows:
        credit = CreditRow(department, job, character, PersonRow(*person))
        if credit.department == Credit.Department.ACTING:
            grouped.cast.append(credit)
            continue
        grouped.crew.setdefault(credit.person, []).append(credit.job)
        if credit.job == "Director" and credit.person not in grouped.directors:
            grouped.directors.append(credit.person)
    grouped.crew = dict(sorted(grouped.crew.items(), key=lambda item: min(job_order(job) for job in item[1])))
    return grouped


def job_order(job: str) -> int:
    return KEY_JOBS.index(job) if job in KEY_JOBS else len(KEY_JOBS)


def similar_films(*, film: Film, user: User | AnonymousUser) -> FilmQuerySet:
    """The SIMILAR films that have most in common with this one; failing these, the popular ones of its genres."""
    films = Film.objects.visible_to(user)
    ids = films_with_most_in_common(
        film_id=film.pk, collection_id=film.collection_id, adult_too=user.is_staff, limit=SIMILAR
    )
    if ids:
        return films.in_order(ids)
    if not film.genre_ids:
        return films.none()
    of_genres = films.filter(genre_ids__contains=film.genre_ids[:2]).exclude(pk=film.pk)
    return of_genres.sorted_by("popularity")[:SIMILAR]


def group_by_department(rows: Iterable[Credit]) -> list[tuple[str, list[Credit]]]:
    """The cast first, then the departments in the order of `Credit.Department`, then those it does not know."""
    groups: dict[str, list[Credit]] = {}
    for credit in rows:
        groups.setdefault(credit.department, []).append(credit)
    known = [(str(label), groups.pop(name)) for name, label in Credit.Department.choices if name in groups]
    return [*known, *groups.items()]
