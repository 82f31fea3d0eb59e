"""Who asks: by an access token, or on the site's own pages by the session."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken

from accounts.api import tokens
from accounts.models import TokenSession, User


class TokenAuthentication(JWTAuthentication):
    """`request.auth` is the TokenSession."""

    def authenticate(self, request: Request) -> tuple[User, TokenSession] | None:  # type: ignore[override]
        header = self.get_header(request)
        raw = self.get_raw_token(header) if header else None
        if raw is None:
            return None
        session = tokens.session_of(self.get_validated_token(raw))
        if session is None:
            raise InvalidToken
        return session.user, session


class SiteSessionAuthentication(SessionAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Without the cookie the session is not touched, as on the site's public pages."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        found = super().authenticate(request)
        if found and found[0].deletion_due_at is not None:
            raise PermissionDenied(_("This account is about to be deleted."), code="account_leaving")
        return found
