from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from films.models import Credit, Person
from films.services import merging

from . import inlines
from .locking import LockingAdmin, LockingForm
from .merging import MergeAdmin
from .searching import people_matching


class LinesField(forms.CharField):
    """A list of texts, one to a line."""

    widget = forms.Textarea

    def __init__(self, *, line_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.line_length = line_length

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if any(len(line) > self.line_length for line in value):
            raise ValidationError(_("A line is longer than %(length)d characters.") % {"length": self.line_length})

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class PersonForm(LockingForm):
    also_known_as = LinesField(
        label=gettext_lazy("Also known as"),
        required=False,
        line_length=200,
        help_text=gettext_lazy("One name to a line."),
    )


@admin.register(Person)
class PersonAdmin(LockingAdmin, MergeAdmin):
    form = PersonForm
    list_display = ["name", "name_ru", "born_on", "died_on", "credit_count"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Words of a name in any spelling, or an IMDb id")
    ordering = ["name", "pk"]
    readonly_fields = ["popularity"]
    fieldsets = [
        (None, {"fields": ["name", "name_ru", "also_known_as", "slug"]}),
        (gettext_lazy("Life"), {"fields": [("born_on", "died_on"), "place_of_birth", "biography"]}),
        (gettext_lazy("Elsewhere"), {"fields": [("tmdb_id", "imdb_id"), "popularity", "locked"]}),
    ]
    inlines = [inlines.FilmographyInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        credits = Credit.objects.filter(person=OuterRef("pk")).order_by().values("person")
        counted = Coalesce(Subquery(credits.annotate(count=Count("pk")).values("count")), 0)
        return super().get_queryset(request).annotate(credit_count=counted)

    @admin.display(description=gettext_lazy("credits"))
    def credit_count(self, person: Person) -> int:
        return person.credit_count  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        return (people_matching(queryset, search_term) if search_term else queryset), False

    def merge(self, keep: Person, others: Sequence[Person]) -> Person:
        return merging.merge_people_into(keep=keep, others=others)

    def records_to_merge(self, ids: Sequence[int]) -> QuerySet[Person]:
        return Person.objects.filter(pk__in=ids).order_by("pk").annotate(credit_count=Count("credits"))

    def merge_rows(self, records: Sequence[Person]) -> list[tuple[str, list[Any]]]:
        columns: list[tuple[str, Any]] = [
            (_("Name"), lambda person: person.name),
            (_("Name in Russian"), lambda person: person.name_ru),
            (_("Also known as"), lambda person: ", ".join(person.also_known_as)),
            (_("Born"), lambda person: person.born_on),
            (_("Died"), lambda person: person.died_on),
            (_("Place of birth"), lambda person: person.place_of_birth),
            (_("Credits"), lambda person: person.credit_count),
            ("TMDB", lambda person: person.tmdb_id),
            ("IMDb", lambda person: person.imdb_id),
        ]
        return [(label, [value(person) or "–" for person in records]) for label, value in columns]
