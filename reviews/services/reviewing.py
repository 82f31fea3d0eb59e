"""What a member writes of a film, from the first draft to the last edit.

Each write locks the member first: so the same text sent twice at once makes one review, and the order of locks is the
one of all writers (docs/architecture.md).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from accounts.deletion import wait_for_other_deletions
from accounts.models import User
from films.models import Film
from reviews import markdown, mentions
from reviews.exceptions import AlreadyPublished, AlreadyReviewed, FilmUnavailable
from reviews.models import Case, Review, ReviewVersion
from reviews.services import holds
from reviews.services import telling_of_talk as telling
from reviews.services.locks import keep_members
from reviews.services.removal import lock_with_what_hangs_on

State = Review.State


@dataclass(frozen=True, slots=True)
class ReviewText:
    """What the author decides; `says` what counts as another version."""

    title: str
    body: str
    has_spoilers: bool
    language: str

    def says_the_same_as(self, review: Review) -> bool:
        return (self.title, self.body, self.has_spoilers) == (review.title, review.body, review.has_spoilers)


def save_draft(*, user: User, film: Film, text: ReviewText, now: datetime, is_new: bool = False) -> Review:
    """Raises AlreadyPublished, FilmUnavailable; AlreadyReviewed if there is one and it is said to be new."""
    written = columns_of(text, mentions.members_named_in(text.body))
    with own_review(user, film) as review:
        if is_new and review.pk:
            raise AlreadyReviewed
        if review.state != State.DRAFT:
            raise AlreadyPublished
        save(review, written)
    return review


def publish_review(*, user: User, film: Film, text: ReviewText, now: datetime, is_new: bool = False) -> Review:
    """Publish a draft or a new text, or edit what was published: what it said before is kept as a version.

    What a moderator holds back or has hidden stays so. Whom it names is told when others can read it. Raises
    FilmUnavailable; AlreadyReviewed if there is one and this is said to be new.
    """
    members = mentions.members_named_in(text.body)
    written = columns_of(text, members)
    with own_review(user, film, concerned=members.values()) as review:
        if is_new and review.pk:
            raise AlreadyReviewed
        origin = None
        if review.state == State.DRAFT:
            review.published_at = now
            origin = let_out(review, text, now)
        elif not text.says_the_same_as(review):
            keep_version(review)
            review.edited_at = now
            origin = let_out(review, text, now) if review.is_published else None
        save(review, written)
        if origin:
            holds.hold(target=review, origin=origin, now=now)
        elif review.is_published:
            telling.tell_mentioned(text=review, members=members)
    return review


def let_out(review: Review, text: ReviewText, now: datetime) -> Case.Origin | None:
    """Set the state that the text begins with; why it is held, if it is."""
    review.state, origin = holds.state_for_new_text(
        user=review.user, text=text.body, title=text.title, now=now, edited=review if review.pk else None
    )
    return origin


def delete_review(*, user: User, film: Film) -> None:
    """With its comments, votes and versions; nothing happens if it is gone already."""
    with transaction.atomic():
        wait_for_other_deletions()
        list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))  # nobody comments meanwhile
        own = Review.objects.filter(user=user, film=film)
        lock_with_what_hangs_on(own)
        own.delete()


@contextmanager
def own_review(user: User, film: Film, *, concerned: Iterable[User] = ()) -> Iterator[Review]:
    """The member's review of the film, locked, or a new draft that is not saved yet."""
    try:
        with transaction.atomic():
            if concerned:
                keep_members([user.pk, *(member.pk for member in concerned)])
            lock_member(user)
            review = Review.objects.select_for_update().filter(user=user, film=film).first()
            review = review or Review(user=user, film=film, state=State.DRAFT)
            review.film = film
            yield review
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):  # the film or the member was deleted meanwhile
            raise FilmUnavailable from error
        raise


def lock_member(user: User) -> None:
    """Not against the foreign keys of others: they ask for theirs at the commit, when they hold the review."""
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


def columns_of(text: ReviewText, members: dict[str, User]) -> dict[str, Any]:
    """The text as it is stored; rendered before anything is locked."""
    return {**asdict(text), "body_html": mentions.render(text.body, members), "excerpt": markdown.excerpt(text.body)}


def save(review: Review, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(review, name, value)
    review.save(update_fields=[*columns, "state", "published_at", "edited_at"] if review.pk else None)


def keep_version(review: Review) -> None:
    ReviewVersion.objects.create(
        review=review,
        title=review.title,
        body=review.body,
        has_spoilers=review.has_spoilers,
        written_at=review.edited_at or review.published_at or review.created_at,
    )
