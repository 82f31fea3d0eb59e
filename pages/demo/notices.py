"""What the demo's own member is told: who answered or named them, what became of a report. What is older was read."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Notice, User
from accounts.notices import KEPT_FOR
from reviews.models import Case, Comment, Decision
from reviews.services import telling, telling_of_talk
from reviews.targets import RELATIONS, target_of

WHO = "demo"
UNREAD_FOR = timedelta(days=7)


@transaction.atomic
def load_notices(*, now: datetime) -> int:
    """Add those that are missing, and leave the others as they are; the texts have to be there."""
    member = User.objects.filter(username=WHO).first()
    if member is None:
        return 0
    known = set(Notice.objects.values_list("pk", flat=True))
    before = len(known)
    for case, decision in judged_reports(member, now):
        telling.tell_reporters(case=case, decision=decision, target=target_of(case))
        date_new(known, decision.created_at, now)
    for comment in comments_to(member, now):
        telling_of_talk.announce(text=comment)
        date_new(known, comment.created_at, now)
    return len(known) - before


def comments_to(member: User, now: datetime) -> QuerySet[Comment]:
    answers = Q(parent__user=member) | Q(parent=None) & (Q(review__user=member) | Q(discussion__user=member))
    named = Q(body__icontains=f"@{member.username}")
    comments = Comment.objects.filter(answers | named, state=Comment.State.PUBLISHED, created_at__gt=now - KEPT_FOR)
    places = ("parent__user", "review__film", "review__user", "discussion__film", "discussion__user")
    return comments.exclude(user=member).select_related(*places).order_by("created_at", "pk")


def judged_reports(member: User, now: datetime) -> list[tuple[Case, Decision]]:
    """Those of which nobody was told yet."""
    if member.notices.filter(kind=Notice.Kind.REPORT).exists():
        return []
    cases = Case.objects.filter(reports__reporter=member, closed_at__gt=now - KEPT_FOR).select_related(*RELATIONS)
    decisions = {decision.case_id: decision for decision in Decision.objects.filter(case_id__in=[c.pk for c in cases])}
    return [(case, decisions[case.pk]) for case in cases.order_by("closed_at", "pk") if case.pk in decisions]


def date_new(known: set[int], moment: datetime, now: datetime) -> None:
    """Those just made are of the moment of what they tell, and so they are known from here on."""
    new = Notice.objects.exclude(pk__in=known)
    ids = list(new.values_list("pk", flat=True))
    new.update(created_at=moment, read_at=moment + timedelta(hours=3) if moment < now - UNREAD_FOR else None)
    known.update(ids)
