from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from films.cards import Card, CardRow, film_cards, make_card
from films.models import Film
from films.querysets import CARD_FIELDS, FilmQuerySet
from reviews import spoilers
from reviews.models import UserFilm

TRENDING_DAYS = 7
TRENDING_IS_KEPT = 300  # seconds


def marks_of(user: User | AnonymousUser, film_ids: Iterable[int]) -> dict[int, UserFilm]:
    """What `user` said of these films, by film; no query for a visitor."""
    if not user.is_authenticated:
        return {}
    return {mark.film_id: mark for mark in UserFilm.objects.filter(user=user, film__in=list(film_ids))}


@dataclass(frozen=True, slots=True)
class MarkedCard:
    """A card and what the member who looks at it said of the film."""

    card: Card
    mark: UserFilm | None


def marked_cards(films: FilmQuerySet, *, user: User | AnonymousUser) -> list[MarkedCard]:
    """Two queries: the films' cards, and the user's marks; one for a visitor."""
    return with_marks(film_cards(films), user=user)


def with_marks(cards: list[Card], *, user: User | AnonymousUser) -> list[MarkedCard]:
    marks = marks_of(user, [card.pk for card in cards])
    return [mark_card(card, marks.get(card.pk), user=user) for card in cards]


def mark_card(card: Card, mark: UserFilm | None, *, user: User | AnonymousUser) -> MarkedCard:
    """Without the film's mean, where the member is to be kept from it."""
    return MarkedCard(card.without_mean() if spoilers.hides_unmarked(user, mark) else card, mark)


def trending_film_ids(*, now: datetime, days: int = TRENDING_DAYS, limit: int = 12) -> list[int]:
    """The films that most members marked lately, filled up with popular ones; counted every five minutes."""

    key = f"trending:{days}:{limit}"
    ids = cache.get(key)
    if ids is None:
        ids = count_trending(now=now, days=days, limit=limit)
        cache.set(key, ids, TRENDING_IS_KEPT)
    return ids


def count_trending(*, now: datetime, days: int, limit: int) -> list[int]:
    marked = (
        UserFilm.objects.filter(updated_at__gte=now - timedelta(days=days), film__adult=False)
        .values("film")
        .annotate(members=Count("pk"))
        .order_by("-members", "-film__attention", "film")
    )
    ids = list(marked.values_list("film", flat=True)[:limit])
    if len(ids) < limit:
        popular = Film.objects.filter(adult=False).exclude(pk__in=ids).sorted_by("popularity")
        ids += popular.values_list("pk", flat=True)[: limit - len(ids)]
    return ids


def my_figures(*, user: User) -> dict[str, int]:
    """How many of the member's films are in each status, rated, and favorites; one query."""
    return UserFilm.objects.filter(user=user).aggregate(
        all=Count("pk"),
        rated=Count("pk", filter=Q(rating__isnull=False)),
        favorite=Count("pk", filter=Q(favorite=True)),
        **{status: Count("pk", filter=Q(status=status)) for status in UserFilm.Status.values},
    )


def activity_of_followed(*, user: User, limit: int = 12) -> QuerySet[UserFilm]:
    """The newest ratings of the members that `user` follows."""
    return (
        UserFilm.objects.visible_to(user)
        .rated()
        .filter(user__followers__follower=user)
        .select_related("user", "film")
        .order_by("-rated_at", "-pk")[:limit]
    )


def cards_of_user_films(rows: QuerySet[UserFilm]) -> list[MarkedCard]:
    """The cards of the members' films in `rows`, each with its row as the mark; one query."""
    fields = ["film_id" if name == "pk" else f"film__{name}" for name in CARD_FIELDS]
    own = ("pk", "film_id", "rating", "status", "favorite")
    return [
        MarkedCard(make_card(CardRow(*values[len(own) :])), UserFilm(**dict(zip(own, values[: len(own)], strict=True))))
        for values in rows.values_list(*own, *fields)
    ]


def own_cards(rows: QuerySet[UserFilm], *, user: User) -> list[MarkedCard]:
    """The cards of films in `rows` that are the member's who looks at them; one query."""
    return [mark_card(item.card, item.mark, user=user) for item in cards_of_user_films(rows)]
