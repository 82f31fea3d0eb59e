"""Tables as Letterboxd imports them, and with it most sites that do.

At most 1,000 rows and 1,000,000 bytes a file; what is more goes on in `ratings-2.csv`. A viewing goes into the diary
where its day is known. Viewings that are only for the member stay out: the other site would publish them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import User
from pages.export.records import AT_ONCE
from reviews.models import Review, UserFilm, Viewing

MOST_ROWS = 1_000
MOST_BYTES = 1_000_000
FILM = ["Title", "Year", "imdbID", "tmdbID"]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Table = tuple[str, str, Iterable[str]]


def tables(user: User) -> Iterator[Table]:
    """The name, the line of headings and the lines of each file; a file's lines are used up before the next one."""
    yield from split("ratings", [*FILM, "Rating10"], ratings(user))
    yield from split("watched", FILM, with_status(user, UserFilm.Status.WATCHED))
    yield from split("watchlist", FILM, with_status(user, UserFilm.Status.PLANNED))
    yield from split("diary", [*FILM, "WatchedDate", "Rating10", "Rewatch", "Tags"], diary(user))
    yield from split("reviews", [*FILM, "Rating10", "Review"], reviews(user))


def film_values(path: str = "film") -> list[str]:
    return [f"{path}__{name}" for name in ("title", "year", "imdb_id", "tmdb_id")]


def ratings(user: User) -> Iterator[tuple[Any, ...]]:
    rows = UserFilm.objects.filter(user=user).rated().order_by("pk")
    return rows.values_list(*film_values(), "rating").iterator(AT_ONCE)


def with_status(user: User, status: str) -> Iterator[tuple[Any, ...]]:
    rows = UserFilm.objects.filter(user=user, status=status).order_by("pk")
    return rows.values_list(*film_values()).iterator(AT_ONCE)


def diary(user: User) -> Iterator[tuple[Any, ...]]:
    rows = Viewing.objects.filter(user=user, precision=Viewing.Precision.DAY, is_private=False)
    fields = (*film_values(), "watched_on", "rating", "is_rewatch", "place")
    for *values, is_rewatch, place in rows.order_by("watched_on", "pk").values_list(*fields).iterator(AT_ONCE):
        yield *values, "Yes" if is_rewatch else "", place.replace(",", " ")


def reviews(user: User) -> Iterator[tuple[Any, ...]]:
    rows = Review.objects.filter(user=user).published().order_by("pk")
    return rows.values_list(*film_values(), "rating", "body").iterator(AT_ONCE)


def split(name: str, header: list[str], rows: Iterator[tuple[Any, ...]]) -> Iterator[Table]:
    """One file, or as many as the limits ask for; one with headings alone where there is no row."""
    first = line_of(header)
    rest = (line_of(row) for row in rows)
    number, line = 1, next(rest, None)
    while True:
        file = File(line, rest, room=MOST_BYTES - len(first.encode()))
        yield f"{name}.csv" if number == 1 else f"{name}-{number}.csv", first, file
        if file.over is None:
            return
        number, line = number + 1, file.over


class File:
    """The lines that one file has room for; the line that had none is left in `over`."""

    def __init__(self, line: str | None, rest: Iterator[str], room: int) -> None:
        self.over = line
        self.rest = rest
        self.room = room

    def __iter__(self) -> Iterator[str]:
        rows = 0
        while self.over is not None:
            self.room -= len(self.over.encode())
            if rows == MOST_ROWS or (rows and self.room < 0):
                return
            rows += 1
            line, self.over = self.over, next(self.rest, None)
            yield line


def line_of(row: Iterable[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([defused(value) for value in row])
    return line.getvalue()


def defused(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula, with the apostrophe that makes it a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
