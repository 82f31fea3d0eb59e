"""What members are told on the site: told by other apps, read and put into words here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from accounts import notice_texts
from accounts.models import Notice, User

PER_PAGE = 30
KEPT_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice in the words of the page."""

    notice: Notice
    text: str
    reason: str
    url: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    items: list[Told]
    has_unread: bool  # on this page or another
    older_than: int | None  # the id after which an older page begins; None: there is none


def tell_once(*, members: Iterable[User], kind: Notice.Kind, data: dict[str, Any], url: str) -> None:
    """Tell of one thing, whose address is `url`, those who are there and were not told of it before. Two queries."""
    members = list(members)
    told = Exists(Notice.objects.filter(user=OuterRef("pk"), url=url))
    untold = set(User.objects.filter(~told, pk__in=[member.pk for member in members]).values_list("pk", flat=True))
    Notice.objects.bulk_create(
        Notice(user=member, kind=kind, data=data, url=url) for member in members if member.pk in untold
    )


def notices_of(*, user: User, before: int | None = None) -> NoticePage:
    """The newest, or those older than the notice `before`; at most three queries."""
    rows = user.notices.order_by("-pk")
    found = list((rows.filter(pk__lt=before) if before else rows)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    names = names_of({notice.data["by"] for notice in shown if "by" in notice.data})
    return NoticePage(
        items=[put_into_words(notice, names) for notice in shown],
        has_unread=user.notices.filter(read_at=None).exists(),
        older_than=shown[-1].pk if len(found) > PER_PAGE else None,
    )


def put_into_words(notice: Notice, names: dict[int, str]) -> Told:
    return Told(notice, notice_texts.text_of(notice, names), notice.data.get("reason") or "", address_of(notice))


def address_of(notice: Notice) -> str:
    """In the language of the page, whichever it was stored with; empty where there is nothing to see."""
    path, language = notice.url, get_language()
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            path = path.removeprefix(f"/{code}")
    return path if not path or language in (None, settings.LANGUAGE_CODE) else f"/{language}{path}"


def names_of(ids: set[int]) -> dict[int, str]:
    """Notices hold no names: who is gone has none any more."""
    if not ids:
        return {}
    return {member.pk: member.display_name for member in User.objects.visible_to(AnonymousUser()).filter(pk__in=ids)}


def read_notice(*, user: User, pk: int, now: datetime) -> Notice | None:
    """The notice, read; None if it is not one of the member's."""
    notice = user.notices.filter(pk=pk).first()
    if notice and not notice.read_at:
        user.notices.filter(pk=pk, read_at=None).update(read_at=now)
    return notice


def read_all(*, user: User, now: datetime) -> int:
    return user.notices.filter(read_at=None).update(read_at=now)


def old_notices(*, now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(created_at__lt=now - KEPT_FOR)
