from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import throttling
from accounts.exceptions import ThrottledError
from accounts.models import Notice
from accounts.requests import MemberRequest, PageRequest

View = Callable[..., HttpResponse]


def member_writes(action: str, *, limit: int = 30, seconds: int = 60) -> Callable[[View], View]:
    """For views by which members write: of members alone, not of suspended ones, and not too often.

    A view whose form would be lost by the page of a 429 calls `throttling.consume` itself and is decorated with
    `active_member` alone.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                try:
                    throttling.consume(action, request.user, limit=limit, seconds=seconds)
                except ThrottledError as error:
                    return too_often(request, error)
            return view(request, *args, **kwargs)

        return active_member(wrapper)

    return decorate


def active_member(view: View) -> View:
    """For members who are not suspended; the others read why they cannot write now."""

    @wraps(view)
    @login_required
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_suspended(timezone.now()):
            return suspended(request)
        return view(request, *args, **kwargs)

    return wrapper


def posts_from(page: str, *, with_arguments: bool = True) -> Callable[[View], View]:
    """Only by POST; a visitor, whose login has ended perhaps, returns after the next one to the `page` of the form.

    `page` is its name; its arguments are those of the view, unless it has none.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @require_POST
        def wrapper(request: PageRequest, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            to_login = redirect_to_login(reverse(page, kwargs=kwargs if with_arguments else None))
            return HttpResponseClientRedirect(to_login.url) if request.htmx else to_login

        return wrapper

    return decorate


def suspended(request: MemberRequest) -> HttpResponse:
    """Why the member cannot write; htmx would not show the page of a 403, so it goes to one that says so."""
    if request.htmx:
        return HttpResponseClientRedirect(reverse("accounts:suspended"))
    return render_suspended(request, status=403)


def render_suspended(request: MemberRequest, *, status: int) -> HttpResponse:
    notices = request.user.notices.filter(kind=Notice.Kind.DECISION, data__action="suspend")
    return render(request, "accounts/suspended.html", {"notice": notices.order_by("-pk").first()}, status=status)


def too_often(request: HttpRequest, error: ThrottledError) -> HttpResponse:
    response = render(request, "429.html", {"seconds": error.seconds}, status=429)
    response["Retry-After"] = str(error.seconds)
    return response
