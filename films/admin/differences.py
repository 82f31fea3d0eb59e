"""The queue "TMDB says otherwise": what staff locked and TMDB has another value of, to be taken or kept."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.adminbase import ReadOnlyAdmin, shown_moment
from films import locks
from films.models import Film, TmdbDifference
from films.services import curation

from . import filters, readings, wording
from .searching import films_matching

MOST_REFUSALS = 10  # messages travel in a cookie


class DifferenceChangeList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        ours = readings.read_ours(self.result_list)
        for row in self.result_list:
            row.ours = ours[row.pk]


@admin.register(TmdbDifference)
class TmdbDifferenceAdmin(ReadOnlyAdmin):
    """Nothing is changed by a form: who may change a difference decides about it."""

    list_display = ["name", "film_link", "here", "there", "since", "state"]
    list_display_links = ["name"]
    list_filter = [filters.DecidedFilter, filters.FieldFilter]
    list_select_related = ["film", "film__collection"]
    search_fields = ["film"]
    search_help_text = gettext_lazy("Words of a film's title, of a name in its credits, or an IMDb id")
    ordering = ["-seen_at", "-pk"]
    sortable_by = ["since"]
    actions = ["take_selected", "keep_selected"]
    fields = ["film_link", "name", "since", "state"]
    change_form_template = "admin/films/difference.html"

    @admin.display(description=gettext_lazy("field"))
    def name(self, difference: TmdbDifference) -> str:
        return capfirst(locks.label(difference.field))

    @admin.display(description=gettext_lazy("film"))
    def film_link(self, difference: TmdbDifference) -> str:
        return film_link(difference.film)

    @admin.display(description=gettext_lazy("here"))
    def here(self, difference: TmdbDifference) -> str:
        return wording.ours_in_short(difference, difference.ours)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("at TMDB"))
    def there(self, difference: TmdbDifference) -> str:
        return wording.theirs_in_short(difference, difference.ours)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("since"), ordering="seen_at")
    def since(self, difference: TmdbDifference) -> str:
        return shown_moment(difference.seen_at)

    @admin.display(description=gettext_lazy("state"))
    def state(self, difference: TmdbDifference) -> str:
        if difference.kept_at is None:
            return _("to be decided")
        return _("kept on %(moment)s") % {"moment": shown_moment(difference.kept_at)}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DifferenceChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[TmdbDifference]:
        return super().get_queryset(request).select_related("film", "film__collection")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[TmdbDifference], search_term: str
    ) -> tuple[QuerySet[TmdbDifference], bool]:
        if search_term:
            queryset = queryset.filter(film__in=films_matching(Film.objects.all(), search_term).values("pk"))
        return queryset, False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("films.change_tmdbdifference")

    # Decisions

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                path(
                    f"<path:object_id>/{name}/",
                    self.admin_site.admin_view(self.decide_view),
                    {"decision": name},
                    name=f"films_tmdbdifference_{name}",
                )
                for name in ("take", "keep")
            ),
            *super().get_urls(),
        ]

    def decide_view(self, request: HttpRequest, object_id: str, decision: str) -> HttpResponse:
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        difference = self.get_object(request, object_id)
        if difference is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if difference.seen_at.isoformat() != request.POST.get("seen"):
            self.message_user(request, explain(curation.DecidedMeanwhileError(), difference), messages.ERROR)
            return redirect("admin:films_tmdbdifference_change", difference.pk)
        return self.decide_one(request, difference, decision)

    def decide_one(self, request: HttpRequest, difference: TmdbDifference, decision: str) -> HttpResponse:
        try:
            film = self.decide(request, difference, decision)
        except curation.CurationError as error:
            self.message_user(request, explain(error, difference), messages.ERROR)
            return redirect("admin:films_tmdbdifference_change", difference.pk)
        text = _("Taken from TMDB: %(field)s of %(film)s.") if decision == "take" else _("Kept: %(field)s of %(film)s.")
        names = {"field": locks.label(difference.field), "film": film}
        self.message_user(request, text % names, messages.SUCCESS)
        return redirect("admin:films_tmdbdifference_changelist")

    def decide(self, request: HttpRequest, difference: TmdbDifference, decision: str) -> Film:
        name = locks.label(difference.field)
        if decision == "take":
            film = curation.take_theirs(difference)
            self.log_change(request, film, _("Took from TMDB: %(field)s.") % {"field": name})
        else:
            film = curation.keep_ours(difference, now=timezone.now())
            self.log_change(request, film, _("Kept against TMDB: %(field)s.") % {"field": name})
        return film

    @admin.action(description=gettext_lazy("Take what TMDB says"), permissions=["decide"])
    def take_selected(self, request: HttpRequest, queryset: QuerySet[TmdbDifference]) -> None:
        done = self.decide_all(request, queryset, "take")
        text = ngettext("%(count)d difference was taken.", "%(count)d differences were taken.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=gettext_lazy("Keep what stands here"), permissions=["decide"])
    def keep_selected(self, request: HttpRequest, queryset: QuerySet[TmdbDifference]) -> None:
        done = self.decide_all(request, queryset, "keep")
        text = ngettext("%(count)d difference was kept.", "%(count)d differences were kept.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS if done else messages.WARNING)

    def decide_all(self, request: HttpRequest, queryset: QuerySet[TmdbDifference], decision: str) -> int:
        """Each in a transaction of its own, so that one that is refused leaves the others decided."""
        done, refusals = 0, Counter[str]()
        for difference in queryset.order_by("film_id", "pk"):
            try:
                self.decide(request, difference, decision)
                done += 1
            except curation.CurationError as error:
                refusals[explain(error, difference)] += 1
        for text in list(refusals)[:MOST_REFUSALS]:
            self.message_user(request, text, messages.ERROR)
        return done

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["comparison"] = self.comparison(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def comparison(self, request: HttpRequest, difference: TmdbDifference) -> dict[str, Any]:
        ours = readings.read_ours([difference])[difference.pk]
        field = difference.field
        pictures, rows = None, []
        if field in locks.PICTURES:
            theirs = difference.theirs
            pictures = [
                wording.picture_url(field, ours, theirs=False, largest=True) if ours else "",
                wording.picture_url(field, theirs, theirs=True, largest=True) if theirs else "",
            ]
        else:
            rows = wording.side_by_side(difference, ours)
        return {
            "pictures": pictures,
            "differing": [row for row in rows if row[0] != row[1]],
            "same": [row for row in rows if row[0] == row[1]],
            "seen": difference.seen_at.isoformat(),
            "may_decide": self.has_decide_permission(request),
            "twin": twin_of(difference),
            "kept": difference.kept_at is not None,
        }


def film_link(film: Film) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:films_film_change", args=[film.pk]), film)


def twin_of(difference: TmdbDifference) -> Film | None:
    if difference.field != curation.TMDB_ID or difference.theirs is None:
        return None
    return Film.objects.filter(tmdb_id=difference.theirs).exclude(pk=difference.film_id).first()


def explain(error: curation.CurationError, difference: TmdbDifference) -> str:
    if isinstance(error, curation.TwinError):
        text = _("TMDB has %(film)s as another film of ours, %(twin)s. Merge the two.")
        return text % {"film": difference.film, "twin": f"{error.twin} ({error.twin.pk})"}
    if isinstance(error, curation.ImdbIdTakenError):
        text = _("Another film has the IMDb id %(imdb_id)s that TMDB gives %(film)s.")
        return text % {"film": difference.film, "imdb_id": difference.theirs}
    if isinstance(error, curation.UnknownFieldError):
        text = _("%(field)s of %(film)s is not synchronized any more.")
        return text % {"film": difference.film, "field": capfirst(locks.label(difference.field))}
    return _("%(film)s: somebody has decided this, or TMDB has changed its mind.") % {"film": difference.film}
