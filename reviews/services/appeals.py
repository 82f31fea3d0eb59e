"""The answer of a member to a decision, once; and decisions that moderators take back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reviews.exceptions import AppealImpossible, CaseClosed, NotForYou
from reviews.models import Appeal, Case, Decision
from reviews.services import effects, telling
from reviews.services.cases import lock_members
from reviews.services.moderation import PERMISSION, may_judge, write_decision
from reviews.targets import RELATIONS, TEXTS, target_of

Action = Decision.Action
BACKEND = "django.contrib.auth.backends.ModelBackend"  # with_perm asks for one where there are two


@transaction.atomic
def appeal(*, decision: Decision, user: User, text: str, now: datetime) -> Appeal:
    """Raises AppealImpossible when there was an appeal before, or nothing is left to appeal against."""
    lock_members(user.pk)
    if decision.member_id != user.pk or not can_be_changed(decision):
        raise AppealImpossible
    return Appeal.objects.create(decision=decision, case_id=decision.case_id, user=user, text=text, created_at=now)


def can_be_changed(decision: Decision) -> bool:
    """Whether it stands, nobody appealed yet, and there still is what it is about."""
    return (
        telling.is_appealable(decision)
        and not answers_to(decision)
        and Case.objects.filter(pk=decision.case_id).exists()
        and not Appeal.objects.filter(decision=decision).exists()
    )


def keep_text(decision: Decision) -> bool:
    """Whether there still is what it is about; it will be until the commit, and its case with it."""
    if decision.target not in TEXTS:
        return True  # the member, who is locked before
    rows = TEXTS[decision.target]._default_manager.filter(pk=decision.target_id)
    return rows.select_for_update(no_key=True).exists()


def answers_to(decision: Decision) -> list[Decision]:
    """The rows by which it was taken back or upheld."""
    answers = Decision.objects.filter(case_id=decision.case_id, action__in=[Action.RESTORE, Action.UPHOLD])
    return list(answers.order_by("pk"))


@transaction.atomic
def judge_appeal(*, appeal: Appeal, moderator: User, action: str, reason: str, now: datetime, site: str) -> Decision:
    """`action` is RESTORE or UPHOLD. Raises CaseClosed when it was judged before, NotForYou."""
    member = lock_members(appeal.user_id).get(appeal.user_id)
    if not keep_text(appeal.decision):
        raise CaseClosed
    locked = Appeal.objects.select_for_update(of=["self"]).select_related("decision")
    found = locked.filter(pk=appeal.pk, closed_at=None).first()
    if found is None or member is None:
        raise CaseClosed
    if not may_judge_appeal(moderator, found.decision, member):
        raise NotForYou
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    return answer(found.decision, member, moderator, action, reason, now, site)


def may_judge_appeal(moderator: User, decision: Decision, member: User) -> bool:
    """Not who decided, where somebody else could."""
    if not may_judge(moderator, member):
        return False
    return decision.moderator_id != moderator.pk or not another_judge(moderator, member)


def another_judge(moderator: User, member: User) -> bool:
    judges = User.objects.with_perm(PERMISSION, backend=BACKEND).exclude(pk__in=[moderator.pk, member.pk])
    return any(may_judge(judge, member) for judge in judges)


@transaction.atomic
def take_back(*, decision: Decision, moderator: User, reason: str, now: datetime, site: str) -> Decision:
    """Undo a decision without an appeal. Raises AppealImpossible when there is one, or nothing to undo; NotForYou."""
    member = lock_members(decision.member_id).get(decision.member_id or 0)
    if member is None or not keep_text(decision) or not can_be_changed(decision):
        raise AppealImpossible
    if not may_judge(moderator, member):
        raise NotForYou
    return answer(decision, member, moderator, Action.RESTORE, reason, now, site)


def answer(
    decision: Decision, member: User, moderator: User, action: str, reason: str, now: datetime, site: str
) -> Decision:
    if action == Action.RESTORE:
        effects.undo(decision, member, now)
    answered = write_decision(
        case_id=decision.case_id, moderator=moderator, member=member, target=decision.target,
        target_id=decision.target_id, action=action, reason=reason, now=now,
    )  # fmt: skip
    case = Case.objects.select_related(*RELATIONS).get(pk=decision.case_id)
    telling.tell_member(member=member, decision=answered, target=target_of(case), site=site)
    return answered
