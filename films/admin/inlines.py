from django.contrib import admin
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest

from accounts.adminbase import RowInline
from films.models import AlternativeTitle, Credit, FilmCountry, FilmGenre, FilmTranslation, Video


class GenreInline(RowInline):
    model = FilmGenre
    autocompleted = ("genre",)
    fields = ["genre", "position"]
    ordering = ["position", "pk"]


class CountryInline(RowInline):
    model = FilmCountry
    autocompleted = ("country",)
    fields = ["country", "position"]
    ordering = ["position", "pk"]


class TranslationInline(admin.StackedInline):
    model = FilmTranslation
    extra = 0
    fields = [("language", "title"), "tagline", "overview"]
    ordering = ["language"]


class AlternativeTitleInline(RowInline):
    model = AlternativeTitle
    fields = ["title", "country", "kind"]
    ordering = ["title", "pk"]


class VideoInline(RowInline):
    model = Video
    fields = ["site", "key", "kind", "name", "language"]
    ordering = ["pk"]


class CreditInline(RowInline):
    """Director, cast and crew of a film, in the order of its page."""

    model = Credit
    autocompleted = ("person",)
    fields = ["person", "department", "job", "character", "order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        departments = Case(
            When(department=Credit.Department.DIRECTING, then=Value(0)),
            When(department=Credit.Department.ACTING, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return super().get_queryset(request).order_by(departments, "department", "order", "pk")


class FilmographyInline(admin.TabularInline):
    """A person's films, to look at; they are edited with the film."""

    model = Credit
    fields = ["film", "department", "job", "character"]
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credit]:
        return super().get_queryset(request).select_related("film").order_by("-film__released_on", "film_id", "pk")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
