"""Leaving the site: the account is deleted some days after its member asked for it, unless they come back."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts import deletion, tasks
from accounts.models import User

GRACE = timedelta(days=7)
AT_ONCE = 100  # members


@transaction.atomic
def schedule_deletion(*, user: User, site: str, now: datetime) -> User:
    """Hide the member from now on, end their sessions everywhere and mail them until when they can come back.

    `site` is the address of the site's root, for the link in the mail. Asked twice, the first day stands.
    """
    asked = User.objects.filter(pk=user.pk, deletion_due_at=None).update(deletion_due_at=now + GRACE)
    end_sessions(user=user)
    user.refresh_from_db(fields=["deletion_due_at"])
    if asked:
        transaction.on_commit(lambda: tasks.mail_deletion_due.enqueue(user.pk, site))
    return user


def end_sessions(*, user: User) -> None:
    user.token_sessions.all().delete()
    for session in UserSession.objects.filter(user=user):
        session.end()


def keep_account(*, user: User) -> None:
    """The session that asks has to be given the member's new hash."""
    user.deletion_due_at = None
    User.objects.filter(pk=user.pk).update(deletion_due_at=None)


def due(*, now: datetime) -> list[User]:
    return list(User.objects.filter(deletion_due_at__lte=now).order_by("pk"))


def delete_due(*, now: datetime) -> int:
    """Delete the members whose days are over, some at a time; how many there were.

    Locked rows are looked at again, so whoever comes back at this moment is either kept or gone, not half of both.
    """
    deleted = 0
    while True:
        with transaction.atomic():
            rows = User.objects.filter(deletion_due_at__lte=now).order_by("pk")
            deletion.wait_for_other_deletions()
            members = list(rows.select_for_update()[:AT_ONCE])
            if not members:
                return deleted
            deleted += deletion.delete_users(users=members)
