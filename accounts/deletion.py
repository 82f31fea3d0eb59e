from collections.abc import Iterable

from django.db import transaction
from django.dispatch import Signal

from accounts import images
from accounts.avatars import WIDTHS
from accounts.models import User

# Sent with `ids` when the members are locked: who keeps rows of theirs locks what the deletion will change, in the
# order of all writers. A deletion is many statements, each of which would lock as it comes.
members_locked = Signal()


def delete_users(*, users: Iterable[User]) -> int:
    """Delete the members with all that is theirs; the number of members deleted.

    Their rows are locked first, in the order of their ids: whoever writes for one of them waits, and finds nobody.
    """
    with transaction.atomic():
        rows = User.objects.filter(pk__in=[user.pk for user in users]).order_by("pk").select_for_update()
        found = list(rows.values_list("pk", "avatar"))
        ids = [pk for pk, _ in found]
        members_locked.send(sender=User, ids=ids)
        User.objects.filter(pk__in=ids).delete()
        transaction.on_commit(lambda: remove_avatars([avatar for _, avatar in found if avatar]))
    return len(found)


def remove_avatars(names: Iterable[str]) -> None:
    for name in names:
        images.remove(name, widths=WIDTHS)
