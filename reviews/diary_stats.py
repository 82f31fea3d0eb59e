"""A member's statistics, of a year or of all time.

Of a year everything comes from the diary: films count once, viewings each time. Of all time the films are those that
are marked watched, with or without an entry, and their ratings those of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg, BoolAnd
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db.models import (
    Avg,
    BigIntegerField,
    BooleanField,
    CharField,
    Count,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Cast, RowNumber
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from films.models import Credit, Film, FilmCountry, FilmGenre, Person
from films.models.catalogue import HISTOGRAM_BINS
from films.querysets import MAIN_CAST
from reviews.diary import FILM_FIELDS, Precision, viewings_of, with_films
from reviews.models import UserFilm, Viewing
from reviews.querysets import UserFilmQuerySet, ViewingQuerySet

KEPT = 600  # seconds, for what changes without the member: facts of films
BEST_SHOWN = 6
GROUPS_SHOWN = 10
PEOPLE_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a kind; `url` is the page of a person."""

    name: str
    count: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    viewings: int
    films: int
    rewatches: int
    minutes: int
    mean: float | None
    bins: list[int]

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When: by entries whose day, or at least month, is known."""

    months: dict[date, int]  # first day -> viewings
    years: dict[int, int]
    busiest: tuple[date, int] | None
    days_in_a_row: int
    weeks_in_a_row: int


@dataclass(frozen=True, slots=True)
class Rated:
    film: Film
    rating: int


@dataclass(frozen=True, slots=True)
class Stats:
    totals: Totals
    rhythm: Rhythm
    decades: list[Amount]
    genres: list[Amount]
    countries: list[Amount]
    directors: list[Amount]
    actors: list[Amount]
    best: list[Rated]
    first: Viewing | None
    last: Viewing | None
    diary_years: list[int]


def member_stats(*, member: User, viewer: User | AnonymousUser, year: int | None) -> Stats:
    """Seven queries at most, only one while the member's rows are as they were; `year` None is all time."""
    audience = "own" if viewer.pk == member.pk else "staff" if viewer.is_staff else "public"
    key = f"stats:{member.pk}:{year}:{audience}:{get_language()}:{version_of(member)}"
    stats = cache.get(key)
    if stats is None:
        stats = count(member, viewer, year)
        cache.set(key, stats, KEPT)
    return stats


def version_of(member: User) -> str:
    """Another one after every change of the member's diary and films, whoever made it."""
    parts = [
        Subquery(
            rows.filter(user=OuterRef("pk")).order_by().values("user").annotate(it=figure("updated_at")).values("it")
        )
        for rows in (Viewing.objects.all(), UserFilm.objects.all())
        for figure in (Count, Max)
    ]
    row = User.objects.filter(pk=member.pk).values_list(*parts).get()
    return "-".join(f"{part.timestamp():.6f}" if hasattr(part, "timestamp") else str(part) for part in row)


class Row(NamedTuple):
    """What one date of the diary adds up to."""

    day: date | None
    precision: str
    viewings: int
    rewatches: int
    minutes: int


def count(member: User, viewer: User | AnonymousUser, year: int | None) -> Stats:
    diary = viewings_of(member=member, viewer=viewer).order_by()
    dates = rows_by_date(diary)
    if year is None:
        rows = dates
        seen = seen_films(member, viewer)
        ids, ratings = films_and_ratings(seen)
        best, first, last = best_of_all(seen), None, None
    else:
        rows = [row for row in dates if row.day and row.day.year == year]
        diary = diary.filter(watched_on__year=year)
        ids, ratings = films_and_ratings(diary)
        best, first, last = highlights(diary)
    return Stats(
        totals=Totals(
            films=len(ids),
            viewings=sum(row.viewings for row in rows),
            rewatches=sum(row.rewatches for row in rows),
            minutes=sum(row.minutes for row in rows),
            **ratings,
        ),
        rhythm=rhythm(rows),
        **groups_of(ids),
        **people_of(ids),
        best=best,
        first=first,
        last=last,
        diary_years=sorted({row.day.year for row in dates if row.day}, reverse=True),
    )


