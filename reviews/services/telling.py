"""What those concerned are told of decisions: by a notice at once, by mail after the commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Notice, User
from reviews import tasks
from reviews.models import Appeal, Case, Decision
from reviews.services.locks import keep_members
from reviews.targets import Target, name_of


def tell_member(*, member: User, decision: Decision, target: Target, site: str) -> None:
    """`site` is the root of the site as in `https://films.example.org/`, for the links of the mail."""
    answers = (Decision.Action.RESTORE, Decision.Action.UPHOLD)
    is_answer = decision.action in answers and Appeal.objects.filter(case_id=decision.case_id).exists()
    with override(member.language):
        url = reverse("reviews:appeal", args=[decision.pk]) if is_appealable(decision) else ""
    kind = Notice.Kind.APPEAL if is_answer else Notice.Kind.DECISION
    Notice.objects.create(user=member, kind=kind, data=data_of(decision, target), url=url)
    transaction.on_commit(partial(tasks.mail_decision.enqueue, decision.pk, name_of(target), site))


def tell_reporters(*, case: Case, decision: Decision, target: Target) -> None:
    reporters = User.objects.filter(reports_made__case=case, is_active=True).values_list("pk", flat=True)
    there = keep_members(reporters, leaving_out_deleted=True)  # one may have come while the members were locked
    data = outcome_of(decision, target)
    Notice.objects.bulk_create(Notice(user_id=pk, kind=Notice.Kind.REPORT, data=data) for pk in sorted(there))


def is_appealable(decision: Decision) -> bool:
    return decision.action in APPEALABLE and decision.member_id is not None


APPEALABLE = (Decision.Action.HIDE, Decision.Action.WARN, Decision.Action.SUSPEND, Decision.Action.BAN)


def data_of(decision: Decision, target: Target) -> dict[str, Any]:
    return {
        **outcome_of(decision, target),
        "decision": decision.pk,
        "reason": decision.reason,
        "until": decision.until.isoformat() if decision.until else None,
    }


def outcome_of(decision: Decision, target: Target) -> dict[str, Any]:
    """For the reporters: not what the author is told, nor why."""
    return {"action": decision.action, "target": decision.target, "name": name_of(target)}
