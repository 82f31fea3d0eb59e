import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.module_loading import import_string
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

GetResponse = Callable[[HttpRequest], HttpResponse]

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="-")
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def request_id(get_response: GetResponse) -> GetResponse:
    """Give every request an id, the proxy's if it sent one, for the logs and the response."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = request.headers.get("X-Request-ID", "")
        value = sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        current_request_id.set(value)  # not reset: Django logs a 404 after the last middleware has returned
        response = get_response(request)
        response["X-Request-ID"] = value
        return response

    return middleware


def drop_broken_cookies(get_response: GetResponse) -> GetResponse:
    """Leave out cookies with NUL, which a quoted one may hold: PostgreSQL refuses it in the key of a session."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return get_response(request)

    return middleware


def limit_browsers(get_response: GetResponse) -> GetResponse:
    """What no page of the site needs, no script that slipped in shall have; what lies here is for its pages alone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers["Permissions-Policy"] = PERMISSIONS
        return response

    return middleware


UNUSED = [
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "midi",
    "payment",
    "usb",
]
PERMISSIONS = ", ".join(f"{name}=()" for name in UNUSED)


def keep_members_private(get_response: GetResponse) -> GetResponse:
    """What a member is shown is for their browser alone, not for a cache on the way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return middleware


def share_with_visitors(get_response: GetResponse) -> GetResponse:
    """Let a proxy keep what every visitor is shown; what a view says of its answer itself holds.

    Stands before whatever sets cookies. A visitor with the cookie of the CSRF token may have it in the page.
    """
    personal = {settings.SESSION_COOKIE_NAME, import_string(settings.MESSAGE_STORAGE).cookie_name}

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        if personal & request.COOKIES.keys():
            patch_cache_control(response, private=True, no_cache=True)
        elif settings.MICROCACHE_SECONDS and is_for_all_visitors(request, response):
            patch_cache_control(response, **SHARED, s_maxage=settings.MICROCACHE_SECONDS)
        return response

    return middleware


# A browser asks each time; a proxy keeps it for a moment, longer while it fetches it anew or the site fails.
SHARED: dict[str, Any] = {"public": True, "max_age": 0, "stale_while_revalidate": 5, "stale_if_error": 600}


def is_for_all_visitors(request: HttpRequest, response: HttpResponse) -> bool:
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return False
    if response.cookies or settings.CSRF_COOKIE_NAME in request.COOKIES:
        return False
    first = without_language(request.path_info).strip("/").partition("/")[0]
    return first not in ("accounts", "api", settings.ADMIN_PATH)


def without_language(path: str) -> str:
    prefix = next((f"/{code}" for code, _name in settings.LANGUAGES if path.startswith(f"/{code}/")), "")
    return path.removeprefix(prefix)


class PathLocaleMiddleware(LocaleMiddleware):
    """The address alone decides the language of a page, so pages do not vary by Accept-Language; the API does."""

    def process_request(self, request: HttpRequest) -> None:
        if not is_api(request):
            super().process_request(request)
            return
        translation.activate(accepted_language(request.headers.get("Accept-Language", "")))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language())
        if is_api(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def accepted_language(header: str) -> str:
    """The first language of the header that the site has, else the site's own."""
    for code, _weight in parse_accept_lang_header(header):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id.get()
        return True
