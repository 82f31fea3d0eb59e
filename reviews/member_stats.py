"""What a member's public profile shows of their films."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Avg, Count, Q, QuerySet

from accounts.models import User
from films.cards import Card
from films.models.catalogue import HISTOGRAM_BINS
from reviews.models import UserFilm
from reviews.selectors import cards_of_user_films, mark_card, marks_of

FAVORITES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ProfileFigures:
    watched: int
    planned: int
    favorites: int
    ratings: int
    mean: float | None
    bins: list[int]  # how many ratings of 1, 2, ... 10

    @property
    def has_films(self) -> bool:
        return any((self.watched, self.planned, self.favorites, self.ratings))


def profile_figures(*, member: User) -> ProfileFigures:
    """One query."""
    bins = [f"bin_{rating}" for rating in range(1, HISTOGRAM_BINS + 1)]
    row = UserFilm.objects.filter(user=member).aggregate(
        watched=Count("pk", filter=Q(status=UserFilm.Status.WATCHED)),
        planned=Count("pk", filter=Q(status=UserFilm.Status.PLANNED)),
        favorites=Count("pk", filter=Q(favorite=True)),
        ratings=Count("rating"),
        mean=Avg("rating"),
        **{name: Count("pk", filter=Q(rating=rating)) for rating, name in enumerate(bins, start=1)},
    )
    return ProfileFigures(bins=[row.pop(name) for name in bins], **row)


def rated_films(*, member: User, viewer: User | AnonymousUser) -> QuerySet[UserFilm]:
    """The member's ratings, newest first, of films that `viewer` may see."""
    return _shown_to(viewer, member).filter(rating__isnull=False).order_by("-rated_at", "-pk")


def favorite_films(*, member: User, viewer: User | AnonymousUser) -> QuerySet[UserFilm]:
    """The first of the member's favorites, those they changed last first."""
    return _shown_to(viewer, member).filter(favorite=True).order_by("-updated_at", "-pk")[:FAVORITES_SHOWN]


def _shown_to(viewer: User | AnonymousUser, member: User) -> QuerySet[UserFilm]:
    rows = UserFilm.objects.filter(user=member)
    return rows if viewer.is_staff else rows.filter(film__adult=False)


@dataclass(frozen=True, slots=True)
class RatedCard:
    """A card with the rating of the member whose page it is on, and the mark of who looks at it."""

    card: Card
    mark: UserFilm | None
    rating: int | None


def cards_seen_by(rows: QuerySet[UserFilm], *, viewer: User | AnonymousUser) -> list[RatedCard]:
    """The cards of a member's films; two queries, one for a visitor."""
    theirs = cards_of_user_films(rows)
    marks = marks_of(viewer, [item.card.pk for item in theirs])
    cards = [mark_card(item.card, marks.get(item.card.pk), user=viewer) for item in theirs]
    return [
        RatedCard(shown.card, shown.mark, item.mark.rating)
        for shown, item in zip(cards, theirs, strict=True)
        if item.mark
    ]
