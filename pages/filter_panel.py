"""The panel of filters beside the list of films.

Its fields are the FilmFilter's, drawn flat: the same form through crispy costs more than all the rest of the page
(docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from films import selectors as films
from films.languages import language_name
from films.models import Keyword, Person
from reviews.filters import MINE_CHOICES, MemberFilmFilter

# How a range that is set reads.
RANGES = {
    "year_from": _("from %(value)s"),
    "year_to": _("until %(value)s"),
    "runtime_from": _("from %(value)s minutes"),
    "runtime_to": _("up to %(value)s minutes"),
    "rating_from": _("rated %(value)s or higher"),
    "votes_from": _("rated by %(value)s or more"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the query without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class FilterPanel:
    genres: SafeString  # the boxes to tick
    without: SafeString
    match_all: bool
    countries: SafeString  # the options
    languages: SafeString
    mine: SafeString
    sorts: SafeString
    values: dict[str, str]
    errors: dict[str, str]
    chips: list[Chip]
    hidden: list[tuple[str, str]]
    query: str  # of the filters, without the page

    @property
    def has_errors(self) -> bool:
        return any(self.errors.values())


def filter_panel(filters: MemberFilmFilter, *, user: User | AnonymousUser) -> FilterPanel:
    data: QueryDict = filters.data
    choices = films.filter_choices()
    members = user.is_authenticated
    return FilterPanel(
        genres=boxes("genre", choices.genres, data.getlist("genre")),
        without=boxes("without", choices.genres, data.getlist("without")),
        match_all=data.get("match") == "all",
        countries=options(choices.countries, data.get("country", "").upper()),
        languages=options(choices.languages, data.get("language", "")),
        mine=options(texts(MINE_CHOICES), data.get("mine", "")) if members else SafeString(""),
        sorts=options(texts(filters.sorts), data.get("sort") or filters.default_sort),
        values={name: data.get(name, "") for name in filters.filters},
        errors={name: " ".join(filters.form.errors.get(name, [])) for name in filters.filters},
        chips=chips(filters),
        hidden=[(name, str(data[name])) for name in ("person", "keyword") if data.get(name)],
        query=without_page(data).urlencode(),
    )


def texts(choices: Iterable[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    """The choices with their names in the active language."""
    return tuple((value, str(name)) for value, name in choices)


def options(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return options_html(choices, chosen if chosen in dict(choices) else "")


def boxes(field: str, choices: tuple[tuple[str, str], ...], chosen: Iterable[str]) -> SafeString:
    return boxes_html(field, choices, frozenset(dict(choices)).intersection(chosen))


# There are hundreds of countries and few ways to choose among them, so what was drawn is kept.


@lru_cache(maxsize=300)
def options_html(choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, " selected" if value == chosen else "", name) for value, name in choices),
    )


@lru_cache(maxsize=300)
def boxes_html(field: str, choices: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> SafeString:
    return format_html_join(
        "",
        '<label class="pick"><input type="checkbox" name="{}" value="{}"{}><span>{}</span></label>',
        ((field, value, " checked" if value in chosen else "", name) for value, name in choices),
    )


def without_page(data: QueryDict, *names: str) -> QueryDict:
    """The parameters that say something, without the page and those named."""
    kept = data.copy()
    for name in [*names, "page"]:
        kept.pop(name, None)
    for name in list(kept):
        if not any(kept.getlist(name)):
            del kept[name]
    return kept


def chips(filters: MemberFilmFilter) -> list[Chip]:
    made = []
    for name, value in filters.form.cleaned_data.items():
        if name in {"sort", "match"} or value in (None, "") or not filters.data.get(name):
            continue
        if name == "mine" and not filters.user.is_authenticated:
            continue
        for label in labels(filters, name, value):
            made.append(Chip(label, without_page(filters.data, name).urlencode()))
    return made


def labels(filters: MemberFilmFilter, name: str, value: Any) -> list[str]:
    """How a set filter reads: one label, none where the value matches nothing."""
    label = str(filters.filters[name].label)
    if name == "genre":
        return [" · ".join(str(genre) for genre in value)] if value else []
    if name == "without":
        return [_("Without %(genres)s") % {"genres": ", ".join(str(genre) for genre in value)}] if value else []
    if name == "mine":
        return [str(dict(MINE_CHOICES)[value])]
    if name == "person":
        person = Person.objects.filter(pk=int(value)).first()
        return [f"{label}: {person.local_name}" if person else f"{label}: {value}"]
    if name == "keyword":
        return [f"{label}: {Keyword.objects.filter(slug=value).first() or value}"]
    if name == "country":
        return [dict(films.filter_choices().countries).get(value.upper(), value)]
    if name == "language":
        return [language_name(value)]
    value = f"{value:f}" if isinstance(value, Decimal) else value
    return [RANGES[name] % {"value": value} if name in RANGES else f"{label}: {value}"]
