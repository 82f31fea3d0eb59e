from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from films.models import Film
from reviews import triggers
from reviews.querysets import CaseQuerySet

from .comments import Comment, Discussion
from .reviews import Review

TARGETS = ("review", "comment", "discussion", "member", "rating_hold")


def one_target(*names: str) -> Q:
    """Exactly one of the foreign keys is set."""
    either = Q()
    for name in names:
        either |= Q(**{f"{other}__isnull": other != name for other in names})
    return either


class RatingHold(models.Model):
    """A burst of ratings on a film: the film keeps the rank it had until a moderator has judged."""

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="rating_holds", verbose_name=_("film"))
    began_at = models.DateTimeField(_("began"))
    rating_count = models.PositiveIntegerField(_("ratings"))
    usual_count = models.FloatField(_("usual for such a time"))
    ended_at = models.DateTimeField(_("judged"), null=True, blank=True)
    is_confirmed = models.BooleanField(_("found to be manipulation"), null=True, blank=True)

    class Meta:
        verbose_name = _("burst of ratings")
        verbose_name_plural = _("bursts of ratings")
        constraints = [
            models.UniqueConstraint(fields=["film"], condition=Q(ended_at=None), name="rating_hold_one_open_per_film")
        ]
        triggers = triggers.RATING_HOLD

    def __str__(self) -> str:
        return f"{self.film_id} {self.began_at:%Y-%m-%d %H:%M}"


class Case(models.Model):
    """What moderators have to judge: one text or member, with every report of it; or what the site held by itself."""

    class Origin(models.TextChoices):
        REPORTS = "reports", _("reported")
        LINKS = "links", _("links of a new account")
        REPEATED = "repeated", _("the same text again")
        WORDS = "words", _("a word of the list")
        BURST = "burst", _("a burst of ratings")

    origin = models.CharField(_("why"), max_length=8, choices=Origin, default=Origin.REPORTS)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, null=True, blank=True, related_name="cases")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="cases")
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="cases")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="cases"
    )
    rating_hold = models.ForeignKey(RatingHold, on_delete=models.CASCADE, null=True, blank=True, related_name="cases")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(condition=one_target(*TARGETS), name="case_has_one_target"),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=Q(closed_at=None, **{f"{name}__isnull": False}),
                    name=f"case_one_open_per_{name}",
                )
                for name in TARGETS
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], condition=Q(closed_at=None), name="case_queue"),
            models.Index(fields=["-closed_at", "-id"], condition=Q(closed_at__isnull=False), name="case_closed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_origin_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:case", args=[self.pk])


class Report(models.Model):
    """A member's complaint."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Advertising or spam")
        ABUSE = "abuse", _("Insult, threat or hate")
        SPOILER = "spoiler", _("A spoiler that is not marked")
        OFF_TOPIC = "off_topic", _("Has nothing to do with the film")
        ILLEGAL = "illegal", _("Against the law, or somebody else's work")
        OTHER = "other", _("Something else")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reports_made"
    )
    reason = models.CharField(_("reason"), max_length=9, choices=Reason)
    text = models.TextField(_("what is wrong"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["case", "reporter"], name="report_one_per_case_reporter")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.pk}"


class Decision(models.Model):
    """What a moderator decided, for good: rows are never changed or deleted, by a trigger."""

    class Action(models.TextChoices):
        DISMISS = "dismiss", _("nothing wrong")
        HIDE = "hide", _("hidden")
        WARN = "warn", _("warned")
        SUSPEND = "suspend", _("suspended")
        BAN = "ban", _("banned")
        RESTORE = "restore", _("restored")
        UPHOLD = "uphold", _("appeal turned down")

    # No foreign key to what it is about: the log outlives it.
    case_id = models.BigIntegerField(_("case"))
    moderator_id = models.BigIntegerField(_("moderator"), null=True)
    moderator_name = models.CharField(_("moderator"), max_length=30, blank=True)
    member_id = models.BigIntegerField(_("member"), null=True)
    target = models.CharField(_("about"), max_length=11)
    target_id = models.BigIntegerField()
    action = models.CharField(_("action"), max_length=7, choices=Action)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("decided"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="decision_newest"),
            models.Index(fields=["member_id", "-created_at"], name="decision_by_member"),
            models.Index(fields=["case_id", "created_at"], name="decision_by_case"),
        ]
        triggers = triggers.DECISION

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.target} {self.target_id}"


class Appeal(models.Model):
    """The author's answer to a decision, once."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="appeals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appeals")
    text = models.TextField(_("why it should be changed"), max_length=1000)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        indexes = [models.Index(fields=["created_at", "id"], condition=Q(closed_at=None), name="appeal_queue")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.user_id}"


class WatchedWord(models.Model):
    """A word that holds a text back until a moderator has seen it."""

    word = models.CharField(
        _("word"),
        max_length=60,
        unique=True,
        help_text=_("Whole words, in any case. An asterisk stands for any ending."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("watched word")
        verbose_name_plural = _("watched words")

    def __str__(self) -> str:
        return self.word
