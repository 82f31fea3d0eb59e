"""What the admin of films says of the synchronisation with TMDB, and the button and the action that ask for it."""

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONArray
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.adminbase import shown_moment
from films import locks
from films.models import Credit, Film, SyncRecord, TmdbDifference
from films.services import syncing
from films.tmdb.exceptions import NotConfiguredError


class SyncedFilmAdmin(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.sync_view)
        return [path("<path:object_id>/sync/", view, name="films_film_sync"), *super().get_urls()]

    def sync_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        film = self.get_object(request, object_id)
        if film is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        self.request_sync(request, Film.objects.filter(pk=film.pk))
        return redirect(reverse("admin:films_film_change", args=[film.pk]))

    @admin.action(description=gettext_lazy("Synchronize with TMDB now"), permissions=["change"])
    def sync_now(self, request: HttpRequest, queryset: QuerySet[Film]) -> None:
        self.request_sync(request, queryset)

    def request_sync(self, request: HttpRequest, films: QuerySet[Film]) -> None:
        try:
            count = syncing.request_sync(films=films)
        except NotConfiguredError:
            text = _("TMDB cannot be asked: TMDB_API_TOKEN is not set, or is no token.")
            self.message_user(request, text, messages.ERROR)
        except syncing.TooManyFilmsError:
            text = _("Select at most %(most)d films. For more there is the command sync_tmdb.")
            self.message_user(request, text % {"most": syncing.MOST}, messages.ERROR)
        else:
            self.tell_requested(request, count)

    def tell_requested(self, request: HttpRequest, count: int) -> None:
        if not count:
            self.message_user(request, _("There is no TMDB id to synchronize by."), messages.WARNING)
            return
        text = ngettext(
            "%(count)d film will be synchronized in a moment.",
            "%(count)d films will be synchronized in a moment.",
            count,
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Film]:
        """On the page of one film it knows what the methods below tell, at no query more."""
        films = super().get_queryset(request)
        match = request.resolver_match
        return for_form(films) if match and "object_id" in match.kwargs else films

    @admin.display(description=gettext_lazy("last outcome"))
    def outcome(self, film: Film) -> str:
        state = getattr(film, "sync_state", None)
        if state is None:
            return "–"
        said = str(SyncRecord.State(state).label)
        if film.sync_reason:  # type: ignore[attr-defined]
            said += f": {film.sync_reason}"  # type: ignore[attr-defined]
        finished_at = film.sync_finished_at  # type: ignore[attr-defined]
        return f"{said} ({shown_moment(finished_at)})" if finished_at else said

    @admin.display(description=gettext_lazy("last success"))
    def synced(self, film: Film) -> str:
        return shown_moment(getattr(film, "sync_succeeded_at", None))

    @admin.display(description=gettext_lazy("gone from TMDB"))
    def gone_upstream(self, film: Film) -> str:
        return shown_moment(film.gone_upstream_at)

    @admin.display(description=gettext_lazy("TMDB says otherwise"))
    def differences(self, film: Film) -> str:
        links = [
            (reverse("admin:films_tmdbdifference_change", args=[pk]), locks.label(field))
            for pk, field in getattr(film, "open_differences", [])
        ]
        return format_html_join(", ", '<a href="{}">{}</a>', links) or "–"


def for_form(films: QuerySet[Film]) -> QuerySet[Film]:
    records = SyncRecord.objects.filter(film=OuterRef("pk"))
    last = records.order_by(F("finished_at").desc(nulls_last=True), "-pk")
    successes = records.exclude(synced_at=None).order_by("-synced_at")
    differences = TmdbDifference.objects.filter(film=OuterRef("pk"), kept_at=None).order_by("pk")
    credits = Credit.objects.filter(film=OuterRef("pk")).order_by().values("film")
    return films.annotate(
        credit_total=Coalesce(Subquery(credits.annotate(count=Count("pk")).values("count")), 0),
        sync_state=Subquery(last.values("state")[:1]),
        sync_reason=Subquery(last.values("reason")[:1]),
        sync_finished_at=Subquery(last.values("finished_at")[:1]),
        sync_succeeded_at=Subquery(successes.values("synced_at")[:1]),
        open_differences=ArraySubquery(differences.values(row=JSONArray("pk", "field"))),
    )
