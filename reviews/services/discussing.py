"""Discussions of a film, in its two rooms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from films.models import Film
from reviews import mentions
from reviews.exceptions import FilmUnavailable, NotEditable
from reviews.models import Discussion
from reviews.services import holds
from reviews.services import telling_of_talk as telling
from reviews.services.locks import keep_members

State = Discussion.State


@transaction.atomic
def start_discussion(*, user: User, film: Film, title: str, body: str, room: str, now: datetime) -> Discussion:
    """Raises FilmUnavailable."""
    members = mentions.members_named_in(body)
    there = keep_members([user.pk, *(member.pk for member in members.values())])
    if user.pk not in there or not Film.objects.select_for_update(no_key=True).filter(pk=film.pk).exists():
        raise FilmUnavailable
    state, origin = holds.state_for_new_text(user=user, text=body, title=title, now=now)
    discussion = Discussion.objects.create(
        user=user,
        film=film,
        title=title,
        body=body,
        body_html=mentions.render(body, members),
        room=room,
        state=state,
        created_at=now,
        active_at=now,
    )
    if origin:
        holds.hold(target=discussion, origin=origin, now=now)
    else:
        telling.tell_mentioned(text=discussion, members=members)
    return discussion


@transaction.atomic
def edit_discussion(
    *, user: User, discussion: Discussion, title: str, body: str, room: str, now: datetime
) -> Discussion:
    """What waits for a moderator goes on waiting. Raises NotEditable."""
    members = mentions.members_named_in(body)
    keep_members([user.pk, *(member.pk for member in members.values())])
    rows = Discussion.objects.editable_by(user).select_related("film").select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=discussion.pk).first()
    if found is None:
        raise NotEditable
    says_the_same = (found.title, found.body) == (title, body)
    found.room = room
    origin = None
    if not says_the_same:
        if found.is_published:
            found.state, origin = holds.state_for_new_text(user=user, text=body, title=title, now=now, edited=found)
        found.title, found.body, found.body_html = title, body, mentions.render(body, members)
        found.edited_at = now
    found.save(update_fields=["title", "body", "body_html", "room", "state", "edited_at"])
    if origin:
        holds.hold(target=found, origin=origin, now=now)
    elif found.is_published:
        telling.tell_mentioned(text=found, members=members)
    return found


@transaction.atomic
def delete_discussion(*, user: User, discussion: Discussion) -> None:
    """The text is gone for good; what others answered stays. Deleting twice is deleting once."""
    keep_members([user.pk])
    own = Discussion.objects.filter(pk=discussion.pk, user=user).exclude(state=State.DELETED)
    own.update(state=State.DELETED, title="", body="", body_html="", edited_at=None)
