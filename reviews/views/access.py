"""What the views of this app share: page or fragment."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from accounts.requests import PageRequest


def page_or_fragment(
    request: PageRequest, page: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The `fragment` when htmx asks for it, else the whole `page`, which includes the same file."""
    wants_fragment = request.htmx and not request.htmx.history_restore_request
    response = render(request, fragment if wants_fragment else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
