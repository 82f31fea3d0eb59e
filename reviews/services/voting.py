"""Whether a review helped. Counts and their rank are kept by triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from accounts.models import User
from reviews.exceptions import OwnReview, ReviewUnavailable
from reviews.models import Review, Vote


def vote(*, user: User, review: Review, is_helpful: bool) -> None:
    """One statement, so that two clicks at once make one vote; raises OwnReview, ReviewUnavailable."""
    if review.user_id == user.pk:
        raise OwnReview
    with deleted_review_is_unavailable(), transaction.atomic():
        Vote.objects.bulk_create(
            [Vote(user=user, review=review, is_helpful=is_helpful)],
            update_conflicts=True,
            unique_fields=["user", "review"],
            update_fields=["is_helpful"],
        )


def remove_vote(*, user: User, review: Review) -> None:
    Vote.objects.filter(user=user, review=review).delete()


@contextmanager
def deleted_review_is_unavailable() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            raise ReviewUnavailable from error
        raise
