"""What staff of the groups may change of a member's account; see accounts/migrations/0003_groups.py for the groups.

`UserQuerySet.editable_by` says whose account, `protected_fields` what of it. The admin asks both, so that nobody can
make themselves or others more than they are, or take an account over by changing its address or password.
"""

from django.contrib.auth.models import AnonymousUser

from .models import User

RANK = frozenset({"is_superuser", "user_permissions"})
IDENTITY = frozenset({"username", "email", "password", "is_staff", "groups", "last_login", "date_joined"})


def protected_fields(editor: User | AnonymousUser) -> frozenset[str]:
    """The fields of a member that `editor` may see but not change."""
    if editor.is_superuser:
        return frozenset()
    if editor.has_perm("accounts.add_user"):
        return RANK
    return RANK | IDENTITY
