"""What the page of a person shows: the filmography by job, the best rated, what the member has seen of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext

from accounts.models import User
from films.cards import CardRow, make_card, mean_text
from films.models import Credit, Film, Person
from films.querysets import CARD_FIELDS
from reviews import selectors as reviews
from reviews import spoilers
from reviews.models import UserFilm
from reviews.selectors import MarkedCard

BEST = 6
IN_DEPARTMENT = 60  # films that are listed, the newest; the list of films has all
MOST_CREDITS = 1000  # that are read
WORTH_SHOWING = 3  # with fewer films the filmography itself is short enough


@dataclass(slots=True)
class Entry:
    """One film of the filmography, with every part that the person had in it under one department."""

    row: CardRow
    url: str
    mean: str
    parts: list[str] = field(default_factory=list)
    mark: UserFilm | None = None


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    entries: list[Entry]
    films: int


@dataclass(frozen=True, slots=True)
class PersonPage:
    person: Person
    departments: list[Department]
    best: list[MarkedCard]
    films: int
    seen: int


def person_page(person: Person, *, user: User | AnonymousUser) -> PersonPage:
    """Two queries: the credits with their films, and the member's marks."""
    fields = [f"film__{name}" if name != "pk" else "film_id" for name in CARD_FIELDS]
    credits = (
        Credit.objects.filter(person=person, film__in=Film.objects.visible_to(user))
        .order_by("-film__released_on", "film", "order", "pk")
        .values_list("department", "job", "character", *fields)[:MOST_CREDITS]
    )
    rows = [(department, job, character, CardRow(*film)) for department, job, character, *film in credits]
    marks = reviews.marks_of(user, {row.pk for *_rest, row in rows})
    departments: dict[str, dict[int, Entry]] = {}
    for department, job, character, row in rows:
        entry = departments.setdefault(department, {}).setdefault(row.pk, make_entry(row, marks.get(row.pk), user=user))
        if part := character or (gettext(job) if job else ""):
            entry.parts.append(part)
    films = {row.pk: row for *_rest, row in rows}
    labels = dict(Credit.Department.choices)
    return PersonPage(
        person=person,
        departments=sorted(
            (
                Department(str(labels.get(name, name)), list(entries.values())[:IN_DEPARTMENT], len(entries))
                for name, entries in departments.items()
            ),
            key=lambda department: -department.films,
        ),
        best=best_of(list(films.values()), marks, user=user),
        films=len(films),
        seen=sum(mark.status == UserFilm.Status.WATCHED for mark in marks.values()),
    )


def make_entry(row: CardRow, mark: UserFilm | None, *, user: User | AnonymousUser) -> Entry:
    url = Film(pk=row.pk, slug=row.slug).get_absolute_url()
    mean = "" if spoilers.hides_unmarked(user, mark) else mean_text(row.rating_count, row.rating_sum)
    return Entry(row=row, url=url, mean=mean, mark=mark)


def best_of(rows: list[CardRow], marks: dict[int, UserFilm], *, user: User | AnonymousUser) -> list[MarkedCard]:
    rated = [row for row in rows if row.rating_count >= settings.RATING_MIN_VOTES]
    if len(rated) <= WORTH_SHOWING:
        return []
    rated.sort(key=lambda row: row.rating_sum / row.rating_count, reverse=True)
    return [reviews.mark_card(make_card(row), marks.get(row.pk), user=user) for row in rated[:BEST]]
