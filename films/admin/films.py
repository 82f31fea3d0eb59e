from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import Count, F, Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.adminbase import PictureInput, SiteModelAdmin
from accounts.images import validate_image
from films.images import thumbnail
from films.models import Credit, Film
from films.services import curation, editing, images

from . import filters, inlines
from .locking import LockingAdmin, LockingForm
from .merging import MergeAdmin
from .searching import films_matching
from .syncing import SyncedFilmAdmin

MOST_CREDITS_INLINE = 150  # each row is six fields of a form that Django limits

DIRECTORS = Prefetch(
    "credits",
    Credit.objects.filter(department=Credit.Department.DIRECTING, job="Director")
    .select_related("person")
    .order_by("order", "pk"),
    to_attr="director_credits",
)


class FilmForm(LockingForm):
    poster = forms.FileField(
        label=gettext_lazy("Poster"), required=False, widget=PictureInput, validators=[validate_image]
    )
    backdrop = forms.FileField(
        label=gettext_lazy("Backdrop"), required=False, widget=PictureInput, validators=[validate_image]
    )

    class Meta:
        exclude = ["poster", "backdrop"]  # services store pictures, the form only checks them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(poster=self.instance.poster, backdrop=self.instance.backdrop)


class FilmChangeList(ChangeList):
    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Film]:
        return super().get_queryset(request, exclude_parameters).prefetch_related(DIRECTORS)


