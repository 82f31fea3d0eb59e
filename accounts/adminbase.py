"""What the admins of all apps share."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import model_ngettext
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.paginator import Paginator
from django.db import DatabaseError, DataError, IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.images import ACCEPT, ImageNotStoredError

COUNTED_ROWS = 10_000
NAMED_ROWS = 50


class CappedPaginator(Paginator):
    """Counts no further than anybody pages: an exact count of millions costs more than the page."""

    @cached_property
    def count(self) -> int:
        rows = cast("models.QuerySet[Any]", self.object_list)
        return rows.order_by()[:COUNTED_ROWS].count()


class SiteModelAdmin(admin.ModelAdmin):
    """Saves what was edited and no more: the other columns may have changed since the form was opened."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the whole table once for each choice of each filter
    list_per_page = 50

    class Media:
        css = {"all": ["css/admin.css"]}

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.save(update_fields=edited_columns(obj, form))
        else:
            super().save_model(request, obj, form, change)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ImageNotStoredError as error:
            self.message_user(request, error.messages[0], messages.ERROR)
        except DatabaseError as error:
            if type(error) not in (IntegrityError, DatabaseError):  # a double, or a row that is gone
                raise
            self.message_user(
                request,
                _("Somebody changed the same at the same moment. Look at the record and save again."),
                messages.ERROR,
            )
        return redirect(request.get_full_path())

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As Django does for a lookup that it cannot read, also for `title__regex=(` or a year of forty digits."""
        try:
            return super().changelist_view(request, *args, **kwargs)
        except (DataError, OverflowError):
            if ERROR_FLAG in request.GET:
                raise
            return redirect(f"{request.path}?{ERROR_FLAG}=1")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return None if "\0" in object_id else super().get_object(request, object_id, from_field or None)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_term.replace("\0", " "))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A form to add begins empty: what the address would fill into it may be anything."""
        return {}

    def get_deleted_objects(
        self, objs: Iterable[models.Model], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What would go, in numbers: a popular film takes a hundred thousand rows with it, too many to name."""
        objs = list(objs)
        counts = {model: count for model, count in count_dependents(self.model, objs) if count}
        lacking = {
            str(model._meta.verbose_name)
            for model in counts
            if self.admin_site.is_registered(model) and not may_delete(request, self.admin_site.get_model_admin(model))
        }
        if not all(self.has_delete_permission(request, obj) for obj in objs):
            lacking.add(str(self.opts.verbose_name))
        named = [str(obj) for obj in objs[:NAMED_ROWS]]
        numbered = [f"{count} {model_ngettext(model._meta, count)}" for model, count in counts.items()]
        totals = {str(self.opts.verbose_name_plural): len(objs)}
        totals |= {str(model._meta.verbose_name_plural): count for model, count in counts.items()}
        return [*named, *numbered], totals, lacking, []


class ReadOnlyAdmin(SiteModelAdmin):
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def edited_columns(obj: models.Model, form: forms.ModelForm) -> list[str]:
    return [
        field.name
        for field in obj._meta.concrete_fields
        if field.name in form.changed_data or getattr(field, "auto_now", False)
    ]


def count_dependents(model: type[models.Model], objs: list[Any]) -> Iterable[tuple[type[models.Model], int]]:
    for relation in model._meta.related_objects:
        if relation.on_delete is models.CASCADE:
            rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": objs})
            yield relation.related_model, rows.count()


def may_delete(request: HttpRequest, model_admin: admin.ModelAdmin) -> bool:
    """Nobody deletes by hand what is read-only, so it hinders nobody from deleting what it hangs on."""
    return isinstance(model_admin, ReadOnlyAdmin) or model_admin.has_delete_permission(request)


def shown_moment(moment: datetime | None) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else "–"


class PictureInput(forms.ClearableFileInput):
    template_name = "admin/picture_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT, **(attrs or {})})


class LoadedAutocompleteSelect(AutocompleteSelect):
    """Knows the name of what is chosen from the row's loaded relation; Django would ask the database for each row."""

    loaded: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        if self.loaded is None or list(value) != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        return [(None, [self.create_option(name, value[0], str(self.loaded), True, 0)], 0)]


class LoadedRelationsForm(forms.ModelForm):
    """A row of an inline whose queryset has loaded the relations that LoadedAutocompleteSelect shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, LoadedAutocompleteSelect):
                widget.loaded = getattr(self.instance, name)


class RowInline(admin.TabularInline):
    """A table of rows whose relations are chosen by autocompletion, at one query for all rows."""

    form = LoadedRelationsForm
    extra = 0
    autocompleted: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.select_related(*self.autocompleted) if self.autocompleted else rows

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name in self.autocompleted:
            kwargs["widget"] = LoadedAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(formfield, "widget", None)
        if db_field.name in self.autocompleted and isinstance(widget, RelatedFieldWidgetWrapper):
            widget.can_change_related = widget.can_view_related = False  # a row has no room
        return formfield
