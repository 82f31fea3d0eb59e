from collections.abc import Iterable

from django.contrib import admin
from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from films.models import Country, Film, FilmCountry, Genre

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
