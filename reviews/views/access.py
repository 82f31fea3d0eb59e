"""What the views of this app share: who may post, and page or fragment."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.requests import PageRequest

View = Callable[..., HttpResponse]


def posts_from(page: str) -> Callable[[View], View]:
    """Only by POST; a visitor, whose login has ended perhaps, returns after the next one to the `page` of the form."""

    def decorate(view: View) -> View:
        @wraps(view)
        @require_POST
        def wrapper(request: PageRequest, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            to_login = redirect_to_login(reverse(page, kwargs=kwargs))
            return HttpResponseClientRedirect(to_login.url) if request.htmx else to_login

        return wrapper

    return decorate


def page_or_fragment(
    request: PageRequest, page: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The `fragment` when htmx asks for it, else the whole `page`, which includes the same file."""
    wants_fragment = request.htmx and not request.htmx.history_restore_request
    response = render(request, fragment if wants_fragment else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
