"""Read by schemathesis: who asks. FILMTRACKER_ROLE names the member."""

import itertools
import os
from typing import Any

import django

django.setup()

import schemathesis  # noqa: E402
from allauth.account.models import EmailAddress  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.api import tokens  # noqa: E402
from accounts.models import TokenSession, User  # noqa: E402

LEAVES = ("DELETE", "/api/v1/auth/profile/")
numbers = itertools.count(1)
begun: dict[str, str] = {}


def token_of(user: User) -> str:
    return tokens.begin(user=user, ip="127.0.0.1", user_agent="schemathesis", now=timezone.now()).access


def throwaway() -> User:
    name = f"leaving{next(numbers)}-{os.getpid()}"
    user = User.objects.create(username=name, email=f"{name}@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@schemathesis.auth(refresh_interval=None)
class RoleAuth:
    """The member's token, a new one when a request has ended its session; who leaves is somebody else each time."""

    def get(self, case: Any, context: Any) -> str:
        if (case.method.upper(), case.path) == LEAVES:
            return token_of(throwaway())
        role = os.environ["FILMTRACKER_ROLE"]
        if (
            role not in begun
            or not TokenSession.objects.filter(user__username=role, user_agent="schemathesis").exists()
        ):
            begun[role] = token_of(User.objects.get(username=role))
        return begun[role]

    def set(self, case: Any, data: str, context: Any) -> None:
        case.headers["Authorization"] = f"Bearer {data}"
