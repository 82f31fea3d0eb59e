from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page_or_fragment(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The `fragment` when htmx asks for it, else the whole `page`, which includes the same file."""
    wants_fragment = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, fragment if wants_fragment else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
