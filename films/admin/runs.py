"""The runs of the synchronization with TMDB, their errors, and the record of each film; to look at."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.adminbase import ReadOnlyAdmin, shown_moment
from films.models import Film, SyncError, SyncRecord, SyncRun
from films.services import syncing

from .differences import film_link
from .searching import films_matching

LONGEST_ID = 9  # digits
MOST_ERRORS = 200  # on the page of a run; their own list has all
COUNTS = {
    "planned": gettext_lazy("planned"),
    "retried": gettext_lazy("left by earlier runs"),
    "fetched": gettext_lazy("fetched"),
    "created": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "gone": gettext_lazy("gone from TMDB"),
    "left_out": gettext_lazy("left out"),
    "failed": gettext_lazy("failed"),
    "queued": gettext_lazy("still queued"),
    "people_added": gettext_lazy("people added"),
    "people_changed": gettext_lazy("people changed"),
    "credits_added": gettext_lazy("credits added"),
    "credits_changed": gettext_lazy("credits changed"),
    "credits_removed": gettext_lazy("credits removed"),
    "posters": gettext_lazy("posters"),
    "backdrops": gettext_lazy("backdrops"),
    "pictures_missing": gettext_lazy("pictures that TMDB lacks"),
    "pictures_removed": gettext_lazy("pictures withdrawn"),
    "genres": gettext_lazy("genres"),
}


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "ended", "options_in_words", "counts_in_words", "error_count", "exit", "seconds"]
    list_filter = ["exit_code"]
    ordering = ["-started_at", "-pk"]
    sortable_by = ["started_at"]
    fields = [
        ("started_at", "ended", "seconds"),
        "options_in_words",
        "counts_in_words",
        ("exit", "message"),
        "changes_through",
        "error_count",
    ]
    change_form_template = "admin/films/run.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncRun]:
        errors = SyncError.objects.filter(run=OuterRef("pk")).order_by().values("run").annotate(count=Count("pk"))
        counted = Coalesce(Subquery(errors.values("count")), 0, output_field=IntegerField())
        return super().get_queryset(request).annotate(errors_found=counted, is_going_on=syncing.going_on())

    @admin.display(description=gettext_lazy("ended"), ordering="ended_at")
    def ended(self, run: SyncRun) -> str:
        if run.ended_at:
            return shown_moment(run.ended_at)
        return _("going on") if run.is_going_on else _("killed")  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("options"))
    def options_in_words(self, run: SyncRun) -> str:
        return run.words or "–"

    @admin.display(description=gettext_lazy("counts"))
    def counts_in_words(self, run: SyncRun) -> str:
        return (
            ", ".join(f"{words}: {run.counts[name]}" for name, words in COUNTS.items() if run.counts.get(name)) or "–"
        )

    @admin.display(description=gettext_lazy("errors"))
    def error_count(self, run: SyncRun) -> str:
        url = f"{reverse('admin:films_syncerror_changelist')}?run__id__exact={run.pk}"
        return format_html('<a href="{}">{}</a>', url, run.errors_found) if run.errors_found else "0"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("exit"), ordering="exit_code")
    def exit(self, run: SyncRun) -> str:
        return "–" if run.exit_code is None else f"{run.exit_code}: {run.get_exit_code_display()}"

    @admin.display(description=gettext_lazy("seconds"))
    def seconds(self, run: SyncRun) -> str:
        end: datetime | None = run.ended_at or (timezone.now() if run.is_going_on else None)  # type: ignore[attr-defined]
        return f"{(end - run.started_at).total_seconds():.0f}" if end else "–"

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["errors_of_run"] = errors_of(kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)


def errors_of(run: SyncRun) -> dict[str, Any]:
    rows = list(run.errors.select_related("film").order_by("happened_at", "pk")[:MOST_ERRORS])
    total = run.errors_found  # type: ignore[attr-defined]
    return {
        "rows": rows,
        "total": total,
        "cut": total > len(rows),
        "url": f"{reverse('admin:films_syncerror_changelist')}?run__id__exact={run.pk}",
    }


class AboutFilmAdmin(ReadOnlyAdmin):
    list_select_related = ["film"]
    search_fields = ["film"]
    search_help_text = gettext_lazy("A TMDB id, or words of a film's title")

    @admin.display(description=gettext_lazy("film"))
    def film_link(self, row: Any) -> str:
        return film_link(row.film) if row.film else "–"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if term.isascii() and term.isdecimal() and len(term) <= LONGEST_ID:
            queryset = queryset.filter(tmdb_id=int(term))
        elif term:
            queryset = queryset.filter(film__in=films_matching(Film.objects.all(), term).values("pk"))
        return queryset, False


@admin.register(SyncError)
class SyncErrorAdmin(AboutFilmAdmin):
    """Reached from a run."""

    list_display = ["happened_at", "subject", "reason", "film_link", "tmdb_id"]
    list_filter = [("run", admin.RelatedOnlyFieldListFilter)]
    ordering = ["-pk"]
    sortable_by = ()
    fields = ["run", "film_link", "tmdb_id", "subject", "reason", "happened_at"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(SyncRecord)
class SyncRecordAdmin(AboutFilmAdmin):
    list_display = ["tmdb_id", "film_link", "state", "reason", "attempts", "finished_at", "synced_at"]
    list_filter = ["state", "unwanted"]
    ordering = ["-tmdb_id"]
    sortable_by = ["tmdb_id"]
    fields = ["tmdb_id", "film_link", "state", "reason", "attempts", "unwanted", "finished_at", "synced_at", "run"]
