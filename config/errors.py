"""Errors that no view answers: in JSON below /api/, elsewhere as pages of the site."""

from collections.abc import Callable

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
server_error = either(api.server_error, pages.server_error)
