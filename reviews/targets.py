"""What can be reported and judged: reviews, comments, discussions, members, and bursts of ratings."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models import Case, Comment, Discussion, RatingHold, Review

Text = Review | Comment | Discussion
Target = Text | User | RatingHold
KINDS: dict[type[Model], str] = {
    Review: "review",
    Comment: "comment",
    Discussion: "discussion",
    User: "member",
    RatingHold: "rating_hold",
}
TEXTS: dict[str, type[Review] | type[Comment] | type[Discussion]] = {
    "review": Review,
    "comment": Comment,
    "discussion": Discussion,
}
REPORTABLE = (*TEXTS, "member")
KIND_NAMES = {
    "review": _("review"),
    "comment": _("comment"),
    "discussion": _("discussion"),
    "member": _("profile"),
    "rating_hold": _("burst of ratings"),
}
RELATIONS = (
    "review__user",
    "review__film",
    "comment__user",
    "comment__parent",
    "comment__review__film",
    "comment__review__user",
    "comment__discussion__film",
    "discussion__user",
    "discussion__film",
    "member",
    "rating_hold__film",
)


def kind_of(target: Target) -> str:
    return KINDS[type(target)]


def target_of(case: Case) -> Target:
    """Queries unless RELATIONS are loaded."""
    return next(target for name in KINDS.values() if (target := getattr(case, name)))


def author_of(target: Target) -> User | None:
    """The member whom a decision would concern; nobody for a burst, and for a text whose author is gone."""
    if isinstance(target, User):
        return target
    return None if isinstance(target, RatingHold) else target.user


def find_target(kind: str, pk: int, viewer: User | AnonymousUser) -> Target | None:
    """What `viewer` may see and report; up to three queries."""
    if kind == "member":
        return User.objects.visible_to(viewer).filter(pk=pk).first()
    if kind == "review":
        return Review.objects.visible_to(viewer).select_related("user", "film").filter(pk=pk).first()
    if kind == "discussion":
        return find_discussion(pk, viewer)
    comments = Comment.objects.visible_to(viewer).exclude(state="deleted").select_related("user")
    comment = comments.filter(pk=pk).first() if kind == "comment" else None
    return comment if comment and load_place(comment, viewer) else None


def find_discussion(pk: int, viewer: User | AnonymousUser) -> Discussion | None:
    shown = Discussion.objects.visible_to(viewer).exclude(state="deleted")
    return shown.select_related("user", "film").filter(pk=pk).first()


def load_place(comment: Comment, viewer: User | AnonymousUser) -> bool:
    """Whether `viewer` sees where the comment stands, which is loaded into it."""
    if comment.review_id:
        comment.review = Review.objects.visible_to(viewer).select_related("film").filter(pk=comment.review_id).first()
        return comment.review is not None
    discussions = Discussion.objects.visible_to(viewer).select_related("film")
    comment.discussion = discussions.filter(pk=comment.discussion_id or 0).first()
    return comment.discussion is not None


def name_of(target: Target) -> str:
    """How a notice calls it: the film of a text, the name of a member; relations as in RELATIONS."""
    if isinstance(target, User):
        return target.display_name
    if isinstance(target, Comment):
        target = target.place
    return str(target.film)
