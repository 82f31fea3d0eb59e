"""The tokens of members. They end with the member's sessions: what changes the hash of these revokes all tokens."""

from django.utils.crypto import constant_time_compare, salted_hmac
from rest_framework_simplejwt.tokens import RefreshToken, Token

from accounts.models import User

STAMP = "stamp"


def issue(user: User) -> RefreshToken:
    """A new refresh token, which has the access token as `access_token`."""
    token = RefreshToken.for_user(user)
    token[STAMP] = stamp_of(user)
    return token


def is_current(token: Token, user: User) -> bool:
    return user.is_active and constant_time_compare(str(token.get(STAMP, "")), stamp_of(user))


def stamp_of(user: User) -> str:
    return salted_hmac("accounts.api.tokens", user.get_session_auth_hash()).hexdigest()[:32]
