from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from films.models import Film
from reviews.querysets import ViewingQuerySet


class Viewing(models.Model):
    """One time that a member saw a film. Where only the month or year is known, `watched_on` is its first day."""

    class Precision(models.TextChoices):
        DAY = "day", _("on this day")
        MONTH = "month", _("in this month")
        YEAR = "year", _("in this year")
        UNKNOWN = "unknown", _("I do not remember when")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="viewings")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="viewings", verbose_name=_("film"))
    watched_on = models.DateField(_("watched on"), null=True, blank=True)
    precision = models.CharField(_("how exactly"), max_length=7, choices=Precision, default=Precision.DAY)
    is_rewatch = models.BooleanField(_("not for the first time"), default=False)
    rating = models.PositiveSmallIntegerField(
        _("rating at the time"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    is_private = models.BooleanField(_("only for me"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    is_veiled = False  # set by reviews.spoilers for a member who is to be kept from the note

    objects = ViewingQuerySet.as_manager()

    class Meta:
        verbose_name = _("viewing")
        verbose_name_plural = _("viewings")
        constraints = [
            models.CheckConstraint(condition=Q(rating__range=(1, 10)), name="viewing_rating_range"),
            models.CheckConstraint(
                condition=Q(precision="unknown", watched_on__isnull=True)
                | Q(precision="day", watched_on__isnull=False)
                | Q(precision="month", watched_on__day=1)
                | Q(precision="year", watched_on__day=1, watched_on__month=1),
                name="viewing_date_as_precise_as_said",
            ),
        ]
        indexes = [
            models.Index(F("user"), F("watched_on").desc(nulls_last=True), F("id").desc(), name="viewing_by_day"),
            models.Index(fields=["user", "film", "-watched_on"], name="viewing_by_film"),
            models.Index(fields=["user", "-created_at"], name="viewing_by_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} / {self.film_id} {self.watched_on or ''}".rstrip()
