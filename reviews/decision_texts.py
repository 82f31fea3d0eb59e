"""The words for what moderators decided, as mails and the page of an appeal say them, in the active language."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

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


def decision_text(*, action: str, target: str, name: str, until: datetime | None) -> str:
    """What a member is told of a decision about them."""
    moment = date_format(timezone.localtime(until), "DATETIME_FORMAT") if until else ""
    return f"{TOLD[Action(action)] % {'until': moment}} {ABOUT[target] % {'name': name}}"
