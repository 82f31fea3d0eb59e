"""What the diaries show: lists by month, a month as a calendar, and a member's own viewings of a film."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from films.models import Film
from reviews.models import Viewing
from reviews.querysets import ViewingQuerySet

Precision = Viewing.Precision
FINEST_FIRST = (Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.UNKNOWN)
OF_FILM_SHOWN = 5
POSTERS_A_DAY = 2  # in the calendar; the others of the day are counted
UNCERTAIN_SHOWN = 12
FILM_FIELDS = ("id", "slug", "title", "title_ru", "year", "poster", "genre_ids", "adult")


def viewings_of(*, member: User, viewer: User | AnonymousUser) -> ViewingQuerySet:
    viewings = Viewing.objects.filter(user=member)
    # One's own are visible all; not to ask spares the joins with the film and the member.
    return viewings if viewer.pk == member.pk else viewings.visible_to(viewer)


def with_films(viewings: QuerySet[Viewing]) -> QuerySet[Viewing]:
    """With what a row of the diary shows of its film."""
    own = [field.name for field in Viewing._meta.concrete_fields]
    return viewings.select_related("film").only(*own, *(f"film__{name}" for name in FILM_FIELDS))


def rows_with_films(viewings: QuerySet[Viewing]) -> list[Viewing]:
    return list(with_films(viewings))


@dataclass(frozen=True, slots=True)
class FilmDiary:
    """A member's own viewings of one film, the newest of them."""

    viewings: list[Viewing]
    others: int


def film_diary(*, user: User | AnonymousUser, film: Film) -> FilmDiary | None:
    """None for a visitor; else one query."""
    if not user.is_authenticated:
        return None
    count = Window(Count("pk"))
    rows = list(Viewing.objects.filter(user=user, film=film).annotate(all=count).newest_first()[:OF_FILM_SHOWN])
    return FilmDiary(rows, others=(rows[0].all if rows else 0) - len(rows))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The entries of a month, those of a year of which no more is known, or those without a date."""

    precision: str
    first_day: date | None
    viewings: list[Viewing]


def stretches(viewings: Iterable[Viewing]) -> list[Stretch]:
    """The rows of a page, in their order, put together by what is known of their dates."""
    # Of the same first day the exact ones come first, so that January's stay together beside those of the year.
    rows = sorted(viewings, key=lambda row: FINEST_FIRST.index(Precision(row.precision)))
    rows.sort(key=lambda row: row.watched_on or date.min, reverse=True)
    return [
        Stretch(precision, day, list(group)) for (precision, day), group in groupby(rows, key=lambda row: _stretch(row))
    ]


def _stretch(viewing: Viewing) -> tuple[str, date | None]:
    if viewing.watched_on is None:
        return Precision.UNKNOWN, None
    if viewing.precision == Precision.YEAR:
        return Precision.YEAR, viewing.watched_on
    return Precision.MONTH, viewing.watched_on.replace(day=1)


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    in_month: bool
    viewings: Sequence[Viewing]
    others: int


@dataclass(frozen=True, slots=True)
class MonthPage:
    first_day: date
    weeks: list[list[Day]]
    uncertain: list[Viewing]  # of this month, on a day nobody knows
    uncertain_others: int
    previous: date | None  # the nearest months with entries
    next: date | None

    @property
    def days_with_viewings(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day.viewings]


def month_page(*, member: User, viewer: User | AnonymousUser, first_day: date, first_weekday: int) -> MonthPage:
    """Two queries; `first_weekday` counts from Sunday, as Django's formats do."""
    after = (first_day + timedelta(days=31)).replace(day=1)
    viewings = viewings_of(member=member, viewer=viewer)
    rows = list(first_of_each_day(viewings.filter(watched_on__gte=first_day, watched_on__lt=after)))
    uncertain = [row for row in rows if row.precision == Precision.MONTH]
    near = viewings.filter(precision__in=[Precision.DAY, Precision.MONTH]).aggregate(
        previous=Max("watched_on", filter=Q(watched_on__lt=first_day)),
        next=Min("watched_on", filter=Q(watched_on__gte=after)),
    )
    return MonthPage(
        first_day=first_day,
        weeks=list(weeks_of(first_day, rows, (first_weekday - 1) % 7)),
        uncertain=uncertain,
        uncertain_others=others_of(uncertain),
        **{name: day and day.replace(day=1) for name, day in near.items()},
    )


def first_of_each_day(viewings: QuerySet[Viewing]) -> QuerySet[Viewing]:
    """The first viewings of each day, and of the month as a whole; each row knows how `many` there are."""
    together = [F("watched_on"), F("precision")]
    return (
        with_films(viewings)
        .annotate(
            place_in_day=Window(RowNumber(), partition_by=together, order_by=F("pk").asc()),
            many=Window(Count("pk"), partition_by=together),
        )
        .filter(
            Q(precision=Precision.DAY, place_in_day__lte=POSTERS_A_DAY)
            | Q(precision=Precision.MONTH, place_in_day__lte=UNCERTAIN_SHOWN)
        )
        .order_by("watched_on", "pk")
    )


def others_of(rows: Sequence[Viewing]) -> int:
    return rows[0].many - len(rows) if rows else 0  # type: ignore[attr-defined]


def weeks_of(first_day: date, rows: list[Viewing], first_weekday: int) -> Iterator[list[Day]]:
    exact = [row for row in rows if row.precision == Precision.DAY]
    by_day = {day: list(group) for day, group in groupby(exact, key=attrgetter("watched_on"))}
    for week in calendar.Calendar(first_weekday).monthdatescalendar(first_day.year, first_day.month):
        yield [
            Day(
                date=day,
                in_month=day.month == first_day.month,
                viewings=by_day.get(day, []) if day.month == first_day.month else [],
                others=others_of(by_day.get(day, [])),
            )
            for day in week
        ]
