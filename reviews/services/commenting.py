"""Comments under reviews and in discussions.

Locks: members by id, the comment, what it stands under; see docs/architecture.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from reviews import mentions
from reviews.exceptions import EditWindowClosed, NotEditable, PlaceClosed
from reviews.models import Comment, Discussion, Review
from reviews.models.comments import DEEPEST
from reviews.services import holds
from reviews.services import telling_of_talk as telling
from reviews.services.locks import keep_members

EDIT_WINDOW = timedelta(minutes=15)
Place = Review | Discussion
State = Comment.State


@transaction.atomic
def add_comment(*, user: User, place: Place, body: str, now: datetime, answered: Comment | None = None) -> Comment:
    """`answered` has its author loaded. An answer to the deepest level stands beside it and names whom it answers.

    Raises PlaceClosed when there is nothing any more to comment on or to answer to.
    """
    if answered and answered.depth == DEEPEST:
        body = addressed(body, answered.user)
    members = mentions.members_named_in(body)
    concerned = [
        user.pk,
        place.user_id,
        answered.user_id if answered else None,
        *(member.pk for member in members.values()),
    ]
    if user.pk not in keep_members(concerned):
        raise PlaceClosed
    parent = lock_parent(answered)
    lock_place(place)
    state, origin = holds.state_for_new_text(user=user, text=body, now=now)
    comment = Comment(user=user, parent=parent, body=body, body_html=mentions.render(body, members), created_at=now)
    comment.depth, comment.state = parent.depth + 1 if parent else 0, state
    comment.review, comment.discussion = (place, None) if isinstance(place, Review) else (None, place)
    comment.save()
    if origin:
        holds.hold(target=comment, origin=origin, now=now)
    else:
        telling.tell_of_comment(comment=comment, members=members, answered=answered)
    return comment


def addressed(body: str, author: User | None) -> str:
    if author is None or author in mentions.mentioned(body, {author.username.lower(): author}):
        return body
    return f"@{author.username} {body}"


def lock_parent(answered: Comment | None) -> Comment | None:
    """What an answer stands under: the comment, or beside it where threads are deepest."""
    if answered is None:
        return None
    pk = answered.parent_id if answered.depth == DEEPEST else answered.pk
    both = Comment.objects.filter(pk__in={pk, answered.pk}).order_by("pk").select_for_update(no_key=True)
    rows = {row.pk: row for row in both}
    if pk not in rows or answered.pk not in rows or rows[answered.pk].state != State.PUBLISHED:
        raise PlaceClosed
    return rows[pk]


def lock_place(place: Place) -> None:
    rows = type(place)._default_manager.filter(pk=place.pk, state=State.PUBLISHED)
    if not rows.select_for_update(no_key=True).exists():
        raise PlaceClosed


@transaction.atomic
def edit_comment(*, user: User, comment: Comment, body: str, now: datetime) -> Comment:
    """What waits for a moderator goes on waiting. Raises EditWindowClosed, NotEditable."""
    members = mentions.members_named_in(body)
    keep_members([user.pk, *(member.pk for member in members.values())])
    comment = lock_own(user, comment)
    if not is_editable(comment, now):
        raise EditWindowClosed
    if comment.body == body:
        return comment
    origin = None
    if comment.is_published:
        comment.state, origin = holds.state_for_new_text(user=user, text=body, now=now, edited=comment)
    comment.body, comment.body_html, comment.edited_at = body, mentions.render(body, members), now
    comment.save(update_fields=["body", "body_html", "edited_at", "state"])
    if origin:
        holds.hold(target=comment, origin=origin, now=now)
    elif comment.is_published:
        telling.tell_mentioned(text=comment, members=members)
    return comment


def lock_own(user: User, comment: Comment) -> Comment:
    rows = Comment.objects.editable_by(user).select_related("review__film", "discussion__film")
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=comment.pk).first()
    if found is None:
        raise NotEditable
    return found


def is_editable(comment: Comment, now: datetime) -> bool:
    return now - comment.created_at <= EDIT_WINDOW


@transaction.atomic
def delete_comment(*, user: User, comment: Comment) -> None:
    """The text is gone for good, its place stays for the answers. Deleting twice is deleting once."""
    keep_members([user.pk])
    own = Comment.objects.filter(pk=comment.pk, user=user).exclude(state=State.DELETED)
    own.update(state=State.DELETED, body="", body_html="", edited_at=None)
