import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from . import mailing, throttling
from .exceptions import ThrottledError
from .models import User

NAME_IS_KEPT = 30 * 24 * 3600  # seconds
TRIES_FROM_ANYWHERE = 100  # in an hour: of one password; allauth counts those from one address


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One text for both ways to log in, known or not.
        "email_password_mismatch": _("This name and password do not belong together."),
        "username_password_mismatch": _("This name and password do not belong together."),
        "username_taken": _("This name is taken. Choose another one."),
        "duplicate_email": _("This is already your address."),
    }

    # Sign-up

    def new_user(self, request: HttpRequest) -> User:
        return User(language=language_of(None))

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = super().clean_username(username, shallow=shallow)
        if not shallow and cache.get(kept_name_key(username)):
            raise self.validation_error("username_taken")
        return username

    def keep_name(self, username: str) -> None:
        """Make `username` look taken, as it would be had the sign-up not been with the address of a member."""
        cache.set(kept_name_key(username), True, NAME_IS_KEPT)

    # Login

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Few tries from one address, so that nobody can lock a member out from afar, and not too many from all."""
        super().pre_authenticate(request, **credentials)
        try:
            throttling.consume("login", whom(**credentials), limit=TRIES_FROM_ANYWHERE, seconds=3600)
        except ThrottledError as error:
            raise self.validation_error("too_many_login_attempts") from error

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{whom(**credentials)}:{self.get_client_ip(request)}"

    # E-mail addresses

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make the address the member's own; False if another member has it."""
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """Only an address that the member is about to change to."""
        return email_address.email != email_address.user.email

    # Where to go

    def is_safe_url(self, url: str | None) -> bool:
        """Only to this very host, though the site may answer under several."""
        here = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, here, require_https=self.request.is_secure())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        with override(language_of(request.user)):
            return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        with override(language_of(request.user)):
            return super().get_signup_redirect_url(request)

    # Mail: in the language of the member, to a stranger in that of the page

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        member = context.get("user") or User.objects.filter(email=email.lower()).first()
        language = language_of(member)
        links = {name: translate_url(url, language) for name, url in context.items() if name.endswith("_url")}
        with override(language):
            site = get_current_site(self.request)
            context = {"request": self.request, "email": email, "current_site": site, **context, **links}
            message = self.render_mail(template_prefix, email, context)
        mailing.send_later(message)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)


def whom(**credentials: Any) -> str:
    """One name for a member, whether by name or by address, at whatever door of the site."""
    login = credentials.get("email") or credentials.get("username", "")
    members = User.objects.filter(email=login.lower()) if "@" in login else User.objects.named(login)
    pk = members.values_list("pk", flat=True).first()
    return f"login:{digest(login.lower())}" if pk is None else f"member:{pk}"


def digest(text: str) -> str:
    """What strangers type may be of any length and kind; the key of a cache may not."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def language_of(user: User | AnonymousUser | None) -> str:
    """The language of a member; for strangers that of the page."""
    return user.language if isinstance(user, User) else get_language() or User.Language.ENGLISH


def kept_name_key(username: str) -> str:
    return f"accounts:kept-name:{username.lower()}"
