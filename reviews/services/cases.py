"""Cases: what moderators have to judge, one open case for one thing.

Locks: members by id, the text, its case, the film; see docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from reviews.exceptions import TargetGone
from reviews.models import Case
from reviews.targets import Target, kind_of


def open_case(*, target: Target, origin: Case.Origin, now: datetime) -> Case:
    """The open case about `target`, locked: that which there is, or a new one.

    To be called in a transaction, after the locks on members. Raises TargetGone.
    """
    kind = kind_of(target)
    if not type(target)._default_manager.filter(pk=target.pk).select_for_update(no_key=True).first():
        raise TargetGone
    found = Case.objects.open().filter(**{kind: target}).select_for_update().first()
    return found or Case.objects.create(**{kind: target}, origin=origin, opened_at=now)


def lock_members(*ids: int | None) -> dict[int, User]:
    """In the order of ids that all writers keep."""
    return lock_rows_of_members(pk for pk in ids if pk is not None)


def lock_rows_of_members(ids: Iterable[int]) -> dict[int, User]:
    rows = User.objects.filter(pk__in=set(ids)).order_by("pk").select_for_update(no_key=True)
    return {row.pk: row for row in rows}
