from django.db import models
from django.utils.translation import gettext_lazy as _

from .catalogue import Film
from .people import Person


class FilmRedirect(models.Model):
    """The id of a film that was merged into another; its old address leads there.

    `tmdb_id` is the one that the merged film had, so that the synchronisation does not bring it back.
    """

    old_id = models.BigIntegerField(primary_key=True)
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="redirects")
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, unique=True)

    class Meta:
        verbose_name = _("redirect of a film")
        verbose_name_plural = _("redirects of films")

    def __str__(self) -> str:
        return f"{self.old_id} → {self.film_id}"


class PersonRedirect(models.Model):
    old_id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="redirects")
    tmdb_id = models.PositiveIntegerField(_("TMDB id"), null=True, unique=True)

    class Meta:
        verbose_name = _("redirect of a person")
        verbose_name_plural = _("redirects of people")

    def __str__(self) -> str:
        return f"{self.old_id} → {self.person_id}"
