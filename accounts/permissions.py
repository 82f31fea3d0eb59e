"""What staff of the groups may change of a member's account; see accounts/migrations/0003_groups.py for the groups.

`may_edit_account` says whose account, `protected_fields` what of it. The admin asks both, so that nobody can make
themselves or others more than they are, or take an account over by changing its name or password.
"""

from django.contrib.auth.models import AnonymousUser

from .models import User

RANK = frozenset({"is_superuser", "user_permissions"})
IDENTITY = frozenset({"username", "email", "password", "is_staff", "groups", "last_login", "date_joined"})


def may_change_staff(editor: User | AnonymousUser) -> bool:
    """Whether `editor` decides who is staff, and in which groups."""
    return editor.has_perm("auth.change_group")


def may_edit_account(editor: User | AnonymousUser, member: User) -> bool:
    """Given the permission for accounts at all: never that of somebody who may do more than the editor."""
    if editor.is_superuser:
        return True
    return not member.is_superuser and (not member.is_staff or may_change_staff(editor))


def protected_fields(editor: User | AnonymousUser) -> frozenset[str]:
    """The fields of a member that `editor` may see but not change."""
    if editor.is_superuser:
        return frozenset()
    return RANK if may_change_staff(editor) else RANK | IDENTITY
