"""What pages show of reviews."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.statements import Compiled
from films.models import Film
from reviews import diff, spoilers
from reviews.models import Decision, Review, ReviewVersion, Vote
from reviews.querysets import ReviewQuerySet

ON_FILM_PAGE = 5
ON_PROFILE = 3
ON_HOME_PAGE = 4
PER_PAGE = 12
VERSIONS_SHOWN = 50
IN_LIST = [field.name for field in Review._meta.concrete_fields if field.name not in {"body", "body_html"}]


AUTHOR = ("user__username", "user__name")
TOP_REVIEWS = Compiled(
    lambda viewer, film: (
        Review.objects.filter(film=film)
        .published()
        .visible_to(viewer)
        .select_related("user")
        .only(*IN_LIST, *AUTHOR)
        .sorted_by("helpful")[:ON_FILM_PAGE]
    )
)


def top_rows(*, film: Film, viewer: User | AnonymousUser) -> list[tuple[Any, ...]]:
    """What `top_reviews` makes the most helpful reviews of a film of; no query where there are none."""
    return TOP_REVIEWS.rows(viewer, film.pk) if film.review_count else []


def top_reviews(rows: Iterable[tuple[Any, ...]], *, film: Film, viewer: User | AnonymousUser) -> list[Review]:
    reviews: list[Review] = TOP_REVIEWS.instances(viewer, rows)
    for review in reviews:
        review.film = film
    return reviews


def reviews_of_film(*, film: Film, viewer: User | AnonymousUser) -> ReviewQuerySet:
    return film.reviews.published().visible_to(viewer)


def reviews_of_member(*, member: User, viewer: User | AnonymousUser) -> ReviewQuerySet:
    """Newest first; their drafts are before them for the author."""
    return member.reviews.visible_to(viewer).order_by("-published_at", "-pk")


def newest_reviews(*, viewer: User | AnonymousUser) -> list[Review]:
    """The newest of different films, of those that tell no end."""
    newest = Review.objects.published().visible_to(viewer).filter(has_spoilers=False).for_list().sorted_by("newest")
    of_films: dict[int, Review] = {}
    for review in newest[: 3 * ON_HOME_PAGE]:
        of_films.setdefault(review.film_id, review)
    return spoilers.veil_reviews(list(of_films.values())[:ON_HOME_PAGE], user=viewer)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    review: Review
    is_own: bool
    vote: Vote | None  # of who looks at it
    reason: str  # why a moderator hid it

    @property
    def is_public(self) -> bool:
        return self.review.is_published and not self.review.user.is_private and self.review.user.is_active


def review_page(review: Review, *, viewer: User | AnonymousUser) -> ReviewPage:
    """One query at most: the vote of a reader, or the reason for the author of a hidden review."""
    return ReviewPage(
        review=review,
        is_own=review.user_id == viewer.pk,
        vote=vote_of(viewer, review),
        reason=reason_for_hiding(review) if review.state == Review.State.HIDDEN else "",
    )


def vote_of(viewer: User | AnonymousUser, review: Review) -> Vote | None:
    if not viewer.is_authenticated or review.user_id == viewer.pk:
        return None
    return Vote.objects.filter(user=viewer, review=review).first()


def reason_for_hiding(review: Review) -> str:
    decisions = Decision.objects.filter(member_id=review.user_id, target="review", target_id=review.pk)
    hidden = decisions.filter(action=Decision.Action.HIDE).order_by("-created_at", "-pk").first()
    return hidden.reason if hidden else ""


@dataclass(frozen=True, slots=True)
class Edit:
    """From one version to the next; the first edit has the number 1."""

    number: int
    before_id: int
    made_at: datetime
    after_id: int | None  # None: the review as it is


@dataclass(frozen=True, slots=True)
class Versions:
    edits: list[Edit]  # newest first
    chosen: Edit | None
    title_changes: list[diff.Change]
    changes: list[diff.Change]
    has_spoilers: bool
    marked: bool | None  # whether the spoiler mark was set or taken away; None: neither


def versions_of(review: Review, number: str | None) -> Versions:
    """The edits of a review and what the edit `number` changed, the last one unless it is known; three queries."""
    edits = edits_of(review)
    chosen = next((edit for edit in edits if str(edit.number) == number), edits[0] if edits else None)
    if chosen is None:
        return Versions([], None, [], [], review.has_spoilers, None)
    stored = ReviewVersion.objects.in_bulk([pk for pk in (chosen.before_id, chosen.after_id) if pk])
    before, after = stored[chosen.before_id], stored[chosen.after_id] if chosen.after_id else review
    return Versions(
        edits=edits,
        chosen=chosen,
        title_changes=diff.word_diff(before.title, after.title) if before.title != after.title else [],
        changes=diff.shortened(diff.word_diff(before.body, after.body)),
        has_spoilers=any(text.has_spoilers or "||" in text.body for text in (before, after)),
        marked=after.has_spoilers if after.has_spoilers != before.has_spoilers else None,
    )


def edits_of(review: Review) -> list[Edit]:
    rows = list(review.versions.order_by("-written_at", "-pk").values_list("pk", "written_at")[:VERSIONS_SHOWN])
    if not rows:
        return []
    count = review.versions.count() if len(rows) == VERSIONS_SHOWN else len(rows)
    later: list[tuple[int | None, datetime]] = [(None, review.edited_at or rows[0][1]), *rows]
    return [
        Edit(number=count - place, before_id=before_id, made_at=made_at, after_id=after_id)
        for place, ((after_id, made_at), (before_id, _)) in enumerate(pairwise(later))
        if before_id is not None
    ]
