"""A member's statistics, of a year or of all time.

Of a year everything comes from the diary: films count once, viewings each time. Of all time the films are those that
are marked watched, with or without an entry, and their ratings those of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import (
    Avg,
    CharField,
    Count,
    Exists,
    F,
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
    """Seven queries at most, one while the member's rows are as they were; `year` None is all time."""
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


def count(member: User, viewer: User | AnonymousUser, year: int | None) -> Stats:
    diary = viewings_of(member=member, viewer=viewer)
    days = list(
        diary.filter(watched_on__isnull=False).order_by().values_list("watched_on", "precision").annotate(Count("pk"))
    )
    rhythm_of = [row for row in days if year is None or row[0].year == year]
    if year is None:
        seen = seen_films(member, viewer)
        totals = all_totals(diary, seen)
        best, first, last = best_of_all(seen), None, None
        films: QuerySet = seen.values("film")
    else:
        diary = diary.filter(watched_on__year=year)
        totals = year_totals(diary)
        best, first, last = highlights(diary)
        films = diary.values("film")
    groups = groups_of(films)
    people = people_of(films)
    return Stats(
        totals=totals,
        rhythm=rhythm(rhythm_of),
        **groups,
        **people,
        best=best,
        first=first,
        last=last,
        diary_years=sorted({row[0].year for row in days}, reverse=True),
    )


def seen_films(member: User, viewer: User | AnonymousUser) -> UserFilmQuerySet:
    """Those marked watched; for others without films that only private entries tell of."""
    rows = UserFilm.objects.filter(user=member, status=UserFilm.Status.WATCHED).visible_to(viewer)
    if viewer.pk == member.pk:
        return rows
    entries = Viewing.objects.filter(user=OuterRef("user"), film=OuterRef("film"))
    return rows.filter(~Exists(entries.filter(is_private=True)) | Exists(entries.filter(is_private=False)))


def rating_figures() -> dict[str, Any]:
    bins = {f"bin_{rating}": Count("pk", filter=Q(rating=rating)) for rating in range(1, HISTOGRAM_BINS + 1)}
    return {"mean": Avg("rating"), **bins}


def diary_figures(diary: ViewingQuerySet, **more: Any) -> dict[str, Any]:
    """One query."""
    return diary.order_by().aggregate(
        viewings=Count("pk"),
        rewatches=Count("pk", filter=Q(is_rewatch=True)),
        minutes=Sum("film__runtime_minutes", default=0),
        **more,
    )


def make_totals(row: dict[str, Any]) -> Totals:
    bins = [row.pop(f"bin_{rating}") for rating in range(1, HISTOGRAM_BINS + 1)]
    return Totals(bins=bins, **row)


def year_totals(diary: ViewingQuerySet) -> Totals:
    return make_totals(diary_figures(diary, films=Count("film", distinct=True), **rating_figures()))


def all_totals(diary: ViewingQuerySet, seen: UserFilmQuerySet) -> Totals:
    """Two queries."""
    return make_totals(diary_figures(diary) | seen.aggregate(films=Count("pk"), **rating_figures()))


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


def groups_of(films: QuerySet) -> dict[str, list[Amount]]:
    """The films by decade, genre and country; one query."""
    decade = Cast(F("year") / 10 * 10, CharField())
    decades = Film.objects.filter(pk__in=films, year__isnull=False).annotate(
        kind=Value("decades"), label=decade, label_ru=Value("")
    )
    genres = FilmGenre.objects.filter(film__in=films).annotate(
        kind=Value("genres"), label=F("genre__name"), label_ru=F("genre__name_ru")
    )
    countries = FilmCountry.objects.filter(film__in=films).annotate(
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


def people_of(films: QuerySet) -> dict[str, list[Amount]]:
    """Who made, and who played in, more than one of the films; two queries.

    Counted by id and named afterwards: to join the names of all casts would cost more than to count them.
    """
    credits = Credit.objects.filter(film__in=films)
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


def rhythm(days: Iterable[tuple[date, str, int]]) -> Rhythm:
    months: Counter[date] = Counter()
    years: Counter[int] = Counter()
    exact = set()
    for day, precision, number in days:
        years[day.year] += number
        if precision != Precision.YEAR:
            months[day.replace(day=1)] += number
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
