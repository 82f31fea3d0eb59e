"""Where a member is logged in: other programs by tokens, browsers by the site's sessions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Place:
    id: str
    kind: str
    ip: str
    user_agent: str
    created_at: datetime
    last_used_at: datetime
    is_current: bool


def places_of(user: User, *, token_session: int | None, session_key: str | None, now: datetime) -> list[Place]:
    """The newest first; three queries."""
    found = [*tokens(user, token_session, now), *browsers(user, session_key, now)]
    return sorted(found, key=lambda place: place.last_used_at, reverse=True)


def tokens(user: User, current: int | None, now: datetime) -> Iterator[Place]:
    for row in user.token_sessions.filter(expires_at__gt=now):
        place = (row.ip, row.user_agent, row.created_at, row.last_used_at)
        yield Place(f"token-{row.pk}", "token", *place, is_current=row.pk == current)


def browsers(user: User, current: str | None, now: datetime) -> Iterator[Place]:
    rows = list(UserSession.objects.filter(user=user))
    keys = [row.session_key for row in rows]
    alive = set(Session.objects.filter(pk__in=keys, expire_date__gt=now).values_list("pk", flat=True))
    for row in rows:
        if row.session_key in alive:
            place = (row.ip, row.user_agent, row.created_at, row.last_seen_at)
            yield Place(f"site-{row.pk}", "site", *place, is_current=row.session_key == current)


def end_place(user: User, *, name: str) -> bool:
    """Whether the member had a session of this id."""
    kind, _dash, number = name.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return False
    if kind == "token":
        return user.token_sessions.filter(pk=int(number)).delete()[0] > 0
    session = UserSession.objects.filter(user=user, pk=int(number)).first() if kind == "site" else None
    if session:
        session.end()
    return session is not None


def end_others(user: User, *, token_session: int | None, session_key: str | None) -> None:
    user.token_sessions.exclude(pk=token_session or 0).delete()
    for session in UserSession.objects.filter(user=user).exclude(session_key=session_key or ""):
        session.end()
