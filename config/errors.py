"""Errors that no view answers: in JSON below /api/, elsewhere as pages of the site."""

import sys
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from config.api import errors as api
from config.middleware import is_api
from pages.views import errors as pages

Handler = Callable[..., HttpResponse]


def either(api_handler: Handler, page_handler: Handler) -> Handler:
    def handler(request: HttpRequest, *args: Exception, **kwargs: Exception) -> HttpResponse:
        return (api_handler if is_api(request) else page_handler)(request, *args, **kwargs)

    return handler


bad_request = either(api.bad_request, pages.bad_request)
permission_denied = either(api.permission_denied, pages.permission_denied)
not_found = either(api.not_found, pages.not_found)
unavailable = either(api.unavailable, pages.unavailable)
failed = either(api.server_error, pages.server_error)

# Of PostgreSQL's errors: connection lost, server shutting down or starting, too many connections or no disk.
AWAY = ("08", "57P", "53")
RETRY_AFTER = 5  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Also for what middleware raises, so no door is left where an absent database is a 500."""
    if not is_outage(sys.exc_info()[1]):
        return failed(request)
    response = unavailable(request)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_outage(error: BaseException | None) -> bool:
    """Whether the database is away, and not only unwilling; errors of the connection have no code."""
    cause = error.__cause__ if isinstance(error, OperationalError | InterfaceError) else None
    if not isinstance(cause, psycopg.Error):
        return False
    return cause.sqlstate is None or cause.sqlstate.startswith(AWAY)
