from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .querysets import UserManager
from .triggers import END_TOKEN_SESSIONS
from .validators import username_validators


class User(AbstractUser):
    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        RUSSIAN = "ru", _("Russian")

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As my device")
        DARK = "dark", _("Dark")
        LIGHT = "light", _("Light")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    username = models.CharField(
        _("username"),
        max_length=30,
        unique=True,
        validators=username_validators,
        error_messages={"unique": _("This name is taken. Choose another one.")},
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=60, blank=True, help_text=_("Shown beside your username."))
    bio = models.TextField(_("about me"), max_length=1000, blank=True)
    avatar = models.ImageField(_("picture"), upload_to="avatars", blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    is_private = models.BooleanField(
        _("private profile"), default=False, help_text=_("Only you and the site's staff see your profile.")
    )

    spoiler_safe = models.BooleanField(
        _("no spoilers"),
        default=False,
        help_text=_("Hides reviews, discussions and averages of films that you have not watched, until you ask."),
    )
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    deletion_due_at = models.DateTimeField(_("to be deleted"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_unique",
                violation_error_message=_("An account with this e-mail address exists."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="user_username_unique",
                violation_error_message=_("This name is taken. Choose another one."),
            ),
        ]
        indexes = [
            # How allauth looks members up, at every login and sign-up.
            models.Index(fields=["email"], name="user_by_email"),
            models.Index(Upper("username"), name="user_by_username_upper"),
        ]
        triggers = [END_TOKEN_SESSIONS]

    def __str__(self) -> str:
        return self.username

    def get_absolute_url(self) -> str:
        return reverse("profile", args=[self.username])

    @property
    def display_name(self) -> str:
        return self.name or self.username

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.display_name.split()[:2]).upper()

    def is_suspended(self, now: datetime) -> bool:
        """A suspended member reads, and writes nothing."""
        return self.suspended_until is not None and self.suspended_until > now

    def get_session_auth_hash(self) -> str:
        """Another one from the moment a member asks to be deleted: every session begun before has ended."""
        begun = super().get_session_auth_hash()
        due = self.deletion_due_at
        return begun if due is None else salted_hmac("accounts.leaving", f"{begun} {due.timestamp()}").hexdigest()

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class Follow(models.Model):
    follower = models.ForeignKey(User, on_delete=models.CASCADE, related_name="following")
    followed = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followers")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("followed")), name="follow_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} → {self.followed_id}"


class Notice(models.Model):
    """Something a member is told on the site. The text is put together from `data` in the language of the page."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("a moderator's decision")
        APPEAL = "appeal", _("the answer to an appeal")
        REPORT = "report", _("what became of a report")
        MENTION = "mention", _("a mention")
        REPLY = "reply", _("a reply")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class IdempotencyKey(models.Model):
    """What a member's POST with this key was answered, so that a repetition is answered the same and does nothing."""

    # No foreign key in the database: it would lock the member at the begin of every such request, before its turn.
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_oldest")]

    def __str__(self) -> str:
        return self.key


class TokenSession(models.Model):
    """One login of another program: its refresh token can be used once, and makes the next one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="token_sessions")
    refresh_id = models.CharField(max_length=32, help_text=_("Of the only refresh token that can be used."))
    stamp = models.CharField(max_length=32)
    ip = models.GenericIPAddressField()
    user_agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("token session")
        verbose_name_plural = _("token sessions")
        indexes = [models.Index(fields=["expires_at"], name="token_session_oldest")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.ip}"
