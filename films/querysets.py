from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from films import search
from films.detail import detail_columns

if TYPE_CHECKING:
    from accounts.models import User

    from .models import Credit, Film  # noqa: F401  # named in quotes below

# What a card shows, in the order of `films.cards.CardRow`.
CARD_FIELDS = ("pk", "slug", "title", "title_ru", "year", "poster", "genre_ids__0", "rating_count", "rating_sum")

SORTS: dict[str, list[Any]] = {
    "popularity": [F("attention").desc(), F("pk").desc()],
    "ranking": [F("ranking_score").desc(nulls_last=True), F("pk").desc()],
    "newest": [F("pk").desc()],
    "release": [F("released_on").desc(nulls_last=True), F("pk").desc()],
    "oldest": [F("released_on").asc(), F("pk").asc()],
    "title": [F("sort_title"), F("pk")],
    "title_ru": [F("sort_title_ru"), F("pk")],
}

KEY_JOBS = (
    "Director",
    "Writer",
    "Screenplay",
    "Original Music Composer",
    "Director of Photography",
    "Editor",
    "Producer",
)
MAIN_CAST = 12


class FilmQuerySet(models.QuerySet["Film"]):
    def visible_to(self, user: User | AnonymousUser) -> FilmQuerySet:
        return self if user.is_staff else self.filter(adult=False)

    def sorted_by(self, name: str) -> FilmQuerySet:
        """In one of SORTS; each is answered from an index."""
        return self.order_by(*SORTS[name])

    def for_card(self) -> models.QuerySet[Film, tuple[Any, ...]]:
        """Rows of CARD_FIELDS instead of instances: half the cost, and all that a card needs."""
        return self.values_list(*CARD_FIELDS)

    def for_detail(self) -> FilmQuerySet:
        """With the film's small relations as lists of dictionaries, and how many are `higher_ranked`: one query."""
        return self.select_related("collection").annotate(**detail_columns())

    def search(self, text: str) -> FilmQuerySet:
        """Those of the films named `text` (at most `search.MAX_FILMS`), best first, with their `position`.

        Asks for the ids at once: one query, two when no film has such a name.
        """
        return self.in_order(search.find(text, limit=search.MAX_FILMS, people=0).film_ids)

    def in_order(self, ids: Sequence[int]) -> FilmQuerySet:
        """Those of the films with these ids, in their order, which is annotated as `position`."""
        position = Func(
            Value(list(ids), output_field=ArrayField(models.BigIntegerField())),
            F("pk"),
            function="array_position",
            output_field=models.IntegerField(),
        )
        return self.filter(pk__in=ids).annotate(position=position).order_by("position")


class CreditQuerySet(models.QuerySet["Credit"]):
    def main(self) -> CreditQuerySet:
        """The first of the cast and those whose work is named on a film's page."""
        return self.filter(Q(department="Acting", order__lt=MAIN_CAST) | Q(job__in=KEY_JOBS))

    def in_billing_order(self) -> CreditQuerySet:
        return self.select_related("person").order_by("department", "order", "pk")
