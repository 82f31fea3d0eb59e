from collections.abc import Sequence
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Value

from films import search


class FilmQuerySet(models.QuerySet):
    def search(self, text: str) -> Self:
        """Those of the films named `text` (at most `search.MAX_FILMS`), best first, with their `position`.

        Asks for the ids at once: one query, two when no film has such a name.
        """
        return self.in_order(search.find(text, limit=search.MAX_FILMS, people=0).film_ids)

    def in_order(self, ids: Sequence[int]) -> Self:
        """Those of the films with these ids, in their order, which is annotated as `position`."""
        position = Func(
            Value(list(ids), output_field=ArrayField(models.BigIntegerField())),
            F("pk"),
            function="array_position",
            output_field=models.IntegerField(),
        )
        return self.filter(pk__in=ids).annotate(position=position).order_by("position")


class CreditQuerySet(models.QuerySet):
    pass
