"""Merging films with what members say of them."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from films.models import Film
from films.services import merging
from reviews.models import Discussion, Review, ReviewVersion, UserFilm, Viewing

STRONGEST_FIRST = (
    UserFilm.Status.WATCHED,
    UserFilm.Status.WATCHING,
    UserFilm.Status.DROPPED,
    UserFilm.Status.PLANNED,
)


def merge_films(*, keep: Film, merged: Film) -> Film:
    """Move what members say of `merged` to `keep`, then merge the films; raises MergeError of films."""
    return merge_films_into(keep=keep, others=[merged])


def merge_films_into(*, keep: Film, others: Iterable[Film]) -> Film:
    """Merge all `others` or none."""
    others = list(others)
    with transaction.atomic():
        lock_what_members_say()
        merging.lock_rows(Film, [keep.pk, *(other.pk for other in others)])
        for other in others:
            if other.pk != keep.pk:  # refused below
                move_user_films(keep, other)
                Viewing.objects.filter(film=other).update(film=keep)
                Discussion.objects.filter(film=other).update(film=keep)
                move_reviews(keep, other)
            keep = merging.merge_films(keep=keep, merged=other)
    return keep


def lock_what_members_say() -> None:
    """Let writers of members' films and viewings finish and the next ones wait; readers go on.

    Row locks would not do: a rating that arrives between the moving and the deletion would be deleted with its film.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reviews_userfilm, reviews_viewing IN EXCLUSIVE MODE")


def move_user_films(keep: Film, merged: Film) -> None:
    kept, moving = UserFilm.objects.filter(film=keep), UserFilm.objects.filter(film=merged)
    twin = moving.filter(user=OuterRef("user"))
    kept.filter(Exists(twin)).annotate(
        **{f"other_{name}": Subquery(twin.values(name)) for name in ("rating", "rated_at", "status", "favorite")},
        other_created_at=Subquery(twin.values("created_at")),
        other_updated_at=Subquery(twin.values("updated_at")),
    ).update(
        rated_at=Case(When(rating=None, then=F("other_rated_at")), default=F("rated_at")),
        rating=Coalesce("rating", "other_rating"),
        status=Case(
            *(When(Q(status=status) | Q(other_status=status), then=Value(status)) for status in STRONGEST_FIRST)
        ),
        favorite=Case(When(Q(favorite=True) | Q(other_favorite=True), then=True), default=False),
        created_at=Least("created_at", "other_created_at"),
        updated_at=Greatest("updated_at", "other_updated_at"),
    )
    moving.filter(Exists(kept.filter(user=OuterRef("user")))).delete()
    moving.update(film=keep)


def move_reviews(keep: Film, merged: Film) -> None:
    """Of a member who reviewed both, the text on `merged` becomes an earlier version of the other one."""
    twins = {review.user_id: review for review in keep.reviews.select_for_update(no_key=True)}
    for review in merged.reviews.filter(user__in=twins).exclude(state=Review.State.DRAFT):
        ReviewVersion.objects.create(
            review=twins[review.user_id],
            title=review.title,
            body=review.body,
            has_spoilers=review.has_spoilers,
            written_at=review.published_at or review.created_at,
        )
    merged.reviews.exclude(user__in=twins).update(film=keep)
