"""The words for what moderators decided, as mails and notices say them, in the active language."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Notice
from reviews.models import Decision

Action = Decision.Action

TOLD = {
    Action.DISMISS: _("A moderator looked at a text of yours, and it is published."),
    Action.HIDE: _("A moderator hid a text of yours: only you and the moderators see it now."),
    Action.WARN: _("A moderator warns you."),
    Action.SUSPEND: _("Your account is suspended until %(until)s (UTC): you can read the site, and write nothing."),
    Action.BAN: _("Your account is closed for good."),
    Action.RESTORE: _("A moderator looked again at a decision about you and took it back: what it did is undone."),
    Action.UPHOLD: _("A moderator read your appeal. The decision stays as it is."),
}
ABOUT = {
    "review": _("It is about your review of “%(name)s”."),
    "comment": _("It is about your comment at “%(name)s”."),
    "discussion": _("It is about a discussion that you began, of “%(name)s”."),
    "member": _("It is about your profile."),
}
REPORTED = {
    "review": _("You reported a review of “%(name)s”."),
    "comment": _("You reported a comment at “%(name)s”."),
    "discussion": _("You reported a discussion of “%(name)s”."),
    "member": _("You reported the profile of %(name)s."),
}
BECAME = {
    Action.DISMISS: _("A moderator looked at it and found nothing wrong."),
    Action.HIDE: _("A moderator hid it. Thank you."),
}
ACTED = _("A moderator did something about it. Thank you.")


def decision_text(*, action: str, target: str, name: str, until: datetime | None) -> str:
    """What a member is told of a decision about them."""
    moment = date_format(timezone.localtime(until), "DATETIME_FORMAT") if until else ""
    return f"{TOLD[Action(action)] % {'until': moment}} {ABOUT[target] % {'name': name}}"


def report_text(*, action: str, target: str, name: str) -> str:
    """What a reporter is told."""
    return f"{REPORTED[target] % {'name': name}} {BECAME.get(Action(action), ACTED)}"


def notice_text(notice: Notice) -> str:
    """For the notices of moderation: DECISION, APPEAL, REPORT."""
    data: dict[str, Any] = notice.data
    told = {"action": data["action"], "target": data["target"], "name": data["name"]}
    if notice.kind == Notice.Kind.REPORT:
        return report_text(**told)
    return decision_text(**told, until=datetime.fromisoformat(data["until"]) if data["until"] else None)
