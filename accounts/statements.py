"""Statements whose text never changes: so PostgreSQL plans them once on each connection.

For those that cost more to be planned than to be run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper


def run(sql: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement; each value stands where PostgreSQL can tell its type."""
    with open_cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def open_cursor() -> CursorWrapper:
    """Prepares what it executes, as OPTIONS has a `prepare_threshold` of 0; Django's own cursors never do.

    Where statements are logged it is one of these, for then the log has the values in their places.
    """
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    cursor: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # the stubs know no argument
    return connection.make_cursor(cursor)
