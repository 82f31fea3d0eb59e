"""Comments as pages show them: threads, oldest first, three levels deep.

What a viewer may not read, because it was deleted or a moderator has it, is a gap where somebody answered to it, and
nowhere else. A page has PER_PAGE threads, each with its first answers; `?thread=<id>` shows one thread whole, in the
same way, and `?comment=<id>` the page that has that comment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import QueryDict

from accounts.models import User
from films.pagination import Page, paginate
from reviews.models import Comment, Discussion, Review
from reviews.models.comments import DEEPEST
from reviews.querysets import CommentQuerySet
from reviews.services.commenting import is_editable

PER_PAGE = 20
FIRST_ANSWERS = 3  # of each thread of a page; the others have a page of their own
Viewer = User | AnonymousUser
State = Comment.State
OLDEST_FIRST = ("created_at", "pk")


@dataclass(slots=True)
class Shown:
    """A comment of a page, or the gap it left."""

    comment: Comment
    is_gap: bool
    may_answer: bool
    may_edit: bool
    may_delete: bool
    answers: list[Shown] = field(default_factory=list)
    hidden_answers: int = 0  # that are on the page of the thread alone


@dataclass(frozen=True, slots=True)
class Thread:
    place: Review | Discussion
    page: Page  # of Shown
    may_comment: bool
    whole: Shown | None  # the comment whose answers alone are shown; None: all threads
    chosen: int | None  # the comment that was asked for


def thread_page(*, place: Review | Discussion, viewer: Viewer, query: QueryDict, now: datetime) -> Thread:
    """What a page shows below `place`, which the viewer may see; 3 to 7 queries, whatever their number."""
    all_here = Comment.objects.filter(**{kind_of(place): place})
    top, chosen, number = whereabouts(all_here, viewer, query)
    level = all_here.filter(parent=top) if top else all_here.filter(depth=0)
    page = paginate(
        with_gaps(level, viewer).order_by(*OLDEST_FIRST),
        number,
        per_page=PER_PAGE,
        fetch=lambda rows: shown_with_answers(rows, place, viewer, now),
    )
    return Thread(
        place=place,
        page=page,
        may_comment=place.is_published,
        whole=show(top, place, viewer, now) if top else None,
        chosen=chosen,
    )


def kind_of(place: Review | Discussion) -> str:
    return "review" if isinstance(place, Review) else "discussion"


def readable(comments: CommentQuerySet, viewer: Viewer) -> CommentQuerySet:
    return comments.visible_to(viewer).exclude(state=State.DELETED)


def with_gaps(comments: CommentQuerySet, viewer: Viewer) -> CommentQuerySet:
    """What `viewer` may read, and what was answered to by something that they may read."""
    texts = readable(Comment.objects.all(), viewer)
    answered = Exists(texts.filter(parent=OuterRef("pk"))) | Exists(texts.filter(parent__parent=OuterRef("pk")))
    return readable(comments, viewer) | comments.filter(answered)


def whereabouts(comments: CommentQuerySet, viewer: Viewer, query: QueryDict) -> tuple[Comment | None, int | None, str]:
    """The thread to show alone, the comment that was asked for, and the number of the page."""
    number = query.get("page", "")
    asked = find(comments, viewer, query.get("comment"))
    if asked and not number:
        top = thread_to_open(comments, viewer, asked)
        first = asked if asked.parent_id == (top and top.pk) else root_of(asked)
        return top, asked.pk, str(page_of(comments, viewer, first))
    top = find(comments, viewer, query.get("thread"))
    return (top if top and top.depth < DEEPEST else None), asked.pk if asked else None, number


def find(comments: CommentQuerySet, viewer: Viewer, text: str | None) -> Comment | None:
    if not text or not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    found = with_gaps(comments, viewer).filter(pk=int(text))
    return found.select_related("user", "parent__user", "parent__parent__user").first()


def root_of(comment: Comment) -> Comment:
    while comment.parent:
        comment = comment.parent
    return comment


def thread_to_open(comments: CommentQuerySet, viewer: Viewer, comment: Comment) -> Comment | None:
    """None where the page of all threads has the comment, among the first answers of its own."""
    if comment.depth == 0:
        return None
    root = root_of(comment)
    answers = with_gaps(comments.filter(Q(parent=root) | Q(parent__parent=root)), viewer)
    return comment.parent if before(answers, comment).count() >= FIRST_ANSWERS else None


def page_of(comments: CommentQuerySet, viewer: Viewer, comment: Comment) -> int:
    level = with_gaps(comments.filter(parent=comment.parent_id, depth=comment.depth), viewer)
    return before(level, comment).count() // PER_PAGE + 1


def before(comments: CommentQuerySet, comment: Comment) -> CommentQuerySet:
    moment = comment.created_at
    return comments.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=comment.pk))


def shown_with_answers(
    rows: QuerySet[Comment], place: Review | Discussion, viewer: Viewer, now: datetime
) -> list[Shown]:
    """The comments of a page with their first answers, put together into trees; two queries."""
    tops = {row.pk: show(row, place, viewer, now) for row in rows.select_related("user")}
    by_id = dict(tops)
    for answer in first_answers(tops.values(), place, viewer):
        above = by_id.get(answer.parent_id) or tops[answer.top_id]
        shown = by_id[answer.pk] = show(answer, place, viewer, now)
        above.answers.append(shown)
        tops[answer.top_id].hidden_answers = answer.of_top - FIRST_ANSWERS
    return list(tops.values())


def first_answers(tops: Iterable[Shown], place: Review | Discussion, viewer: Viewer) -> Iterable[Any]:
    """The oldest below each of `tops`, which are of one depth; with what is above an answer comes before it."""
    ids = [top.comment.pk for top in tops]
    depth = next((top.comment.depth for top in tops), DEEPEST)
    if depth == DEEPEST:
        return []
    below = Q(parent__in=ids) | Q(parent__parent__in=ids)
    top_id = Coalesce("parent__parent_id" if depth == 0 else "parent_id", "parent_id")
    all_here = Comment.objects.filter(**{kind_of(place): place})  # or the planner would read the comments of all places
    answers = with_gaps(all_here.filter(below), viewer).alias(
        place_in_top=Window(RowNumber(), partition_by=top_id, order_by=OLDEST_FIRST)
    )
    answers = answers.annotate(top_id=top_id, of_top=Window(Count("pk"), partition_by=top_id))
    return answers.filter(place_in_top__lte=FIRST_ANSWERS).select_related("user").order_by(*OLDEST_FIRST)


def show(comment: Comment, place: Review | Discussion, viewer: Viewer, now: datetime) -> Shown:
    is_own = comment.user_id is not None and comment.user_id == viewer.pk
    is_deleted = comment.state == State.DELETED
    may_change = is_own and comment.state in (State.PUBLISHED, State.HELD)
    return Shown(
        comment=comment,
        is_gap=is_deleted or not (comment.is_published or is_own or viewer.is_staff),
        may_answer=comment.is_published and place.is_published,
        may_edit=may_change and is_editable(comment, now),
        may_delete=is_own and not is_deleted,
    )
