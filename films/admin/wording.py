"""A field of a film in words: what stands here and what TMDB says, in a cell of a list or side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.images import names_by_width
from films import locks
from films.images import BACKDROP_WIDTHS, POSTER_WIDTHS
from films.models import Credit, Film, TmdbDifference, Video

SHORT = 120  # letters in a cell of a list
WORDS_COMPARED = 1000  # and spaces: the time to compare grows with their cube where they repeat
NOTHING = "–"
WIDTHS = {"poster": POSTER_WIDTHS, "backdrop": BACKDROP_WIDTHS}
SIZES = {"poster": "w342", "backdrop": "w780"}


@dataclass(frozen=True)
class Cell:
    """One side of a row: pieces of text, of which some are marked as different."""

    pieces: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def whole(cls, text: str, *, marked: bool) -> Cell:
        return cls(((text, marked),))


Row = tuple[Cell, Cell]


# Lists: one line for each member


def credit_line(row: list[Any]) -> str:
    """From what `films.tmdb.credits.as_json` wrote, or from (name, department, job, character)."""
    name, department, job, character = (row[2], *row[5:8]) if len(row) > 4 else row
    departments = dict(Credit.Department.choices)
    return f"{departments.get(department, department)}: {name} – {character or job}".removesuffix(" – ")


def video_line(row: list[Any]) -> str:
    site, key, kind, name = row[:4]
    return f"{dict(Video.Kind.choices).get(kind, kind)}: {name or key} ({site})"


def title_line(row: list[Any]) -> str:
    country, title, kind = row
    return f"{title} ({', '.join(filter(None, (country, kind)))})" if country or kind else title


LINES: dict[str, Callable[[list[Any]], str]] = {
    "genres": lambda row: str(row[1]),
    "countries": lambda row: str(row[1]),
    "keywords": lambda row: str(row[1]),
    "alternative_titles": title_line,
    "videos": video_line,
    "credits": credit_line,
}
UNORDERED = {"keywords", "alternative_titles", "videos", "credits"}


def lines(field: str, value: list[list[Any]] | None) -> list[str]:
    found = [LINES[field](row) for row in value or []]
    return sorted(found) if field in UNORDERED else found


# Facts


def fact(field: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    if field == "status":
        return str(dict(Film.Status.choices).get(value, value))
    if field == "adult":
        return _("yes") if value else _("no")
    if field == "released_on":
        return formats.date_format(value if isinstance(value, date) else date.fromisoformat(value), "DATE_FORMAT")
    if field in ("budget", "revenue"):
        return f"$ {formats.number_format(value, use_l10n=True, force_grouping=True)}"
    return str(value[1] if field == "collection" else value)


def picture_url(field: str, value: str, *, theirs: bool, largest: bool = False) -> str:
    if theirs:
        return f"{settings.TMDB_IMAGE_URL}/{SIZES[field] if largest else 'w92' if field == 'poster' else 'w300'}{value}"
    widths = WIDTHS[field]
    return f"{settings.MEDIA_URL}{names_by_width(value, widths=widths).get(widths[1 if largest else 0], value)}"


def picture(field: str, value: str, *, theirs: bool) -> str:
    if not value:
        return NOTHING
    url = picture_url(field, value, theirs=theirs)
    return format_html('<img class="picture-thumb {}" src="{}" alt="" loading="lazy">', f"picture-{field}", url)


def link_at_tmdb(value: int | None) -> str:
    return _("no such film any more") if value is None else _("the film has the id %(id)d") % {"id": value}


# A cell of the list


def ours_in_short(difference: TmdbDifference, ours: Any) -> str:
    field = difference.field
    if field == "credits":
        return compared_count(lines(field, ours), lines(field, difference.theirs), _("%(count)d only here"))
    return in_short(field, ours, theirs=False)


def theirs_in_short(difference: TmdbDifference, ours: Any) -> str:
    field = difference.field
    if field == "tmdb_id":
        return link_at_tmdb(difference.theirs)
    if field == "credits":
        return compared_count(lines(field, difference.theirs), lines(field, ours), _("%(count)d only there"))
    return in_short(field, difference.theirs, theirs=True)


def in_short(field: str, value: Any, *, theirs: bool) -> str:
    if field in locks.PICTURES:
        return picture(field, value, theirs=theirs)
    text = ", ".join(lines(field, value)) or NOTHING if field in LINES else fact(field, value)
    return Truncator(text).chars(SHORT)


def compared_count(these: list[str], those: list[str], words: str) -> str:
    count = ngettext("%(count)d credit", "%(count)d credits", len(these)) % {"count": len(these)}
    alone = (Counter(these) - Counter(those)).total()
    return f"{count}, {words % {'count': alone}}" if alone else count


# Side by side


def side_by_side(difference: TmdbDifference, ours: Any) -> list[Row]:
    """Rows of what stands here and of what TMDB says, the differences marked; pictures have a page of their own."""
    field, theirs = difference.field, difference.theirs
    if field in LINES:
        return list(aligned(lines(field, ours), lines(field, theirs)))
    said = link_at_tmdb(theirs) if field == "tmdb_id" else fact(field, theirs)
    return list(compared_texts(fact(field, ours), said))


def aligned(ours: list[str], theirs: list[str]) -> Iterator[Row]:
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left, right = ours[i:j], theirs[k:m]
        for number in range(max(len(left), len(right))):
            yield (
                Cell.whole(left[number], marked=tag != "equal") if number < len(left) else Cell(),
                Cell.whole(right[number], marked=tag != "equal") if number < len(right) else Cell(),
            )


def compared_texts(ours: str, theirs: str) -> Iterator[Row]:
    """One row, in which the words that differ are marked; texts of very many words differ as a whole."""
    left, right = words_of(ours), words_of(theirs)
    if max(len(left), len(right)) > WORDS_COMPARED:
        yield Cell.whole(ours, marked=ours != theirs), Cell.whole(theirs, marked=ours != theirs)
        return
    here: list[tuple[str, bool]] = []
    there: list[tuple[str, bool]] = []
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        here.append(("".join(left[i:j]), tag != "equal"))
        there.append(("".join(right[k:m]), tag != "equal"))
    yield tuple(Cell(tuple(piece for piece in side if piece[0])) for side in (here, there))  # type: ignore[misc]


def words_of(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)
