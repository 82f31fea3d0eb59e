from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower

if TYPE_CHECKING:
    from .models import User


class UserQuerySet(models.QuerySet["User"]):
    def named(self, username: str) -> UserQuerySet:
        """The member of this name, whatever its case; none if no member could have it."""
        if "\x00" in username:
            return self.none()
        return self.alias(name_in_lower_case=Lower("username")).filter(name_in_lower_case=username.lower())

    def visible_to(self, viewer: User | AnonymousUser) -> UserQuerySet:
        """Profiles that `viewer` may open: active, public, not about to be deleted; one's own; staff see all.

        The profile of somebody who never confirmed the address they signed up with is not public: it would tell who
        tried a sign-up with another person's address whether an account came of it.
        """
        if viewer.is_staff:
            return self
        return self.filter(
            Q(is_active=True, is_private=False, deletion_due_at=None) & ~Exists(self._unconfirmed_addresses())
            | Q(pk=viewer.pk)
        )

    def _unconfirmed_addresses(self) -> models.QuerySet:
        from allauth.account.models import EmailAddress  # its models need ours

        return EmailAddress.objects.filter(user=OuterRef("pk"), primary=True, verified=False)

    def with_follow_figures(self, viewer: User | AnonymousUser) -> UserQuerySet:
        """Adds `follower_count`, `following_count` and whether `viewer` follows: `is_followed`."""
        from .models import Follow

        return self.annotate(
            follower_count=count_of(Follow.objects.filter(followed=OuterRef("pk")), "followed"),
            following_count=count_of(Follow.objects.filter(follower=OuterRef("pk")), "follower"),
            is_followed=Exists(Follow.objects.filter(followed=OuterRef("pk"), follower=viewer.pk)),
        )


def count_of(rows: models.QuerySet, group: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(group).annotate(rows=Count("pk")).values("rows")), 0)


ManagerOfUserQuerySet = DjangoUserManager.from_queryset(UserQuerySet)


class UserManager(ManagerOfUserQuerySet["User"]):
    """Has a name of its own for migrations to call it by."""
