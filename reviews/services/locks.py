"""Locks of who comments, in the order that all writers keep: members by id, comments, what they stand under."""

from collections.abc import Iterable

from django.db import connection


def keep_members(ids: Iterable[int | None]) -> set[int]:
    """Those of the members who are there, and will be until the commit; they go on changing their own rows.

    What is written with a reference to them then asks for no lock at the commit, when other rows are held.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
            [[pk for pk in set(ids) if pk is not None]],
        )
        return {pk for (pk,) in cursor.fetchall()}
