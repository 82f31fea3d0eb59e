"""The tokens of other programs, each pair of a TokenSession, which is looked at whenever one of them is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from rest_framework_simplejwt.exceptions import InvalidToken, TokenError
from rest_framework_simplejwt.tokens import RefreshToken, Token

from accounts.models import TokenSession, User

SESSION = "sid"
SENT_TWICE = timedelta(seconds=10)  # a client may repeat a request; later than that a used token is a stolen one
MOST_SESSIONS = 50  # of a member: beyond it the oldest ends


@dataclass(frozen=True, slots=True)
class Pair:
    access: str
    refresh: str


def begin(*, user: User, ip: str, user_agent: str, now: datetime) -> Pair:
    """A new session, and its tokens."""
    oldest = user.token_sessions.order_by("-last_used_at", "-pk")[MOST_SESSIONS - 1 :]
    user.token_sessions.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    user.token_sessions.filter(expires_at__lte=now).delete()
    session = TokenSession(user=user, ip=ip, user_agent=user_agent[:200], created_at=now, stamp=stamp_of(user))
    return renew(session, now=now)


def rotate(*, refresh: str, now: datetime) -> tuple[User, Pair]:
    """The next pair for a refresh token, which works once; raises InvalidToken.

    Of requests at the same time each waits for the row of the session, and finds there whether it was the first.
    """
    token = read(refresh)
    with transaction.atomic():
        rows = TokenSession.objects.select_for_update(of=("self",)).select_related("user")
        session = rows.filter(pk=number_of(token)).first()
        if session and is_current(session, token):
            if session.refresh_id == token["jti"]:
                return session.user, renew(session, now=now)
            if now - session.last_used_at > SENT_TWICE:
                session.delete()
    raise InvalidToken


def renew(session: TokenSession, *, now: datetime) -> Pair:
    token = RefreshToken()
    session.refresh_id = token["jti"]
    session.last_used_at = now
    session.expires_at = now + RefreshToken.lifetime
    session.save()
    token["user_id"] = str(session.user_id)
    token[SESSION] = session.pk
    return Pair(access=str(token.access_token), refresh=str(token))


def session_of(token: Token) -> TokenSession | None:
    """The session that a valid token is of; None if it has ended. One query, its `user` included."""
    session = TokenSession.objects.select_related("user").filter(pk=number_of(token)).first()
    return session if session and is_current(session, token) else None


def number_of(token: Token) -> int:
    number = token.get(SESSION)
    return number if isinstance(number, int) and 0 < number < 2**63 else 0


def end(*, refresh: str) -> None:
    """End the session of a refresh token, also of one that was used already; raises InvalidToken."""
    session = session_of(read(refresh))
    if session:
        session.delete()


def read(refresh: str) -> Any:
    try:
        return RefreshToken(refresh)  # type: ignore[arg-type]  # an encoded token
    except TokenError as error:
        raise InvalidToken from error


def is_current(session: TokenSession, token: Token) -> bool:
    """Whether neither the password nor the standing of the member changed since the session began."""
    user = session.user
    same = constant_time_compare(session.stamp, stamp_of(user))
    return user.is_active and same and str(session.user_id) == token.get("user_id")


def stamp_of(user: User) -> str:
    """Bound to what ends the member's sessions on the site."""
    return salted_hmac("accounts.api.tokens", user.get_session_auth_hash()).hexdigest()[:32]
