"""Who asks: by an access token, or on the site's own pages by the session."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed
from rest_framework_simplejwt.tokens import Token

from accounts.api import tokens


class TokenAuthentication(JWTAuthentication):
    def get_user(self, validated_token: Token) -> Any:
        user: Any = super().get_user(validated_token)
        if not tokens.is_current(validated_token, user):
            raise AuthenticationFailed(str(_("This token has been revoked.")), code="token_revoked")
        return user


class SiteSessionAuthentication(SessionAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Without the cookie the session is not touched, as on the site's public pages."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        found = super().authenticate(request)
        if found and found[0].deletion_due_at is not None:
            raise PermissionDenied(_("This account is about to be deleted."), code="account_leaving")
        return found
