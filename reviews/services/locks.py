"""Locks of who comments, in the order that all writers keep: members by id, comments, what they stand under."""

from collections.abc import Iterable

from django.db import connection

KEEP_MEMBERS = "SELECT id FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
KEEP_MEMBERS_SKIPPING = f"{KEEP_MEMBERS} SKIP LOCKED"


def keep_members(ids: Iterable[int | None], *, leaving_out_deleted: bool = False) -> set[int]:
    """Those of the members who are there, and will be until the commit; they go on changing their own rows.

    What is written with a reference to them then asks for no lock at the commit, when other rows are held. Who holds
    rows already does not wait for a deletion: those being deleted are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP_MEMBERS_SKIPPING if leaving_out_deleted else KEEP_MEMBERS,
            [[pk for pk in set(ids) if pk is not None]],
        )
        return {pk for (pk,) in cursor.fetchall()}
