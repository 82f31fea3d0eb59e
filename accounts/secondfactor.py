"""Who works in the admin has a second factor, where the settings ask for it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import login as login_view
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # codes for recovery alone are none


def may_work_here(request: HttpRequest) -> bool:
    """In the place of `AdminSite.has_permission`."""
    return is_staff(request) and not lacks_second_factor(request.user)  # type: ignore[arg-type]  # staff are members


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def lacks_second_factor(user: User) -> bool:
    """Asked several times a request, so the answer is kept with the member."""
    if not settings.STAFF_NEED_SECOND_FACTOR:
        return False
    if not hasattr(user, "_lacks_second_factor"):
        user._lacks_second_factor = not is_mfa_enabled(user, FACTORS)  # type: ignore[attr-defined]
    lacks: bool = user._lacks_second_factor  # type: ignore[attr-defined]
    return lacks


def second_factor_first(login: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The admin's login, where it sends whom it does not let in: staff who only lack a second factor set one up."""

    @wraps(login)
    def view(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if is_staff(request) and lacks_second_factor(request.user):  # type: ignore[arg-type]  # staff are members
            messages.warning(request, _("Set up a second factor first: whoever works in the administration needs one."))
            return redirect("mfa_index")
        if request.method == "POST" and not request.user.is_authenticated:
            return login_view(request)  # what is sent to this door is counted with the site's
        return login(request, extra_context)

    return view
