"""Merging in the admin: select records, see them side by side, choose which one stays."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.adminbase import SiteModelAdmin
from films.services.merging import MergeError

LEAST, MOST = 2, 10
LONGEST_ID = 18  # digits


class MergeForm(forms.Form):
    keep: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the one to keep.")},
    )

    def __init__(self, *args: Any, records: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = self.fields["keep"]
        keep.queryset = records  # type: ignore[attr-defined]
        keep.empty_label = None  # type: ignore[attr-defined]
        keep.label_from_instance = lambda record: _("Keep this one")  # type: ignore[attr-defined]


class MergeAdmin(SiteModelAdmin):
    """A subclass says how records are merged and what of them is shown side by side.

    To merge is to change one and to delete the others, so it takes both permissions.
    """

    actions = ["merge_selected"]

    def merge(self, keep: Any, others: Sequence[Any]) -> Any:
        raise NotImplementedError

    def records_to_merge(self, ids: Sequence[int]) -> QuerySet[Any]:
        raise NotImplementedError

    def merge_rows(self, records: Sequence[Any]) -> list[tuple[str, list[Any]]]:
        """What tells the records apart: a label, and a value of each."""
        raise NotImplementedError

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def get_urls(self) -> list[URLPattern]:
        merge = path("merge/", self.admin_site.admin_view(self.merge_view), name=self.merge_url_name)
        return [merge, *super().get_urls()]

    @property
    def merge_url_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_merge"

    @admin.action(description=gettext_lazy("Merge the selected %(verbose_name_plural)s"), permissions=["merge"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if not LEAST <= len(ids) <= MOST:
            self.message_user(request, choose_fitting_number(), messages.WARNING)
            return None
        query = urlencode({"id": ids}, doseq=True)
        return redirect(f"{reverse(f'admin:{self.merge_url_name}')}?{query}")

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_merge_permission(request):
            raise PermissionDenied
        records = self.records_to_merge(requested_ids(request))
        form = MergeForm(request.POST or None, records=records)
        if not LEAST <= len(records) <= MOST:
            self.message_user(request, choose_fitting_number(), messages.WARNING)
            return self.redirect_to_list()
        if form.is_valid():
            return self.merge_records(request, form.cleaned_data["keep"], records)
        return self.render_merge(request, form, records)

    def merge_records(self, request: HttpRequest, keep: Model, records: QuerySet[Any]) -> HttpResponse:
        others = [record for record in records if record != keep]
        try:
            self.merge(keep, others)
        except MergeError:
            self.message_user(request, _("One of them is gone. Nothing was merged."), messages.ERROR)
            return self.redirect_to_list()
        message = ngettext("Merged with %(names)s.", "Merged with %(names)s.", len(others)) % {
            "names": ", ".join(f"“{other}” ({other.pk})" for other in others)
        }
        self.log_change(request, keep, message)
        self.message_user(request, f"“{keep}”: {message}", messages.SUCCESS)
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[keep.pk]))

    def redirect_to_list(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def render_merge(self, request: HttpRequest, form: MergeForm, records: QuerySet[Any]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge %(verbose_name_plural)s") % {"verbose_name_plural": self.opts.verbose_name_plural},
            "subtitle": None,
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "columns": [
                (record, radio, change_url(record)) for record, radio in zip(records, form["keep"], strict=True)
            ],
            "rows": self.merge_rows(list(records)),
        }
        return TemplateResponse(request, "admin/films/merge.html", context)


def requested_ids(request: HttpRequest) -> list[int]:
    values = request.GET.getlist("id")[: MOST + 1]
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) <= LONGEST_ID]


def choose_fitting_number() -> str:
    return _("Select from %(least)d to %(most)d to merge.") % {"least": LEAST, "most": MOST}


def change_url(record: Model) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
