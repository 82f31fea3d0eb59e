from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

if TYPE_CHECKING:
    from accounts.models import User

    from .models import Case, Comment, Discussion, Review, UserFilm, Viewing  # noqa: F401  # named in quotes below

# A member whose rows others may see; who asked to be deleted is hidden from then on.
OPEN_PROFILE = {"user__is_private": False, "user__is_active": True, "user__deletion_due_at": None}


class UserFilmQuerySet(models.QuerySet["UserFilm"]):
    def visible_to(self, viewer: User | AnonymousUser) -> UserFilmQuerySet:
        """One's own, and those of members whose profile is not private; staff see all."""
        if viewer.is_staff:
            return self
        return self.filter(Q(user=viewer.pk) | Q(**OPEN_PROFILE), film__adult=False)

    def rated(self) -> UserFilmQuerySet:
        return self.filter(rating__isnull=False)

    def sorted_by(self, name: str) -> UserFilmQuerySet:
        title = "film__sort_title_ru" if get_language() == "ru" else "film__sort_title"
        orders: dict[str, list[Any]] = {
            "changed": [F("updated_at").desc(), F("pk").desc()],
            "rating": [F("rating").desc(nulls_last=True), F("pk").desc()],
            "added": [F("pk")],
            "title": [F(title), F("pk")],
            "release": [F("film__released_on").desc(nulls_last=True), F("pk").desc()],
        }
        return self.order_by(*orders[name])


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ReviewQuerySet:
        """One's own; published ones of members whose profile is open; staff see all but other members' drafts."""
        if viewer.is_staff:
            return self.filter(~Q(state="draft") | Q(user=viewer.pk))
        public = Q(state="published", **OPEN_PROFILE, film__adult=False)
        return self.filter(public | Q(user=viewer.pk)) if viewer.is_authenticated else self.filter(public)

    def editable_by(self, viewer: User | AnonymousUser) -> ReviewQuerySet:
        return self.filter(user=viewer.pk) if viewer.is_authenticated else self.none()

    def published(self) -> ReviewQuerySet:
        return self.filter(state="published")

    def for_list(self) -> ReviewQuerySet:
        """With author and film, and without the texts: lists show the excerpt."""
        return self.select_related("user", "film").defer("body", "body_html", "film__overview", "user__bio")

    def sorted_by(self, name: str) -> ReviewQuerySet:
        """Each order is answered from an index of the film's published reviews."""
        orders: dict[str, list[Any]] = {
            "helpful": [F("helpfulness").desc(nulls_last=True), F("pk").desc()],
            "newest": [F("published_at").desc(), F("pk").desc()],
            "highest": [F("rating").desc(nulls_last=True), F("pk").desc()],
            "lowest": [F("rating").asc(), F("pk").desc()],
        }
        return self.order_by(*orders[name])


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def visible_to(self, viewer: User | AnonymousUser) -> DiscussionQuerySet:
        """Published ones, and deleted ones that others answered to; one's own; staff see all."""
        if viewer.is_staff:
            return self
        public = Q(state="published") | Q(state="deleted", comment_count__gt=0)
        own = Q(user=viewer.pk) & ~Q(state="deleted") if viewer.is_authenticated else Q(pk=None)
        return self.filter(public | own, film__adult=False)

    def editable_by(self, viewer: User | AnonymousUser) -> DiscussionQuerySet:
        """One's own, but for what was deleted or a moderator hid."""
        return self.filter(user=viewer.pk, state__in=["published", "held"])


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, viewer: User | AnonymousUser) -> CommentQuerySet:
        """Published and deleted ones, the latter as gaps in their thread; one's own; staff see all.

        Where they stand has to be visible too: ask for the review or the discussion first.
        """
        if viewer.is_staff:
            return self
        public = Q(state__in=["published", "deleted"])
        return self.filter(public | Q(user=viewer.pk)) if viewer.is_authenticated else self.filter(public)

    def editable_by(self, viewer: User | AnonymousUser) -> CommentQuerySet:
        """One's own, but for what was deleted or a moderator hid; for how long is told by services.commenting."""
        return self.filter(user=viewer.pk, state__in=["published", "held"])


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def visible_to(self, viewer: User | AnonymousUser) -> ViewingQuerySet:
        """One's own; those that are not private of members whose profile is open; staff see all but private ones."""
        if viewer.is_staff:
            return self.filter(Q(is_private=False) | Q(user=viewer.pk))
        public = Q(is_private=False, **OPEN_PROFILE, film__adult=False)
        return self.filter(public | Q(user=viewer.pk)) if viewer.is_authenticated else self.filter(public)

    def newest_first(self) -> ViewingQuerySet:
        """By the day they stand for; those of an unknown day come last."""
        return self.order_by(F("watched_on").desc(nulls_last=True), F("id").desc())


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.filter(closed_at=None)
