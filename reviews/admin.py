from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.adminbase import SiteModelAdmin, edited_columns
from accounts.models import User
from films.admin.films import FilmAdmin
from films.admin.searching import films_matching
from films.models import Film
from reviews.models import UserFilm
from reviews.moderation_admin import WatchedWordAdmin  # noqa: F401  # registers it and the others
from reviews.services import merging, removal

MAX_WORDS = 8


@admin.register(Film)
class RatedFilmAdmin(FilmAdmin):
    """The admin of films, merging them with what members say of them."""

    def merge(self, keep: Film, others: Sequence[Film]) -> Film:
        return merging.merge_films_into(keep=keep, others=others)


class RatingFilter(admin.SimpleListFilter):
    title = _("rating")
    parameter_name = "rating"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Iterable[tuple[str, Any]]:
        return [*((str(rating), str(rating)) for rating in range(10, 0, -1)), ("none", _("not rated"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[UserFilm]) -> QuerySet[UserFilm]:
        value = self.value()
        if value is None or value not in dict(self.lookup_choices):
            return queryset
        return queryset.filter(rating=None if value == "none" else int(value))


@admin.register(UserFilm)
class UserFilmAdmin(SiteModelAdmin):
    list_display = ["user", "film", "rating", "status", "favorite", "updated_at"]
    list_display_links = ["user", "film"]
    list_filter = [RatingFilter, "status", "favorite"]
    list_select_related = ["user", "film"]
    search_fields = ["user__username"]
    search_help_text = _("A member's name or e-mail address, words of a film's title")
    autocomplete_fields = ["user", "film"]
    ordering = ["-pk"]
    sortable_by = ()  # of tens of millions
    fields = ["user", "film", "rating", "status", "favorite", "rated_at", "created_at", "updated_at"]
    readonly_fields = ["rated_at", "created_at", "updated_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: UserFilm | None = None) -> list[str]:
        return [*(["user", "film"] if obj else []), *self.readonly_fields]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[UserFilm], search_term: str
    ) -> tuple[QuerySet[UserFilm], bool]:
        for word in search_term.split()[:MAX_WORDS]:
            members = User.objects.filter(Q(username__istartswith=word) | Q(email__iexact=word))
            films = films_matching(Film.objects.all(), word)
            by_member = UserFilm.objects.filter(user__in=members.values("pk")).values("pk")
            by_film = UserFilm.objects.filter(film__in=films.values("pk")).values("pk")
            queryset = queryset.filter(pk__in=by_member.union(by_film))
        return queryset, False

    def save_model(self, request: HttpRequest, obj: UserFilm, form: forms.ModelForm, change: bool) -> None:
        list(User.objects.filter(pk=obj.user_id).select_for_update(no_key=True))  # before the row, as all writers do
        if "rating" in form.changed_data:
            obj.rated_at = timezone.now() if obj.rating else None
        obj.save(update_fields=[*edited_columns(obj, form), "rated_at"] if change else None)

    def delete_model(self, request: HttpRequest, obj: UserFilm) -> None:
        removal.delete_user_films(queryset=UserFilm.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[UserFilm]) -> None:
        removal.delete_user_films(queryset=queryset)
