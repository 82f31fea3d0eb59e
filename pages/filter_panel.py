"""The panel of filters beside the list of films.

Its fields are the FilmFilter's, drawn flat: the same form through crispy costs more than all the rest of the page
(docs/performance.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from films import selectors as films
from films.filters import SORT_CHOICES
from films.languages import language_name
from films.models import Keyword, Person
from reviews.filters import MINE_CHOICES, MY_RATING, MemberFilmFilter


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the query without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class FilterPanel:
    genres: list[Option]
    without: list[Option]
    match_all: bool
    countries: list[Option]
    languages: list[Option]
    mine: list[Option]
    sorts: list[Option]
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
    genre, without = set(data.getlist("genre")), set(data.getlist("without"))
    sort = data.get("sort") or "popularity"
    members = user.is_authenticated
    return FilterPanel(
        genres=[Option(slug, name, slug in genre) for slug, name in choices.genres],
        without=[Option(slug, name, slug in without) for slug, name in choices.genres],
        match_all=data.get("match") == "all",
        countries=[Option(code, name, code == data.get("country", "").upper()) for code, name in choices.countries],
        languages=sorted(
            (Option(code, language_name(code), code == data.get("language")) for code in choices.languages),
            key=lambda option: option.name,
        ),
        mine=[Option(value, str(name), value == data.get("mine")) for value, name in MINE_CHOICES] if members else [],
        sorts=[
            Option(str(value), str(name), value == sort)
            for value, name in [*SORT_CHOICES, MY_RATING]
            if members or value != MY_RATING[0]
        ],
        values={name: data.get(name, "") for name in filters.filters},
        errors={name: " ".join(filters.form.errors.get(name, [])) for name in filters.filters},
        chips=chips(filters),
        hidden=[(name, str(data[name])) for name in ("person", "keyword") if data.get(name)],
        query=without_page(data).urlencode(),
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
        return [f"{_('Without')} " + ", ".join(str(genre) for genre in value)] if value else []
    if name == "mine":
        return [str(dict(MINE_CHOICES)[value])]
    if name == "person":
        person = Person.objects.filter(pk=int(value)).first()
        return [f"{label}: {person.local_name if person else _('unknown')}"]
    if name == "keyword":
        keyword = Keyword.objects.filter(slug=value).first()
        return [f"{label}: {keyword or _('unknown')}"]
    if name == "country":
        return [dict(films.filter_choices().countries).get(value.upper(), value)]
    if name == "language":
        return [language_name(value)]
    return [f"{label} {value:f}" if isinstance(value, Decimal) else f"{label} {value}"]
