"""Texts that wait for a moderator before others see them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import nh3
from django.db.models import QuerySet

from accounts.models import User
from reviews import markdown
from reviews.models import Case, Comment, Discussion, Review, WatchedWord
from reviews.models.contributions import Contribution
from reviews.services.cases import open_case
from reviews.targets import Text

NEW_ACCOUNT = timedelta(days=3)
OWN_REPEATED = timedelta(days=30)
OTHERS_REPEATED = timedelta(days=1)
OTHERS = 3
SHORTEST_REPEATED = 20  # characters: many say "Thank you!"
RECENT = 1_000  # texts of each kind that are compared; by id, as no index knows the day
MARKS = str.maketrans("", "", "*_~|`\\\u00ad\u200b\u200c\u200d\u2060\ufeff")

MODELS: tuple[type[Text], ...] = (Review, Comment, Discussion)
Copies = QuerySet[Any, Any]

State, Origin = Contribution.State, Case.Origin


def state_for_new_text(
    *, user: User, text: str, now: datetime, title: str = "", edited: Text | None = None
) -> tuple[Contribution.State, Case.Origin | None]:
    """PUBLISHED, or HELD and why: then `hold` opens the case once the text is saved. At most two queries.

    `text` is the body; `edited` is the row if the text is not new.
    """
    if now - user.date_joined < NEW_ACCOUNT and (markdown.has_link(text) or markdown.has_link(title)):
        return State.HELD, Origin.LINKS
    if has_watched_word(f"{title}\n\n{text}"):
        return State.HELD, Origin.WORDS
    if is_repeated(user, text, now, edited):
        return State.HELD, Origin.REPEATED
    return State.PUBLISHED, None


def hold(*, target: Text, origin: Case.Origin, now: datetime) -> Case:
    """Open the case about a text that was saved as HELD; in the transaction that saves it."""
    return open_case(target=target, origin=origin, now=now)


def has_watched_word(text: str) -> bool:
    """In what is written or in what it looks like: marks inside of a word hide nothing."""
    words = list(WatchedWord.objects.values_list("word", flat=True))
    if not words:
        return False
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(pattern_of(word) for word in words)})(?!\w)")
    plain = unescape(nh3.clean(markdown.render(text), tags=set(), attributes={}))
    return any(pattern.search(fold(version)) for version in (text, text.translate(MARKS), plain.translate(MARKS)))


def pattern_of(word: str) -> str:
    stem = fold(word).strip()
    return re.escape(stem.rstrip("*")) + (r"\w*" if stem.endswith("*") else "")


def fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def is_repeated(user: User, text: str, now: datetime, edited: Text | None) -> bool:
    """By the member, or by three others; one query."""
    if len(text.strip()) < SHORTEST_REPEATED:
        return False
    own = [own_copies(model, user, text, now, edited) for model in MODELS]
    authors = set(own[0].union(*own[1:], *(others(model, user, text, now) for model in MODELS), all=True))
    return user.pk in authors or len(authors) >= OTHERS


def own_copies(model: type[Text], user: User, text: str, now: datetime, edited: Text | None) -> Copies:
    copies = model._default_manager.filter(user=user, body__in=[text, text.strip()], created_at__gt=now - OWN_REPEATED)
    if isinstance(edited, model):
        copies = copies.exclude(pk=edited.pk)
    return copies.exclude(state="draft").order_by().values_list("user_id", flat=True)


def others(model: type[Text], user: User, text: str, now: datetime) -> Copies:
    recent = model._default_manager.order_by("-pk").values("pk")[:RECENT]
    copies = model._default_manager.filter(pk__in=recent, body__in=[text, text.strip()], user__isnull=False)
    copies = copies.exclude(user=user)
    copies = copies.filter(created_at__gt=now - OTHERS_REPEATED).exclude(state="draft")
    return copies.order_by().values_list("user_id", flat=True)
