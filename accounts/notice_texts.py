"""Notices in words. A notice holds what happened and no sentence, so each page says it in its own language."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Notice

Words = dict[Any, str | Promise]
Kind = Notice.Kind

TALK: Words = {
    (Kind.MENTION, "text"): gettext_lazy("%(who)s mentioned you in a review of “%(film)s”."),
    (Kind.MENTION, "review"): gettext_lazy("%(who)s mentioned you in a comment on a review of “%(film)s”."),
    (Kind.MENTION, "discussion"): gettext_lazy("%(who)s mentioned you in a discussion of “%(film)s”."),
    (Kind.REPLY, "review"): gettext_lazy("%(who)s commented on your review of “%(film)s”."),
    (Kind.REPLY, "discussion"): gettext_lazy("%(who)s wrote in your discussion of “%(film)s”."),
    (Kind.REPLY, "comment"): gettext_lazy("%(who)s answered your comment on “%(film)s”."),
}
TARGETS: Words = {
    "review": gettext_lazy("Your review of “%(name)s”"),
    "comment": gettext_lazy("Your comment on “%(name)s”"),
    "discussion": gettext_lazy("Your discussion of “%(name)s”"),
    "member": gettext_lazy("Your profile"),
}
REPORTED: Words = {
    "review": gettext_lazy("You reported a review of “%(name)s”"),
    "comment": gettext_lazy("You reported a comment on “%(name)s”"),
    "discussion": gettext_lazy("You reported a discussion of “%(name)s”"),
    "member": gettext_lazy("You reported the profile of %(name)s"),
}
RULINGS: Words = {
    (Kind.DECISION, "dismiss"): gettext_lazy("%(what)s: a moderator found nothing wrong with it."),
    (Kind.DECISION, "hide"): gettext_lazy("%(what)s: hidden by a moderator."),
    (Kind.DECISION, "warn"): gettext_lazy("%(what)s: a moderator warns you."),
    (Kind.DECISION, "suspend"): gettext_lazy("%(what)s: you cannot write before %(until)s (UTC)."),
    (Kind.DECISION, "ban"): gettext_lazy("%(what)s: your account is closed."),
    (Kind.DECISION, "restore"): gettext_lazy("%(what)s: a moderator took the decision back."),
    (Kind.APPEAL, "restore"): gettext_lazy("%(what)s: your appeal was granted, the decision is taken back."),
    (Kind.APPEAL, "uphold"): gettext_lazy("%(what)s: your appeal was turned down, the decision stands."),
    (Kind.REPORT, "dismiss"): gettext_lazy("%(what)s: a moderator found nothing against the rules. Thank you."),
}
OTHERWISE: Words = {
    Kind.DECISION: gettext_lazy("%(what)s: a moderator decided."),
    Kind.APPEAL: gettext_lazy("%(what)s: your appeal was judged."),
    Kind.REPORT: gettext_lazy("%(what)s: a moderator saw to it. Thank you."),
}


def text_of(notice: Notice, names: dict[int, str]) -> str:
    """`names` of the members by id, as notices hold none."""
    data = notice.data
    if notice.kind in OTHERWISE:
        sentence = RULINGS.get((notice.kind, data.get("action")), OTHERWISE[notice.kind])
        return str(sentence) % {"what": what_of(notice), "until": moment(data.get("until"))}
    sentence = TALK.get((notice.kind, data.get("place")), TALK[notice.kind, "discussion"])
    return str(sentence) % {"who": names.get(data.get("by", 0)) or _("Somebody"), "film": film_of(data)}


def what_of(notice: Notice) -> str:
    targets = REPORTED if notice.kind == Kind.REPORT else TARGETS
    known = targets.get(notice.data.get("target"), gettext_lazy("Your account"))
    return str(known) % {"name": notice.data.get("name", "")}


def film_of(data: dict[str, Any]) -> str:
    return (get_language() == "ru" and data.get("film_ru")) or data.get("film", "")


def moment(text: str | None) -> str:
    at = parse_datetime(text or "")
    return date_format(at, "DATETIME_FORMAT") if at else "…"