def rows_by_date(diary: ViewingQuerySet) -> list[Row]:
    """One query. The films are looked up one by one: for a join the planner would rather read the table of films."""
    runtime = Film.objects.filter(pk=OuterRef("film")).values("runtime_minutes")[:1]
    figures = (
        diary.annotate(runtime=Subquery(runtime))
        .values_list("watched_on", "precision")
        .annotate(
            viewings=Count("pk"),
            rewatches=Count("pk", filter=Q(is_rewatch=True)),
            minutes=Sum("runtime", default=0),
        )
    )
    return [Row(*row) for row in figures]


def seen_films(member: User, viewer: User | AnonymousUser) -> UserFilmQuerySet:
    """Those marked watched; for others without films that only private entries tell of."""
    rows = UserFilm.objects.filter(user=member, status=UserFilm.Status.WATCHED)
    if viewer.pk == member.pk:
        return rows
    told = Viewing.objects.filter(user=member).values("film").annotate(only_privately=BoolAnd("is_private"))
    return rows.visible_to(viewer).exclude(film__in=told.filter(only_privately=True).values("film"))


def films_and_ratings(rows: QuerySet) -> tuple[list[int], dict[str, Any]]:
    """The ids of the films, each once, and the mean and the histogram of the ratings; one query."""
    bins = {f"bin_{rating}": Count("pk", filter=Q(rating=rating)) for rating in range(1, HISTOGRAM_BINS + 1)}
    found = rows.aggregate(ids=ArrayAgg("film", distinct=True, default=[]), mean=Avg("rating"), **bins)
    return found["ids"], {"mean": found["mean"], "bins": [found[name] for name in bins]}


def highlights(diary: ViewingQuerySet) -> tuple[list[Rated], Viewing | None, Viewing | None]:
    """The best rated films of these viewings, and the first and the last viewing on a known day; one query."""
    known = F("precision").asc()  # 'day' comes before the others
    rows = list(
        with_films(diary)
        .annotate(
            from_first=Window(RowNumber(), order_by=[known, F("watched_on").asc(), F("pk").asc()]),
            from_last=Window(RowNumber(), order_by=[known, F("watched_on").desc(), F("pk").desc()]),
            from_best=Window(RowNumber(), order_by=[F("rating").desc(nulls_last=True), F("pk").desc()]),
        )
        .filter(Q(from_first=1) | Q(from_last=1) | Q(from_best__lte=3 * BEST_SHOWN))
        .order_by("from_best")
    )
    best: dict[int, Rated] = {}
    for row in rows:
        if row.rating:
            best.setdefault(row.film_id, Rated(row.film, row.rating))  # rewatched, it stands there once
    exact = [row for row in rows if row.precision == Precision.DAY]
    return (
        list(best.values())[:BEST_SHOWN],
        next((row for row in exact if row.from_first == 1), None),
        next((row for row in exact if row.from_last == 1), None),
    )


def best_of_all(seen: UserFilmQuerySet) -> list[Rated]:
    rows = (
        seen.rated()
        .select_related("film")
        .only("rating", "film_id", *(f"film__{name}" for name in FILM_FIELDS))
        .order_by("-rating", "-pk")[:BEST_SHOWN]
    )
    return [Rated(row.film, row.rating) for row in rows if row.rating]


def is_one_of(name: str, ids: list[int]) -> Func:
    """As `__in` would say it, but with the ids as one parameter: a member may have seen thousands of films."""
    array = Value(ids, output_field=ArrayField(BigIntegerField()))
    return Func(F(name), array, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField())


