from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import Appeal, Decision, Report
from reviews.services.moderation import Verdict

Action = Decision.Action
DATE = "date"
LONGEST_SUSPENSION = timedelta(days=5 * 365)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = forms.CharField(
        label=_("In your words"),
        help_text=_("Moderators read it. The author is not told who reported."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Report.Reason.OTHER and not data.get("text"):
            self.add_error("text", _("Say what is wrong."))
        return data


class DecisionForm(forms.Form):
    """What a moderator decides of a case, of the actions that are possible."""

    action = forms.ChoiceField(
        label=_("Decision"), choices=Action, error_messages={"required": _("Choose what to do.")}
    )
    length = forms.ChoiceField(
        label=_("How long"),
        required=False,
        choices=[("1", _("1 day")), ("7", _("7 days")), ("30", _("30 days")), (DATE, _("Until a day"))],
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever it concerns reads it, on the site and by mail. It stays in the log."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_seen(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"]) if self.cleaned_data["seen"] else None
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)  # nothing that was seen: the text has changed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("action") not in (None, Action.DISMISS) and not data.get("reason"):
            self.add_error("reason", _("Give a reason: the member has a right to know it."))
        data["ends_at"] = self.end_of_suspension(data) if data.get("action") == Action.SUSPEND else None
        return data

    def end_of_suspension(self, data: dict[str, Any]) -> datetime | None:
        if data.get("length") != DATE:
            return self.now + timedelta(days=int(data.get("length") or 1))
        day: date | None = data.get("until")
        if day is None or not self.now.date() < day < (self.now + LONGEST_SUSPENSION).date():
            self.add_error("until", _("Choose a day after today, within five years."))
            return None
        return datetime.combine(day, time(), tzinfo=UTC)

    def verdict(self) -> Verdict:
        data = self.cleaned_data
        return Verdict(action=data["action"], reason=data["reason"], until=data["ends_at"], seen=data["seen"])


class AppealForm(forms.ModelForm):
    class Meta:
        model = Appeal
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"text": {"required": _("Say why the decision should be changed.")}}


class AnswerForm(forms.Form):
    """What a moderator says to an appeal."""

    action = forms.ChoiceField(
        label=_("Answer"),
        choices=[(Action.RESTORE, _("Take the decision back")), (Action.UPHOLD, _("Let the decision stand"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to do.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The member reads it, on the site and by mail."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give a reason: the member has a right to know it.")},
    )


class TakeBackForm(forms.Form):
    reason = AnswerForm.base_fields["reason"]


class LogForm(forms.Form):
    """Whose decisions, and about whom; a name that nobody has finds nothing."""

    member = forms.CharField(label=_("Member"), max_length=30, required=False)
    moderator = forms.CharField(label=_("Moderator"), max_length=30, required=False)
