"""Signing up, logging in and changing passwords by the forms and limits of the site, so that no door is a way round."""

from collections.abc import Mapping
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import UserTokenForm
from allauth.account.internal import flows
from allauth.account.models import Login
from allauth.account.utils import has_verified_email
from allauth.core import ratelimit
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import update_last_login
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, PermissionDenied, Throttled, ValidationError

from accounts import leaving
from accounts.api.quiet import without_traces
from accounts.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm, SignupForm
from accounts.models import User

FAILED_LOGINS_WAIT = 300  # seconds, as allauth counts them
LIMIT_WAIT = 60


class Refused(APIException):
    """401 where there is nothing to authenticate with yet."""

    status_code = 401


def limit(request: HttpRequest, action: str, **who: Any) -> None:
    """Count with the page that does the same."""
    if not ratelimit.consume(request, action=action, **who):
        raise Throttled(wait=LIMIT_WAIT)


def checked(form: Form, names: Mapping[str, str]) -> Form:
    """Raises ValidationError with the errors of the form; `names` are its fields as the API calls them."""
    if form.is_valid():
        return form
    if form.has_error("__all__", "too_many_login_attempts") or form.has_error("code", "too_many_login_attempts"):
        raise Throttled(wait=FAILED_LOGINS_WAIT)
    raise ValidationError(
        {names.get(name, name): [str(error) for error in errors] for name, errors in form.errors.items()}
    )


def sign_up(request: HttpRequest, *, email: str, username: str, password: str) -> User | None:
    """The new member, or None if the address is a member's, who gets a mail; the caller answers both the same."""
    limit(request, "signup")
    data = {"email": email, "username": username, "password1": password}
    names = {"password1": "password"}
    with without_traces(request):
        form: Any = checked(SignupForm(data), names)
        try:
            user, _response = form.try_save(request)
        except IntegrityError:  # another sign-up took the name or the address meanwhile
            form = checked(SignupForm(data), names)
            user, _response = form.try_save(request)
        if user and needs_verification():
            flows.signup.complete_signup(request, user=user)
    return user


def needs_verification() -> bool:
    return app_settings.EMAIL_VERIFICATION == app_settings.EmailVerificationMethod.MANDATORY


def log_in(request: HttpRequest, *, login: str, password: str, code: str = "", keep_account: bool = False) -> User:
    """The member, after all that the site's form asks: password, confirmed address, second factor, to stay."""
    limit(request, "login")
    with without_traces(request):
        user = check_password(request, login=login, password=password)
        check_address(request, user)
    check_second_factor(user, code)
    if user.deletion_due_at is not None:
        if not keep_account:
            raise PermissionDenied(
                _("This account is about to be deleted. To keep it log in with keep_account."), code="account_leaving"
            )
        leaving.keep_account(user=user)
    update_last_login(None, user)  # type: ignore[arg-type]  # the sender, which it does not use
    return user


def check_password(request: HttpRequest, *, login: str, password: str) -> User:
    form: Any = LoginForm({"login": login, "password": password}, request=request)
    if not form.is_valid() and form.has_error("__all__") and not form.has_error("__all__", "too_many_login_attempts"):
        raise Refused(form.errors["__all__"][0], code="invalid_credentials")
    user: User = checked(form, {}).user  # type: ignore[attr-defined]
    if not user.is_active:
        raise PermissionDenied(_("This account is inactive."), code="inactive")
    return user


def check_address(request: HttpRequest, user: User) -> None:
    if needs_verification() and not has_verified_email(user):
        flows.email_verification.send_verification_email_at_login(request, Login(user=user))
        raise PermissionDenied(_("Confirm your e-mail address first: we have sent you a mail."), code="unverified")


def check_second_factor(user: User, code: str) -> None:
    if not is_mfa_enabled(user):
        return
    if not code:
        raise Refused(_("Send the code of your second factor, or a recovery code."), code="second_factor_required")
    form: Any = AuthenticateForm(data={"code": code}, user=user)
    if not form.is_valid() and not form.has_error("code", "too_many_login_attempts"):
        raise Refused(form.errors["code"][0], code="invalid_code")
    checked(form, {}).authenticator.record_usage()  # type: ignore[attr-defined]


def change_password(request: HttpRequest, user: User, *, old: str, new: str, keep_session: bool) -> None:
    """Ends all sessions of the member, but with `keep_session` not that of the request."""
    limit(request, "change_password", user=user)
    form: Any = checked(
        ChangePasswordForm(data={"oldpassword": old, "password1": new, "password2": new}, user=user),
        {"oldpassword": "old_password", "password1": "new_password"},
    )
    form.save()
    if keep_session:
        with without_traces(request, keep_session=True):
            flows.password_change.finalize_password_change(request, user)
    else:  # there is no session that allauth could note the change in
        get_adapter().send_notification_mail("account/email/password_changed", user)


def request_reset(request: HttpRequest, *, email: str) -> None:
    """Mails the link, or to an address that is no member's that it is none; the caller answers both the same."""
    form: Any = checked(ResetPasswordForm({"email": email}), {})
    limit(request, "reset_password", key=email.lower())
    form.save(request)


def reset_password(request: HttpRequest, *, key: str, new: str) -> None:
    """With the `key` that ends the link of the mail."""
    limit(request, "reset_password_from_key")
    uid, _dash, token = key.partition("-")
    found: Any = checked(UserTokenForm({"uidb36": uid, "key": token}), {"__all__": "key", "uidb36": "key"})
    form: Any = checked(
        ResetPasswordKeyForm(data={"password1": new, "password2": new}, user=found.reset_user, temp_key=token),
        {"password1": "new_password"},
    )
    with without_traces(request):
        form.save()
        flows.password_reset.finalize_password_reset(request, found.reset_user)
