from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN_TO_LEAVING = {"accounts:keep", "account_logout", "service_worker"}


def ask_whether_to_stay(get_response: GetResponse) -> GetResponse:
    """A member who asked to be deleted and logs in again says first whether to keep the account.

    Reading a page writes nothing, so for it the question comes after the view: pages that do not look at who asks keep
    doing without the session.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") and is_leaving(request):
            return ask(request)
        response = get_response(request)
        if request.session.accessed and is_leaving(request):
            return ask(request)
        return response

    return middleware


def is_leaving(request: HttpRequest) -> bool:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return False
    return request.user.deletion_due_at is not None and not is_open(request)


def is_open(request: HttpRequest) -> bool:
    """The API refuses members who are leaving by itself, where it finds out who asks."""
    return request.path_info.startswith("/api/") or request.path in {reverse(name) for name in OPEN_TO_LEAVING}


def ask(request: HttpRequest) -> HttpResponse:
    url = reverse("accounts:keep")
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)  # type: ignore[attr-defined]
