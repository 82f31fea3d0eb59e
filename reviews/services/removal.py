"""Deletions that touch many rows: all of them are locked first, in the order that all writers keep."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from films.models import Film
from reviews.models import Comment, Discussion, Review, UserFilm, Vote


def delete_user_films(*, queryset: QuerySet[UserFilm]) -> int:
    """Delete the rows in one statement, after locking members and rows in the order that all writers keep."""
    with transaction.atomic():
        found = list(queryset.order_by().values_list("pk", "user_id"))
        members = User.objects.filter(pk__in={user_id for _, user_id in found}).order_by("pk")
        list(members.select_for_update(no_key=True).values_list("pk"))
        rows = UserFilm.objects.filter(pk__in=[pk for pk, _ in found])
        ids = list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
        UserFilm.objects.filter(pk__in=ids).delete()
    return len(ids)


def lock_with_what_hangs_on(reviews: QuerySet[Review]) -> None:
    """Lock reviews that are to be deleted, and before them their comments and votes: who changes one does so too."""
    lock(Comment.objects.filter(review__in=reviews))
    lock(Vote.objects.filter(review__in=reviews))
    lock(reviews)


def lock_what_members_leave(*, ids: list[int], **_signal: Any) -> None:
    """Lock what the deletion of members will delete or count anew; the members are locked."""
    own = Review.objects.filter(user__in=ids)
    lock(UserFilm.objects.filter(user__in=ids))
    lock(Comment.objects.filter(Q(user__in=ids) | Q(review__in=own)))
    lock(Vote.objects.filter(Q(user__in=ids) | Q(review__in=own)))
    voted, commented = Vote.objects.filter(user__in=ids), Comment.objects.filter(user__in=ids)
    lock(own, *ids_of(voted, "review"), *ids_of(commented, "review"))
    lock(Discussion.objects.filter(user__in=ids), *ids_of(commented, "discussion"))
    films = {*ids_of(UserFilm.objects.filter(user__in=ids), "film"), *ids_of(own, "film")}
    list(Film.objects.filter(pk__in=films).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def lock(rows: QuerySet[Any], *others: int) -> None:
    """Lock `rows` and those with the ids `others`, by id."""
    ids = {*ids_of(rows, "pk"), *others}
    list(rows.model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))


def ids_of(rows: QuerySet[Any], name: str) -> list[int]:
    return list(rows.order_by().filter(**{f"{name}__isnull": False}).values_list(name, flat=True).distinct())
