"""Complaints of members."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reviews.exceptions import OwnText, TargetGone
from reviews.models import Case, Report
from reviews.services.cases import lock_members, open_case
from reviews.targets import Target, author_of


@transaction.atomic
def report(*, reporter: User, target: Target, reason: str, text: str, now: datetime) -> Report:
    """Reporting twice is reporting once, the first time counts. Raises OwnText, TargetGone."""
    author = author_of(target)
    if author == reporter:
        raise OwnText
    if reporter.pk not in lock_members(reporter.pk, author.pk if author else None):
        raise TargetGone
    case = open_case(target=target, origin=Case.Origin.REPORTS, now=now)
    found = Report.objects.filter(case=case, reporter=reporter).first()  # nobody else writes: the case is locked
    return found or Report.objects.create(case=case, reporter=reporter, reason=reason, text=text, created_at=now)
