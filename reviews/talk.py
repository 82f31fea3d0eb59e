"""What pages show of discussions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.http import QueryDict

from accounts.models import User
from accounts.statements import Compiled
from films.models import Film
from films.pagination import Page, paginate
from reviews import selectors, spoilers
from reviews.models import Discussion
from reviews.querysets import DiscussionQuerySet
from reviews.threads import Thread, thread_page

PER_PAGE = 20
ON_FILM_PAGE = 3
Viewer = User | AnonymousUser
Room = Discussion.Room
BY_ACTIVITY = ("-active_at", "-pk")


@dataclass(frozen=True, slots=True)
class RoomTab:
    room: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class RoomPage:
    film: Film
    room: str
    tabs: list[RoomTab]
    page: Page | None  # None: the viewer is asked first, whether they want to be told how the film ends


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    discussion: Discussion
    thread: Thread
    is_guarded: bool
    is_own: bool
    may_edit: bool


def room_page(*, film: Film, viewer: Viewer, query: QueryDict) -> RoomPage:
    """A room of a film's discussions; four queries, five for a member before the room of spoilers."""
    room = Room.SPOILERS if query.get("room") == Room.SPOILERS else Room.SPOILER_FREE
    shown = discussions_of(film, viewer)
    counts = dict(shown.order_by().values_list("room").annotate(Count("pk")))
    tabs = [RoomTab(value, str(name), counts.get(value, 0), value == room) for value, name in Room.choices]
    if room == Room.SPOILERS and not (has_entered(query) or has_seen(film, viewer)):
        return RoomPage(film, room, tabs, page=None)
    page = paginate(
        shown.filter(room=room).order_by(*BY_ACTIVITY),
        query.get("page"),
        per_page=PER_PAGE,
        fetch=lambda rows: list(rows.select_related("user").defer("body", "body_html")),
    )
    return RoomPage(film, room, tabs, page)


def discussion_page(*, discussion: Discussion, viewer: Viewer, query: QueryDict, now: datetime) -> DiscussionPage:
    """`discussion` has its author and film; the queries of the comments and one of the guard at most."""
    is_own = discussion.user_id is not None and discussion.user_id == viewer.pk
    inside = "enter" in query or (has_entered(query) and not spoilers.is_safe(viewer))
    return DiscussionPage(
        discussion=discussion,
        thread=thread_page(place=discussion, viewer=viewer, query=query, now=now),
        is_guarded=not inside and bool(guarded([discussion], viewer=viewer)),
        is_own=is_own,
        may_edit=is_own and discussion.state in (Discussion.State.PUBLISHED, Discussion.State.HELD),
    )


LATEST = Compiled(
    lambda viewer, film: (
        Discussion.objects.visible_to(viewer)
        .filter(film=film, room=Room.SPOILER_FREE, state=Discussion.State.PUBLISHED)
        .select_related("user")
        .only("room", "state", "title", "comment_count", "active_at", "user__username", "user__name")
        .order_by(*BY_ACTIVITY)[:ON_FILM_PAGE]
    )
)


def latest_rows(*, film: Film, viewer: Viewer) -> list[tuple[Any, ...]]:
    """What `latest_discussions` makes the newest of a film's room without spoilers of; one query."""
    return LATEST.rows(viewer, film.pk)


def latest_discussions(rows: Iterable[tuple[Any, ...]], *, viewer: Viewer) -> list[Discussion]:
    return LATEST.instances(viewer, rows)


def discussions_of(film: Film, viewer: Viewer) -> DiscussionQuerySet:
    return Discussion.objects.visible_to(viewer).filter(film=film)


def guarded(discussions: Iterable[Discussion], *, viewer: Viewer) -> set[int]:
    """The ids of those whose texts `viewer` is asked about first; one query at most."""
    careful = spoilers.is_safe(viewer)
    closed = [
        discussion
        for discussion in discussions
        if (careful or discussion.room == Room.SPOILERS) and (not viewer.pk or discussion.user_id != viewer.pk)
    ]
    marks = selectors.marks_of(viewer, {discussion.film_id for discussion in closed}) if closed else {}
    seen = {film_id for film_id, mark in marks.items() if spoilers.has_seen(mark)}
    return {discussion.pk for discussion in closed if discussion.film_id not in seen}


def has_entered(query: QueryDict) -> bool:
    """Who asked to enter, and who follows a link from inside."""
    return any(name in query for name in ("enter", "comment", "thread", "page"))


def has_seen(film: Film, viewer: Viewer) -> bool:
    mark = selectors.marks_of(viewer, [film.pk]).get(film.pk)
    return mark is not None and spoilers.has_seen(mark)
