"""Genres, countries, keywords, collections; and what staff may only look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.adminbase import ReadOnlyAdmin, SiteModelAdmin
from films.models import Collection, Country, FilmRedirect, Genre, Keyword, PersonRedirect, RankingBasis


class NamedAdmin(SiteModelAdmin):
    list_display = ["name", "name_ru"]
    search_fields = ["name", "name_ru"]
    ordering = ["name", "pk"]


@admin.register(Genre)
class GenreAdmin(NamedAdmin):
    list_display = ["name", "name_ru", "slug", "tmdb_id"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Country)
class CountryAdmin(NamedAdmin):
    list_display = ["name", "name_ru", "code"]
    search_fields = ["name", "name_ru", "=code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Country | None = None) -> list[str]:
        return ["code"] if obj else []  # the key: another code would be another country


@admin.register(Keyword)
class KeywordAdmin(NamedAdmin):
    list_display = ["name", "name_ru", "slug"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Collection)
class CollectionAdmin(NamedAdmin):
    list_display = ["name", "name_ru", "tmdb_id"]


@admin.register(FilmRedirect)
class FilmRedirectAdmin(ReadOnlyAdmin):
    list_display = ["old_id", "film"]
    list_select_related = ["film"]
    search_fields = ["=old_id"]
    ordering = ["-old_id"]


@admin.register(PersonRedirect)
class PersonRedirectAdmin(ReadOnlyAdmin):
    list_display = ["old_id", "person"]
    list_select_related = ["person"]
    search_fields = ["=old_id"]
    ordering = ["-old_id"]


@admin.register(RankingBasis)
class RankingBasisAdmin(ReadOnlyAdmin):
    list_display = ["mean", "weight", "min_votes"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RankingBasis]:
        return super().get_queryset(request).order_by("pk")
