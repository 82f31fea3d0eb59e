from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RankingBasis(models.Model):
    """The one row of numbers that `films_ranking_score` reads: see `films.services.refresh_ranking`."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mean = models.FloatField(_("mean of all ratings"), default=6.5)
    weight = models.PositiveIntegerField(_("votes that the mean counts for"), default=10)
    min_votes = models.PositiveIntegerField(_("ratings needed to be ranked"), default=3)

    class Meta:
        verbose_name = _("basis of the ranking")
        verbose_name_plural = _("basis of the ranking")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ranking_basis_one_row")]

    def __str__(self) -> str:
        return f"{self.mean:.2f} × {self.weight}"
