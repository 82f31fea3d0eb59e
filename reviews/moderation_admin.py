"""What moderation wrote, to be looked up; decisions are taken on the site's own pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.adminbase import ReadOnlyAdmin, SiteModelAdmin
from reviews.models import Appeal, Case, Decision, Report, WatchedWord


def case_link(case_id: int, text: Any = None) -> str:
    return format_html('<a href="{}">{}</a>', reverse("reviews:case", args=[case_id]), text or f"#{case_id}")


class OfCaseAdmin(ReadOnlyAdmin):
    sortable_by = ()
    ordering = ["-pk"]

    @admin.display(description=_("on the site"))
    def on_the_site(self, row: Any) -> str:
        return case_link(row.case_id)


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ["pk", "origin", "opened_at", "closed_at", "report_count", "on_the_site"]
    list_filter = ["origin", ("closed_at", admin.EmptyFieldListFilter)]
    ordering = ["-pk"]
    sortable_by = ()
    fields = ["origin", "opened_at", "closed_at", "on_the_site"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        return super().get_queryset(request).annotate(report_count=Count("reports"))

    @admin.display(description=_("reports"))
    def report_count(self, case: Case) -> int:
        return case.report_count  # type: ignore[attr-defined]  # annotated above

    @admin.display(description=_("on the site"))
    def on_the_site(self, case: Case) -> str:
        return case_link(case.pk)


@admin.register(Report)
class ReportAdmin(OfCaseAdmin):
    list_display = ["created_at", "reason", "reporter", "text", "on_the_site"]
    list_filter = ["reason"]
    list_select_related = ["reporter"]
    search_fields = ["=reporter__username"]
    fields = ["created_at", "reason", "reporter", "text", "on_the_site"]


@admin.register(Decision)
class DecisionAdmin(OfCaseAdmin):
    list_display = ["created_at", "action", "target", "moderator_name", "until", "reason", "on_the_site"]
    list_filter = ["action", "target"]
    search_fields = ["=moderator_name"]
    fields = ["created_at", "action", "target", "target_id", "moderator_name", "member_id", "until", "reason",
              "on_the_site"]  # fmt: skip


@admin.register(Appeal)
class AppealAdmin(OfCaseAdmin):
    list_display = ["created_at", "user", "decision", "text", "closed_at", "on_the_site"]
    list_filter = [("closed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "decision"]
    search_fields = ["=user__username"]
    fields = ["created_at", "user", "decision", "text", "closed_at", "on_the_site"]


class WatchedWordForm(forms.ModelForm):
    def clean_word(self) -> str:
        word = " ".join(self.cleaned_data["word"].split())
        if "*" in word[:-1] or len(word.strip("*")) < 2:
            raise ValidationError(_("At least two characters, and an asterisk at the end alone."))
        return word


@admin.register(WatchedWord)
class WatchedWordAdmin(SiteModelAdmin):
    form = WatchedWordForm
    list_display = ["word", "created_at"]
    search_fields = ["word"]
    ordering = ["word"]
    fields = ["word"]
