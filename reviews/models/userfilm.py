from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from films.models import Film
from reviews import triggers
from reviews.querysets import UserFilmQuerySet


class UserFilm(models.Model):
    """What a member says of a film: rating, status, favorite. A row that would say nothing does not exist."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Want to watch")
        WATCHING = "watching", _("Watching")
        WATCHED = "watched", _("Watched")
        DROPPED = "dropped", _("Dropped")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="user_films")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="user_films")
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, null=True, blank=True)  # noqa: DJ001  # null is "no status"
    favorite = models.BooleanField(_("favorite"), default=False)
    rated_at = models.DateTimeField(_("rated at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now)

    objects = UserFilmQuerySet.as_manager()

    class Meta:
        verbose_name = _("film of a member")
        verbose_name_plural = _("films of members")
        constraints = [
            models.UniqueConstraint(fields=["user", "film"], name="userfilm_one_per_user_film"),
            models.CheckConstraint(condition=Q(rating__range=(1, 10)), name="userfilm_rating_range"),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "watching", "watched", "dropped"]), name="userfilm_status_known"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=False) | Q(status__isnull=False) | Q(favorite=True),
                name="userfilm_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["-updated_at"], name="userfilm_recent"),
            models.Index(fields=["user", "-updated_at", "-id"], name="userfilm_by_change"),
            models.Index(fields=["user", "status", "-updated_at"], name="userfilm_by_status"),
            models.Index(fields=["user", "-rating", "-id"], name="userfilm_by_rating"),
        ]
        triggers = triggers.USER_FILM

    def __str__(self) -> str:
        return f"{self.user_id} / {self.film_id}"
