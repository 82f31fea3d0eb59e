from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts import throttling


class CallerThrottle(BaseThrottle):
    """Counts a member wherever they are, and strangers by their address. ThrottledError says how long to wait."""

    def allow_request(self, request: Request, view: Any) -> bool:
        if request.user.is_authenticated:
            consume("user", request.user)
        else:
            consume("address", address_of(request))
        return True


class AuthThrottle(BaseThrottle):
    """For views that take passwords or send mail: few requests from one address, whoever asks."""

    def allow_request(self, request: Request, view: Any) -> bool:
        consume("auth", address_of(request))
        return True


def consume(name: str, who: throttling.Who) -> None:
    limit, seconds = settings.API_LIMITS[name]
    throttling.consume(f"api-{name}", who, limit=limit, seconds=seconds)


def address_of(request: Request) -> str:
    """The visitor's address as the site's own limits know it, also behind proxies."""
    return get_adapter().get_client_ip(request._request)
