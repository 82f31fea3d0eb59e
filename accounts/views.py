from copy import copy

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
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from . import leaving, services
from .exceptions import SelfFollowError
from .forms import SettingsForm, SignupForm
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
    before = request.user.language
    form = SettingsForm(request.POST or None, request.FILES or None, instance=copy(request.user))
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/settings.html", {"form": form})
    member = services.update_profile(user=request.user, **form.cleaned_data)
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


@require_POST
def follow(request: PageRequest, username: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return to_login(request, username)
    member = get_object_or_404(User.objects.visible_to(AnonymousUser()).named(username))
    try:
        services.follow_member(follower=request.user, followed=member)
    except SelfFollowError:
        messages.error(request, _("You cannot follow yourself."))
    return show_followed(request, member)


@require_POST
def unfollow(request: PageRequest, username: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return to_login(request, username)
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
