"""What the front page shows, put together from films and reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from films.cards import Card, film_cards
from films.models import Film
from films.querysets import FilmQuerySet
from reviews import reading
from reviews import selectors as reviews
from reviews.models import Review, UserFilm
from reviews.selectors import MarkedCard

ROW = 12
SHORT_ROW = 6


@dataclass(frozen=True, slots=True)
class HomePage:
    trending: list[MarkedCard]
    top: list[MarkedCard]
    newest: list[MarkedCard]
    watchlist: list[MarkedCard]
    activity: list[UserFilm]
    reviews: list[Review]


def home_page(*, user: User | AnonymousUser, now: datetime) -> HomePage:
    """Five queries for a visitor, one of them only every few minutes; three more for a member."""
    films = Film.objects.visible_to(user)
    trending_ids = reviews.trending_film_ids(now=now, limit=ROW)
    trending = cards_by_id(films, trending_ids)
    top = film_cards(films.filter(ranking_score__isnull=False).sorted_by("ranking")[:SHORT_ROW])
    newest = film_cards(films.filter(released_on__lte=now.date()).sorted_by("release")[:SHORT_ROW])
    marks = reviews.marks_of(user, {card.pk for card in [*trending, *top, *newest]})

    def marked(cards: list[Card]) -> list[MarkedCard]:
        return [MarkedCard(card, marks.get(card.pk)) for card in cards]

    return HomePage(
        trending=marked(trending),
        top=marked(top),
        newest=marked(newest),
        watchlist=watchlist(user),
        activity=list(reviews.activity_of_followed(user=user)) if user.is_authenticated else [],
        reviews=reading.newest_reviews(viewer=user),
    )


def cards_by_id(films: FilmQuerySet, ids: list[int]) -> list[Card]:
    cards = {card.pk: card for card in film_cards(films.filter(pk__in=ids))}
    return [cards[pk] for pk in ids if pk in cards]


def watchlist(user: User | AnonymousUser) -> list[MarkedCard]:
    if not user.is_authenticated:
        return []
    planned = user.user_films.filter(status=UserFilm.Status.PLANNED, film__adult=False).sorted_by("changed")
    return reviews.cards_of_user_films(planned[:SHORT_ROW])
