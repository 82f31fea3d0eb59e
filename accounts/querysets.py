from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser, UserManager
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from .models import User


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, viewer: User | AnonymousUser) -> UserQuerySet:
        """Profiles that `viewer` may open: active and public ones, and one's own; staff see all."""
        if viewer.is_staff:
            return self
        return self.filter(Q(is_active=True, is_private=False) | Q(pk=viewer.pk))


class UserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # a class made at run time
    pass
