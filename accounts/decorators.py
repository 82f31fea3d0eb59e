from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from accounts import throttling
from accounts.exceptions import ThrottledError
from accounts.models import Notice
from accounts.requests import MemberRequest

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