class FilmAdmin(LockingAdmin, SyncedFilmAdmin, MergeAdmin):
    """Registered by `reviews.admin`, which can also merge what members say of a film."""

    form = FilmForm
    list_display = ["picture", "title", "year", "directors", "mean", "votes", "status", "adult"]
    list_display_links = ["picture", "title"]
    list_filter = [
        filters.GenreFilter,
        filters.DecadeFilter,
        filters.CountryFilter,
        filters.LanguageFilter,
        filters.PosterFilter,
        filters.SyncFilter,
        filters.LockFilter,
        filters.DifferenceFilter,
        "status",
        "adult",
    ]
    search_fields = ["title"]
    search_help_text = gettext_lazy("Words of a title in any language, of a name in the credits, or an IMDb id")
    ordering = ["-attention", "-pk"]
    autocomplete_fields = ["collection", "keywords"]
    actions = ["mark_adult", "unmark_adult", "set_released", "sync_now", "merge_selected"]
    readonly_fields = [
        "mean",
        "votes",
        "score",
        "watched",
        "planned",
        "favorites",
        "popularity",
        "created_at",
        "updated_at",
        "outcome",
        "synced",
        "gone_upstream",
        "differences",
        "all_credits",
    ]
    fieldsets = [
        (None, {"fields": ["title", "original_title", "original_language", "slug", ("status", "adult")]}),
        (
            gettext_lazy("Facts"),
            {"fields": ["released_on", "runtime_minutes", "certification", "collection", "keywords"]},
        ),
        (gettext_lazy("Texts"), {"fields": ["tagline", "overview"]}),
        (gettext_lazy("Pictures"), {"fields": ["poster", "backdrop"]}),
        (gettext_lazy("Credits"), {"fields": ["all_credits"]}),
        (gettext_lazy("Elsewhere"), {"fields": [("tmdb_id", "imdb_id"), ("budget", "revenue")]}),
        (
            gettext_lazy("Figures"),
            {
                "fields": [
                    ("mean", "votes", "score"),
                    ("watched", "planned", "favorites"),
                    "popularity",
                    ("created_at", "updated_at"),
                ]
            },
        ),
        ("TMDB", {"fields": ["outcome", ("synced", "gone_upstream"), "differences", "locked"]}),
    ]
    inlines = [
        inlines.GenreInline,
        inlines.CountryInline,
        inlines.CreditInline,
        inlines.TranslationInline,
        inlines.AlternativeTitleInline,
        inlines.VideoInline,
    ]

    @admin.display(description=gettext_lazy("poster"))
    def picture(self, film: Film) -> str:
        if film.poster.name:
            return format_html(
                '<img class="picture-thumb" src="{}" alt="" loading="lazy">', thumbnail(film.poster.name)
            )
        return format_html('<span class="picture-mark" aria-hidden="true">{}</span>', film.title[:1].upper())

    @admin.display(description=gettext_lazy("directors"))
    def directors(self, film: Film) -> str:
        return ", ".join(credit.person.name for credit in film.director_credits)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("mean"), ordering=F("ranking_score").asc(nulls_first=True))
    def mean(self, film: Film) -> str:
        return "–" if film.rating_mean is None else f"{film.rating_mean:.1f}"

    @admin.display(description=gettext_lazy("ratings"), ordering="rating_count")
    def votes(self, film: Film) -> int:
        return film.rating_count

    @admin.display(description=gettext_lazy("ranked by"))
    def score(self, film: Film) -> str:
        return "–" if film.ranking_score is None else f"{film.ranking_score:.2f}"

    @admin.display(description=gettext_lazy("watched by"))
    def watched(self, film: Film) -> int:
        return film.watched_count

    @admin.display(description=gettext_lazy("planned by"))
    def planned(self, film: Film) -> int:
        return film.planned_count

    @admin.display(description=gettext_lazy("favorite of"))
    def favorites(self, film: Film) -> int:
        return film.favorite_count

    @admin.display(description=gettext_lazy("all credits"))
    def all_credits(self, film: Film) -> str:
        if film.pk is None:
            return "–"
        url = f"{reverse('admin:films_credit_changelist')}?film__id__exact={film.pk}"
        return format_html('<a href="{}">{}</a>', url, film.credit_total)  # type: ignore[attr-defined]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FilmChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Film], search_term: str
    ) -> tuple[QuerySet[Film], bool]:
        return (films_matching(queryset, search_term) if search_term else queryset), False

    def get_inlines(self, request: HttpRequest, obj: Film | None) -> list[Any]:
        if obj is None or obj.credit_total <= MOST_CREDITS_INLINE:  # type: ignore[attr-defined]
            return self.inlines
        return [inline for inline in self.inlines if inline is not inlines.CreditInline]

    def save_model(self, request: HttpRequest, obj: Film, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "released_on" in form.changed_data:
            obj.refresh_from_db(fields=["year"])  # the database computes it; messages and the log name it
        for name, store, clear in (
            ("poster", images.set_poster, images.clear_poster),
            ("backdrop", images.set_backdrop, images.clear_backdrop),
        ):
            if name in form.changed_data:
                upload = form.cleaned_data[name]
                store(film=obj, image=upload) if upload else clear(film=obj)

    def delete_model(self, request: HttpRequest, obj: Film) -> None:
        editing.delete_films(films=Film.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Film]) -> None:
        editing.delete_films(films=queryset)

    @admin.action(description=gettext_lazy("Mark as adult"), permissions=["change"])
    def mark_adult(self, request: HttpRequest, queryset: QuerySet[Film]) -> None:
        self.tell_changed(request, editing.set_adult(films=queryset, adult=True))

    @admin.action(description=gettext_lazy("Mark as not adult"), permissions=["change"])
    def unmark_adult(self, request: HttpRequest, queryset: QuerySet[Film]) -> None:
        self.tell_changed(request, editing.set_adult(films=queryset, adult=False))

    @admin.action(description=gettext_lazy("Set the status to released"), permissions=["change"])
    def set_released(self, request: HttpRequest, queryset: QuerySet[Film]) -> None:
        self.tell_changed(request, editing.set_status(films=queryset, status=Film.Status.RELEASED))

    def tell_changed(self, request: HttpRequest, changed: int) -> None:
        message = ngettext("%(count)d film was changed.", "%(count)d films were changed.", changed)
        self.message_user(request, message % {"count": changed})

    def merge(self, keep: Film, others: Sequence[Film]) -> Film:
        raise NotImplementedError

    def records_to_merge(self, ids: Sequence[int]) -> QuerySet[Film]:
        films = Film.objects.filter(pk__in=ids).order_by("pk").annotate(credit_count=Count("credits"))
        return films.prefetch_related(DIRECTORS)

    def merge_rows(self, records: Sequence[Film]) -> list[tuple[str, list[Any]]]:
        columns: list[tuple[str, Any]] = [
            (_("Poster"), self.picture),
            (_("Title"), lambda film: film.title),
            (_("Title in Russian"), lambda film: film.title_ru),
            (_("Original title"), lambda film: film.original_title),
            (_("Released"), lambda film: film.released_on),
            (_("Runtime"), lambda film: film.runtime_minutes),
            (_("Directors"), self.directors),
            (_("Credits"), lambda film: film.credit_count),
            ("TMDB", lambda film: film.tmdb_id),
            ("IMDb", lambda film: film.imdb_id),
            (_("Ratings"), lambda film: film.rating_count),
            (_("Mean"), self.mean),
            (_("Added"), lambda film: film.created_at.date()),
        ]
        return [(label, [value(film) or "–" for film in records]) for label, value in columns]


@admin.register(Credit)
class CreditAdmin(SiteModelAdmin):
    """Reached from a film: the list of its credits, however many, edited in place."""

    list_display = ["person", "film", "department", "job", "character", "order"]
    list_editable = ["department", "job", "character", "order"]
    list_filter = ["department"]
    list_select_related = ["person", "film"]
    list_per_page = 100
    autocomplete_fields = ["film", "person"]
    ordering = ["film", "department", "order", "pk"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Credit, form: forms.ModelForm, change: bool) -> None:
        curation.lock_credits({obj.film_id, form.initial.get("film", obj.film_id)})
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Credit) -> None:
        curation.lock_credits([obj.film_id])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Credit]) -> None:
        with transaction.atomic():
            curation.lock_credits(queryset.order_by().values_list("film_id", flat=True).distinct())
            super().delete_queryset(request, queryset)
