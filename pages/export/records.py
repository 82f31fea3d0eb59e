"""What the site keeps of a member, one generator of rows for each file of the archive: theirs alone, and no secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from accounts.models import Follow, Notice, User
from reviews.models import Appeal, Comment, Decision, Discussion, Report, Review, UserFilm, Viewing, Vote

Row = dict[str, Any]
AT_ONCE = 500  # rows
FILM = ("title", "year", "imdb_id", "tmdb_id")
TEXT = ("body", "state", "created_at", "edited_at")


def profile(user: User) -> Iterator[Row]:
    fields = [
        *("username", "name", "email", "bio", "country", "language", "theme", "is_private", "spoiler_safe"),
        *("date_joined", "last_login", "suspended_until"),
    ]
    yield User.objects.values(*fields).get(pk=user.pk)


def films(user: User) -> Iterator[Row]:
    fields = ("rating", "status", "favorite", "rated_at", "created_at", "updated_at")
    return with_film(UserFilm.objects.filter(user=user), *fields)


def viewings(user: User) -> Iterator[Row]:
    fields = ("watched_on", "precision", "is_rewatch", "rating", "note", "place", "is_private")
    return with_film(Viewing.objects.filter(user=user), *fields, "created_at", "updated_at")


def reviews(user: User) -> Iterator[Row]:
    """With their earlier versions, the oldest first."""
    rows = Review.objects.filter(user=user).select_related("film").prefetch_related("versions").order_by("pk")
    for review in rows.iterator(AT_ONCE):
        versions = sorted(review.versions.all(), key=lambda version: (version.written_at, version.pk))
        yield {
            **{name: getattr(review, name) for name in ("id", "title", *TEXT, "has_spoilers", "language")},
            "published_at": review.published_at,
            "helpful_count": review.helpful_count,
            "vote_count": review.vote_count,
            "film": {name: getattr(review.film, name) for name in FILM},
            "versions": [
                {name: getattr(version, name) for name in ("title", "body", "has_spoilers", "written_at")}
                for version in versions
            ],
        }


def comments(user: User) -> Iterator[Row]:
    """Where each stands is told by the id of the review or discussion and its film; nothing of what others wrote."""
    rows = Comment.objects.filter(user=user)
    for row in rows_of(
        rows, "id", *TEXT, "parent", "review", "discussion", *of_film("review__film"), *of_film("discussion__film")
    ):
        of_review, of_discussion = take_film(row, "review__film"), take_film(row, "discussion__film")
        yield {**row, "film": of_review if row["review"] else of_discussion}


def discussions(user: User) -> Iterator[Row]:
    return with_film(Discussion.objects.filter(user=user), "id", "title", "room", *TEXT)


def votes(user: User) -> Iterator[Row]:
    return with_film(Vote.objects.filter(user=user), "review", "is_helpful", "created_at", path="review__film")


def follows(user: User) -> Iterator[Row]:
    """Whom the member follows. Who follows them is for those to tell."""
    for row in rows_of(Follow.objects.filter(follower=user), "followed__username", "created_at"):
        yield {"username": row["followed__username"], "created_at": row["created_at"]}


def notices(user: User) -> Iterator[Row]:
    return rows_of(Notice.objects.filter(user=user), "kind", "data", "url", "created_at", "read_at")


def reports(user: User) -> Iterator[Row]:
    return rows_of(Report.objects.filter(reporter=user), "reason", "text", "created_at")


def decisions(user: User) -> Iterator[Row]:
    """What moderators decided about the member, without who they were."""
    fields = ("target", "target_id", "action", "reason", "until", "created_at")
    return rows_of(Decision.objects.filter(member_id=user.pk), *fields)


def appeals(user: User) -> Iterator[Row]:
    fields = ("text", "decision__action", "created_at", "closed_at")
    for row in rows_of(Appeal.objects.filter(user=user), *fields):
        yield {"against": row.pop("decision__action"), **row}


def email_addresses(user: User) -> Iterator[Row]:
    return rows_of(EmailAddress.objects.filter(user=user), "email", "verified", "primary")


def sessions(user: User) -> Iterator[Row]:
    return rows_of(UserSession.objects.filter(user=user), "ip", "user_agent", "created_at", "last_seen_at")


def second_factors(user: User) -> Iterator[Row]:
    return rows_of(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at")


RECORDS: dict[str, Callable[[User], Iterator[Row]]] = {
    read.__name__: read
    for read in (
        *(profile, films, viewings, reviews, comments, discussions, votes, follows, notices, reports, decisions),
        *(appeals, email_addresses, sessions, second_factors),
    )
}


def rows_of(rows: QuerySet[Any], *fields: str) -> Iterator[Row]:
    return rows.order_by("pk").values(*fields).iterator(AT_ONCE)


def with_film(rows: QuerySet[Any], *fields: str, path: str = "film") -> Iterator[Row]:
    for row in rows_of(rows, *fields, *of_film(path)):
        film = take_film(row, path)
        yield {**row, "film": film}


def of_film(path: str) -> list[str]:
    return [f"{path}__{name}" for name in FILM]


def take_film(row: Row, path: str) -> Row:
    return {name: row.pop(f"{path}__{name}") for name in FILM}
