from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

if TYPE_CHECKING:
    from accounts.models import User

    from .models import UserFilm  # noqa: F401  # named in quotes below


class UserFilmQuerySet(models.QuerySet["UserFilm"]):
    def visible_to(self, viewer: User | AnonymousUser) -> UserFilmQuerySet:
        """One's own, and those of members whose profile is not private; staff see all."""
        if viewer.is_staff:
            return self
        return self.filter(Q(user=viewer.pk) | Q(user__is_private=False, user__is_active=True), film__adult=False)

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
