from collections.abc import Iterable

from django.db import connection, transaction
from django.dispatch import Signal

from accounts import images
from accounts.avatars import WIDTHS
from accounts.models import User

# Sent with `ids` when the members are locked: who keeps rows of theirs locks what the deletion will change, in the
# order of all writers. A deletion is many statements, each of which would lock as it comes.
members_locked = Signal()

LOCK = 4_112_026


def delete_users(*, users: Iterable[User]) -> int:
    """Delete the members with all that is theirs; the number of members deleted.

    Their rows are locked first, in the order of their ids: whoever writes for one of them waits, and finds nobody.
    """
    with transaction.atomic():
        wait_for_other_deletions()
        rows = User.objects.filter(pk__in=[user.pk for user in users]).order_by("pk").select_for_update()
        found = list(rows.values_list("pk", "avatar"))
        ids = [pk for pk, _ in found]
        members_locked.send(sender=User, ids=ids)
        User.objects.filter(pk__in=ids).delete()
        transaction.on_commit(lambda: remove_avatars([avatar for _, avatar in found if avatar]))
    return len(found)


def wait_for_other_deletions() -> None:
    """Until the end of the transaction; before any other lock.

    A deletion writes rows of others several times, after which PostgreSQL asks at the commit for a shared lock on the
    members whose rows they are. Only who deletes keeps a lock on a member against that.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def remove_avatars(names: Iterable[str]) -> None:
    for name in names:
        images.remove(name, widths=WIDTHS)
