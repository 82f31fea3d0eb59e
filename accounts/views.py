from collections.abc import Callable
from copy import copy
from functools import wraps

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from . import leaving, services, throttling
from .decorators import member_writes, render_suspended
from .exceptions import SelfFollowError, ThrottledError
from .forms import SettingsForm, SignupForm
from .images import ImageNotStoredError
from .models import User
from .requests import MemberRequest, PageRequest


class SignupView(allauth.SignupView):
    def form_valid(self, form: SignupForm) -> HttpResponse:
        """Of two sign-ups at once with the same name or address, the second is told what a later one would be."""
        try:
            return super().form_valid(form)
        except IntegrityError:
            form.full_clean()
            return super().form_valid(form) if form.is_valid() else self.form_invalid(form)


signup = SignupView.as_view()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: MemberRequest) -> HttpResponse:
    """Of a suspended member all but what others see."""
    before = request.user.language
    is_suspended = request.user.is_suspended(timezone.now())
    form = SettingsForm(
        request.POST or None, request.FILES or None, instance=copy(request.user), is_suspended=is_suspended
    )
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/settings.html", {"form": form, "is_suspended": is_suspended})
    try:
        throttling.consume("settings", request.user, limit=10, seconds=60)
    except ThrottledError as error:
        form.add_error(None, error.message)
        return render(request, "accounts/settings.html", {"form": form, "is_suspended": is_suspended}, status=429)
    try:
        member = services.update_profile(user=request.user, **form.cleaned_data)
    except ImageNotStoredError as error:
        form.add_error("avatar", error)
        return render(request, "accounts/settings.html", {"form": form, "is_suspended": is_suspended}, status=507)
    with override(member.language if member.language != before else get_language()):
        messages.success(request, _("Your settings are saved."))
        return HttpResponseRedirect(reverse("accounts:settings"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: MemberRequest) -> HttpResponse:
    """Where a member who asked to be deleted is led after logging in again."""
    if request.user.deletion_due_at is None:
        return HttpResponseRedirect(reverse("accounts:settings"))
    if request.method != "POST":
        return render(request, "accounts/keep.html")
    leaving.keep_account(user=request.user)
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your account stays, with everything in it."))
    return HttpResponseRedirect(reverse("home"))


@require_safe
def left(request: PageRequest) -> HttpResponse:
    """After asking to be deleted, which has logged the member out."""
    return render(request, "accounts/left.html", {"days": leaving.GRACE.days})


@login_required
@require_safe
def suspended(request: MemberRequest) -> HttpResponse:
    if not request.user.is_suspended(timezone.now()):
        return HttpResponseRedirect(request.user.get_absolute_url())
    return render_suspended(request, status=200)


def follow_posts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only by POST; a visitor goes to the login, and a member who is suspended or too quick reads why not."""
    write = member_writes("follow", limit=30)(view)

    @wraps(view)
    @require_POST
    def wrapper(request: PageRequest, username: str) -> HttpResponse:
        return write(request, username) if request.user.is_authenticated else to_login(request, username)

    return wrapper


@follow_posts
def follow(request: MemberRequest, username: str) -> HttpResponse:
    member = get_object_or_404(User.objects.visible_to(AnonymousUser()).named(username))
    try:
        services.follow_member(follower=request.user, followed=member)
    except SelfFollowError:
        messages.error(request, _("You cannot follow yourself."))
    return show_followed(request, member)


@follow_posts
def unfollow(request: MemberRequest, username: str) -> HttpResponse:
    member = get_object_or_404(User.objects.visible_to(request.user).named(username))
    services.unfollow_member(follower=request.user, followed=member)
    return show_followed(request, member)


def to_login(request: PageRequest, username: str) -> HttpResponse:
    """To the login, and from there to the profile: what was to be posted cannot be posted again."""
    response = redirect_to_login(reverse("profile", args=[username]), resolve_url(settings.LOGIN_URL))
    return HttpResponseClientRedirect(response.url) if request.htmx else response


def show_followed(request: PageRequest, member: User) -> HttpResponse:
    if request.htmx:
        member = User.objects.with_follow_figures(request.user).get(pk=member.pk)
        return render(request, "accounts/_follow_button.html", {"member": member})
    url = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        url = member.get_absolute_url()
    return HttpResponseRedirect(url)
