"""What goes when a member's account is deleted, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import Follow, User
from reviews.models import Comment, Discussion, Report, Review, UserFilm, Viewing, Vote


@dataclass(frozen=True, slots=True)
class Departure:
    films: int
    ratings: int
    means_change: int  # films whose mean is told without this member's rating
    means_vanish: int  # films that then have too few ratings for a mean
    viewings: int
    reviews: int
    comments_of_others: int  # under the member's reviews, which go with them
    comments: int  # under reviews and in discussions of others: an empty place each
    discussions: int
    votes: int
    following: int
    followers: int
    reports: int


def departure_of(user: User) -> Departure:
    """Nine queries, each over the member's own rows."""
    enough = Q(rating__isnull=False, film__rating_count__gt=settings.RATING_MIN_VOTES)
    last = Q(rating__isnull=False, film__rating_count=settings.RATING_MIN_VOTES)
    marks = UserFilm.objects.filter(user=user).aggregate(
        films=Count("pk"),
        ratings=Count("rating"),
        means_change=Count("pk", filter=enough),
        means_vanish=Count("pk", filter=last),
    )
    follows = Follow.objects.filter(Q(follower=user) | Q(followed=user)).aggregate(
        following=Count("pk", filter=Q(follower=user)), followers=Count("pk", filter=Q(followed=user))
    )
    return Departure(
        **marks,
        **follows,
        comments=Comment.objects.filter(user=user).exclude(state="deleted").exclude(review__user=user).count(),
        comments_of_others=Comment.objects.filter(review__user=user, state="published").exclude(user=user).count(),
        viewings=Viewing.objects.filter(user=user).count(),
        reviews=Review.objects.filter(user=user).count(),
        discussions=Discussion.objects.filter(user=user).exclude(state="deleted").count(),
        votes=Vote.objects.filter(user=user).count(),
        reports=Report.objects.filter(reporter=user).count(),
    )
