from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from films import locks
from films.models import Country, Film, FilmCountry, Genre, SyncRecord, TmdbDifference

FIRST_DECADE = 1870
LANGUAGES_KEY = "films.admin.languages"
LANGUAGES_SECONDS = 600

Choices = Iterable[tuple[str, str]]


class FilmFilter(admin.SimpleListFilter):
    """A filter whose value is one of its choices; any other value in the URL filters nothing."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Film]) -> QuerySet[Film]:
        value = self.value()
        if value is None or value not in dict(self.lookup_choices):
            return queryset
        return self.filtered(queryset, value)

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        raise NotImplementedError


class GenreFilter(FilmFilter):
    title = gettext_lazy("genre")
    parameter_name = "genre"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(str(genre.pk), str(genre)) for genre in Genre.objects.order_by("name", "pk")]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        return films.filter(genre_ids__contains=[int(value)])


class DecadeFilter(FilmFilter):
    title = gettext_lazy("decade")
    parameter_name = "decade"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        latest = timezone.now().year // 10 * 10
        decades = [(str(start), _("%(decade)ss") % {"decade": start}) for start in range(latest, FIRST_DECADE - 1, -10)]
        return [*decades, ("none", _("no date"))]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        if value == "none":
            return films.filter(released_on=None)
        return films.filter(year__range=(int(value), int(value) + 9))


class CountryFilter(FilmFilter):
    title = gettext_lazy("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        with_films = Exists(FilmCountry.objects.filter(country=OuterRef("pk")))
        return [(country.pk, str(country)) for country in Country.objects.filter(with_films).order_by("name", "pk")]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        return films.filter(country_codes__contains=[value])


class LanguageFilter(FilmFilter):
    title = gettext_lazy("original language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        codes = cache.get_or_set(LANGUAGES_KEY, original_languages, LANGUAGES_SECONDS)
        return [(code, code) for code in codes or []]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        return films.filter(original_language=value)


def original_languages() -> list[str]:
    codes = Film.objects.exclude(original_language="").order_by("original_language")
    return list(codes.values_list("original_language", flat=True).distinct())


class PosterFilter(FilmFilter):
    title = gettext_lazy("poster")
    parameter_name = "poster"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _("has one")), ("no", _("has none"))]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        return films.filter(poster="") if value == "no" else films.exclude(poster="")


class SyncFilter(FilmFilter):
    title = gettext_lazy("synchronization with TMDB")
    parameter_name = "sync"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("failed", _("failed")), ("gone", _("gone from TMDB")), ("never", _("never"))]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        if value == "gone":
            return films.exclude(gone_upstream_at=None)
        records = SyncRecord.objects.filter(film=OuterRef("pk"))
        if value == "failed":
            return films.filter(Exists(records.filter(state=SyncRecord.State.FAILED)))
        return films.exclude(Exists(records.exclude(synced_at=None)))


class LockFilter(FilmFilter):
    title = gettext_lazy("locks")
    parameter_name = "locks"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _("has locks")), ("no", _("has no locks"))]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        return films.filter(locked_fields=[]) if value == "no" else films.exclude(locked_fields=[])


class DifferenceFilter(FilmFilter):
    title = gettext_lazy("TMDB says otherwise")
    parameter_name = "differs"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("yes", _("to be decided")), ("no", _("nothing to decide"))]

    def filtered(self, films: QuerySet[Film], value: str) -> QuerySet[Film]:
        waiting = Exists(TmdbDifference.objects.filter(film=OuterRef("pk"), kept_at=None))
        return films.filter(waiting) if value == "yes" else films.exclude(waiting)


class DecidedFilter(admin.SimpleListFilter):
    """What waits for a decision, unless another choice is made."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [("kept", _("kept")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("to be decided")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[TmdbDifference]) -> QuerySet[TmdbDifference]:
        if self.value() == "all":
            return queryset
        return queryset.exclude(kept_at=None) if self.value() == "kept" else queryset.filter(kept_at=None)


class FieldFilter(admin.SimpleListFilter):
    title = gettext_lazy("field")
    parameter_name = "field"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        return [(name, locks.label(name)) for name in ["tmdb_id", *locks.names_of_film()]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TmdbDifference]) -> QuerySet[TmdbDifference]:
        value = self.value()
        return queryset.filter(field=value) if value and value in dict(self.lookup_choices) else queryset
