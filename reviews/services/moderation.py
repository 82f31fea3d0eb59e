"""Decisions of moderators. Each is one transaction: the row of the log, what it does, the case closed, the notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.permissions import may_edit_account
from reviews.exceptions import ActionImpossible, CaseClosed, NotForYou, TargetGone, TextChanged
from reviews.models import Case, Decision, RatingHold, Report
from reviews.services import effects, telling, telling_of_talk
from reviews.services.cases import lock_rows_of_members
from reviews.targets import RELATIONS, Target, author_of, kind_of, target_of

PERMISSION = "reviews.change_case"
Action = Decision.Action
AGAINST_MEMBERS = (Action.WARN, Action.SUSPEND, Action.BAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a moderator chose. `seen` is when the text was edited last as they saw it."""

    action: str
    reason: str = ""
    until: datetime | None = None
    seen: datetime | None = None


def possible_actions(target: Target) -> list[str]:
    """What can be decided of it, the mildest first."""
    if isinstance(target, RatingHold):
        return [Action.DISMISS, Action.HIDE]
    hiding = [Action.HIDE] if effects.is_shown(target) else []
    return [Action.DISMISS, *hiding, *(AGAINST_MEMBERS if author_of(target) else ())]


def may_judge(moderator: User, member: User | None) -> bool:
    """Never on oneself, nor on somebody who may do more."""
    return member is None or (member != moderator and may_edit_account(moderator, member))


@transaction.atomic
def decide(*, case: Case, moderator: User, verdict: Verdict, now: datetime, site: str) -> Decision:
    """Raises CaseClosed, NotForYou, TargetGone, TextChanged, ActionImpossible. `site` is the root address for mails."""
    case, target = lock_case(case)
    member = author_of(target)
    if not may_judge(moderator, member):
        raise NotForYou
    if getattr(target, "edited_at", None) != verdict.seen:
        raise TextChanged
    if verdict.action not in possible_actions(target) or (verdict.action == Action.SUSPEND) != bool(verdict.until):
        raise ActionImpossible
    was_held = getattr(target, "state", "") == "held"
    take_effect(verdict, case, target, member, now)
    decision = write_decision(
        case_id=case.pk, moderator=moderator, member=member, target=kind_of(target), target_id=target.pk,
        action=verdict.action, reason=verdict.reason, until=verdict.until, now=now,
    )  # fmt: skip
    case.closed_at = now
    case.save(update_fields=["closed_at"])
    if member and (verdict.action != Action.DISMISS or was_held):
        telling.tell_member(member=member, decision=decision, target=target, site=site)
    telling.tell_reporters(case=case, decision=decision, target=target)
    return decision


def lock_case(case: Case) -> tuple[Case, Target]:
    """The open case with what it is about, all locked in the order of docs/architecture.md."""
    seen = Case.objects.select_related(*RELATIONS).filter(pk=case.pk).first()
    if seen is None:
        raise TargetGone
    target = target_of(seen)
    members = lock_rows_of_members(members_concerned(seen, target))
    kind = type(target)
    locked = kind._default_manager.filter(pk=target.pk).select_for_update(no_key=True).first()
    if locked is None or not Case.objects.open().filter(pk=case.pk).select_for_update().first():
        raise TargetGone if locked is None else CaseClosed
    return reload(seen, locked, members)


def members_concerned(case: Case, target: Target) -> list[int]:
    if isinstance(target, RatingHold):
        return list(effects.burst_ratings(target, case).values_list("user_id", flat=True))
    author = author_of(target)
    concerned = list(Report.objects.filter(case=case, reporter__isnull=False).values_list("reporter_id", flat=True))
    if not isinstance(target, User) and target.state == "held":
        concerned += telling_of_talk.concerned(target)
    return [*concerned, author.pk] if author else concerned


def reload(case: Case, locked: Target, members: dict[int, User]) -> tuple[Case, Target]:
    """The case about the row as it is under the lock, with the relations that were loaded."""
    seen = target_of(case)
    if isinstance(locked, User):
        return case, members[locked.pk]
    for name in ("film", "review", "discussion"):
        if name in seen._state.fields_cache:
            setattr(locked, name, getattr(seen, name))
    if not isinstance(locked, RatingHold):
        locked.user = members.get(locked.user_id) if locked.user_id else None
    return case, locked


def take_effect(verdict: Verdict, case: Case, target: Target, member: User | None, now: datetime) -> None:
    if isinstance(target, RatingHold):
        if verdict.action == Action.HIDE:
            effects.delete_ratings(effects.burst_ratings(target, case))
        effects.end_hold(target, confirmed=verdict.action == Action.HIDE, now=now)
    elif verdict.action in effects.HIDING:
        effects.hide(target)
    else:
        effects.publish_held(target)
    if member and verdict.action == Action.SUSPEND and verdict.until:
        effects.suspend(member, verdict.until)
    if member and verdict.action == Action.BAN:
        effects.ban(member)


def write_decision(
    *, case_id: int, moderator: User, member: User | None, target: str, target_id: int, action: str, reason: str,
    until: datetime | None = None, now: datetime,
) -> Decision:  # fmt: skip
    return Decision.objects.create(
        case_id=case_id,
        moderator_id=moderator.pk,
        moderator_name=moderator.username,
        member_id=member.pk if member else None,
        target=target,
        target_id=target_id,
        action=action,
        reason=reason,
        until=until,
        created_at=now,
    )
