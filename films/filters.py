from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

import django_filters as filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from films.expressions import HasWords
from films.models import Credit, Film, Genre, Keyword, Person, SearchEntry
from films.querysets import FilmQuerySet

SORT_CHOICES = [
    ("popularity", _("Most popular")),
    ("ranking", _("Highest ranked")),
    ("newest", _("Newly added")),
    ("release", _("Latest release")),
    ("oldest", _("Earliest release")),
    ("title", _("Title")),
]
Rows = TypeVar("Rows", bound=QuerySet[Any])
NAMES_AT_HAND = 2000
MATCH_CHOICES = [("any", _("any of them")), ("all", _("all of them"))]


def whole_number(lowest: int, highest: int, **kwargs: Any) -> filters.NumberFilter:
    return filters.NumberFilter(
        min_value=lowest, max_value=highest, decimal_places=0, max_digits=len(str(highest)), **kwargs
    )


class TrueOrFalseField(forms.Field):
    """None where nothing is sent. django-filter's own takes all else that it does not know for nothing, too."""

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if str(value).lower() not in ("true", "false"):
            raise forms.ValidationError(_("Enter true or false."))
        return str(value).lower() == "true"


class TrueOrFalse(filters.BooleanFilter):
    field_class = TrueOrFalseField


class FilmFilter(filters.FilterSet):
    """The filters of the catalogue, of the page and of the API. What is not valid is reported and filters nothing."""

    title = filters.CharFilter(method="filter_title", max_length=100, label=_("Words of the title"))
    genre = filters.ModelMultipleChoiceFilter(
        queryset=Genre.objects.all(), to_field_name="slug", method="filter_genre", label=_("Genres")
    )
    match = filters.ChoiceFilter(choices=MATCH_CHOICES, method="filter_nothing", label=_("Match"))
    without = filters.ModelMultipleChoiceFilter(
        queryset=Genre.objects.all(), to_field_name="slug", method="filter_without", label=_("Without")
    )
    year_from = whole_number(1870, 2200, field_name="year", lookup_expr="gte", label=_("Year from"))
    year_to = whole_number(1870, 2200, field_name="year", lookup_expr="lte", label=_("Year to"))
    runtime_from = whole_number(0, 2000, field_name="runtime_minutes", lookup_expr="gte", label=_("Minutes from"))
    runtime_to = whole_number(0, 2000, field_name="runtime_minutes", lookup_expr="lte", label=_("Minutes to"))
    rating_from = filters.NumberFilter(min_value=1, max_value=10, method="filter_rating", label=_("Rating from"))
    votes_from = whole_number(0, 10**7, field_name="rating_count", lookup_expr="gte", label=_("Ratings from"))
    country = filters.CharFilter(max_length=2, method="filter_country", label=_("Country"))
    language = filters.CharFilter(max_length=8, field_name="original_language", label=_("Language"))
    person = whole_number(1, 2**31 - 1, method="filter_person", label=_("Person"))
    keyword = filters.CharFilter(max_length=200, method="filter_keyword", label=_("Keyword"))
    sort = filters.ChoiceFilter(choices=SORT_CHOICES, method="filter_nothing", label=_("Sort by"))

    default_sort = "popularity"

    class Meta:
        model = Film
        fields: list[str] = []

    def get_form_class(self) -> type[forms.Form]:
        return form_class(type(self))  # type: ignore[arg-type]  # a class is hashable

    def filter_queryset(self, queryset: FilmQuerySet) -> FilmQuerySet:
        films = super().filter_queryset(queryset)
        return self.sort_films(films, self.form.cleaned_data.get("sort") or self.default_sort)

    def sort_films(self, films: FilmQuerySet, name: str) -> FilmQuerySet:
        return films.sorted_by("title_ru" if name == "title" and get_language() == "ru" else name)

    def filter_nothing(self, films: FilmQuerySet, name: str, value: str) -> FilmQuerySet:
        """For fields that other filters read."""
        return films

    def filter_title(self, films: FilmQuerySet, name: str, value: str) -> FilmQuerySet:
        return named(films, value, owner="film")

    def filter_genre(self, films: FilmQuerySet, name: str, value: list[Genre]) -> FilmQuerySet:
        if not value:
            return films
        lookup = "contains" if self.form.cleaned_data.get("match") == "all" else "overlap"
        return films.filter(**{f"genre_ids__{lookup}": [genre.pk for genre in value]})

    def filter_without(self, films: FilmQuerySet, name: str, value: list[Genre]) -> FilmQuerySet:
        return films.exclude(genre_ids__overlap=[genre.pk for genre in value]) if value else films

    def filter_rating(self, films: FilmQuerySet, name: str, value: float) -> FilmQuerySet:
        return films.filter(rating_mean__gte=float(value), rating_count__gte=settings.RATING_MIN_VOTES)

    def filter_country(self, films: FilmQuerySet, name: str, value: str) -> FilmQuerySet:
        return films.filter(country_codes__contains=[value.upper()])

    def filter_person(self, films: FilmQuerySet, name: str, value: int) -> FilmQuerySet:
        return films.filter(Exists(Credit.objects.filter(film=OuterRef("pk"), person=int(value))))

    def filter_keyword(self, films: FilmQuerySet, name: str, value: str) -> FilmQuerySet:
        return films.filter(Exists(Keyword.films.through.objects.filter(film=OuterRef("pk"), keyword__slug=value)))


class PersonFilter(filters.FilterSet):
    """Of the people of the catalogue, most popular first."""

    name = filters.CharFilter(method="filter_name", max_length=100, label=_("Words of the name"))

    class Meta:
        model = Person
        fields: list[str] = []

    def filter_name(self, people: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return named(people, value, owner="person")


def named(rows: Rows, value: str, *, owner: str) -> Rows:
    """Films or people (`owner`) one of whose names has all of these words, each possibly unfinished.

    How many these are the planner cannot know, and it chose badly: unless they are many they are asked for first.
    """
    if not any(letter.isalnum() for letter in value):
        return rows
    entries = SearchEntry.objects.filter(HasWords("text", Value(value)), **{f"{owner}__isnull": False})
    ids = set(entries.values_list(owner, flat=True)[:NAMES_AT_HAND])
    if len(ids) < NAMES_AT_HAND:
        return rows.filter(pk__in=ids)
    return rows.filter(pk__in=entries.values(owner))


@cache
def form_class(filters: type[FilmFilter]) -> type[forms.Form]:
    """Built once and not, as django-filter does, for every request: nothing in it depends on one."""
    fields = {name: filter_.field for name, filter_ in deepcopy(filters.base_filters).items()}
    return type(f"{filters.__name__}Form", (forms.Form,), fields)