def groups_of(films: list[int]) -> dict[str, list[Amount]]:
    """The films by decade, genre and country; one query."""
    decade = Cast(F("year") / 10 * 10, CharField())
    decades = Film.objects.filter(is_one_of("pk", films), year__isnull=False).annotate(
        kind=Value("decades"), label=decade, label_ru=Value("")
    )
    genres = FilmGenre.objects.filter(is_one_of("film", films)).annotate(
        kind=Value("genres"), label=F("genre__name"), label_ru=F("genre__name_ru")
    )
    countries = FilmCountry.objects.filter(is_one_of("film", films)).annotate(
        kind=Value("countries"), label=F("country__name"), label_ru=F("country__name_ru")
    )
    parts = [
        rows.order_by().values_list("kind", "label", "label_ru").annotate(films=Count("pk"))
        for rows in (decades, genres, countries)
    ]
    found: dict[str, list[Amount]] = {"decades": [], "genres": [], "countries": []}
    for kind, label, label_ru, number in parts[0].union(*parts[1:], all=True):
        name = (get_language() == "ru" and label_ru) or label
        found[kind].append(Amount(name, number))
    found["decades"] = every_decade(found["decades"])
    for kind in ("genres", "countries"):
        found[kind] = sorted(found[kind], key=lambda amount: (-amount.count, amount.name))[:GROUPS_SHOWN]
    return found


def every_decade(amounts: Sequence[Amount]) -> list[Amount]:
    """In order, with those between that have no film."""
    counts = {int(amount.name): amount.count for amount in amounts}
    if not counts:
        return []
    return [
        Amount(_("%(year)ss") % {"year": year}, counts.get(year, 0))
        for year in range(min(counts), max(counts) + 10, 10)
    ]


def people_of(films: list[int]) -> dict[str, list[Amount]]:
    """Who made, and who played in, more than one of the films; two queries.

    Counted by id and named afterwards: to join the names of all casts would cost more than to count them.
    """
    credits = Credit.objects.filter(is_one_of("film", films))
    directors = top_people(credits.filter(job="Director"), "directors")
    actors = top_people(credits.filter(department=Credit.Department.ACTING, order__lt=MAIN_CAST), "actors")
    rows = list(directors.union(actors, all=True))
    people = Person.objects.only("name", "name_ru", "slug").in_bulk({person for _kind, person, _films in rows})
    found: dict[str, list[Amount]] = {"directors": [], "actors": []}
    for kind, pk, number in sorted(rows, key=lambda row: (-row[2], row[1])):
        found[kind].append(Amount(people[pk].local_name, number, people[pk].get_absolute_url()))
    return found


def top_people(credits: QuerySet[Credit], kind: str) -> QuerySet:
    return (
        credits.order_by()
        .annotate(kind=Value(kind))
        .values_list("kind", "person")
        .annotate(films=Count("film", distinct=True))
        .filter(films__gt=1)
        .order_by("-films", "person")[:PEOPLE_SHOWN]
    )


def rhythm(rows: Iterable[Row]) -> Rhythm:
    months: Counter[date] = Counter()
    years: Counter[int] = Counter()
    exact = set()
    for day, precision, viewings, *_others in rows:
        if day is None:
            continue
        years[day.year] += viewings
        if precision != Precision.YEAR:
            months[day.replace(day=1)] += viewings
        if precision == Precision.DAY:
            exact.add(day)
    return Rhythm(
        months=dict(sorted(months.items())),
        years=dict(sorted(years.items())),
        busiest=max(months.items(), key=lambda item: (item[1], item[0]), default=None),
        days_in_a_row=longest_run(exact, timedelta(days=1)),
        weeks_in_a_row=longest_run({day - timedelta(days=day.weekday()) for day in exact}, timedelta(days=7)),
    )


def longest_run(days: set[date], step: timedelta) -> int:
    """How many of `days` follow each other by `step`, at most."""
    longest = run = 0
    before: date | None = None
    for day in sorted(days):
        run = run + 1 if before is not None and day - before == step else 1
        longest, before = max(longest, run), day
    return longest
