"""Statements whose text never changes: written or compiled once, and prepared once on each connection.

For the few that cost most: composing them by the ORM, and parsing and planning them by PostgreSQL, would each time take
longer than running them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models.query import get_related_populators

from accounts.models import User

VIEWER = 4_000_000_000_000_000_001  # stand for the values in a statement that is compiled
SUBJECT = 4_000_000_000_000_000_002
STAND_INS: dict[str, User | AnonymousUser] = {
    "visitor": AnonymousUser(),
    "member": User(pk=VIEWER),
    "staff": User(pk=VIEWER, is_staff=True),
}

Build = Callable[[User | AnonymousUser, int], models.QuerySet[Any, Any]]


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


class Compiled:
    """A queryset that is compiled once for visitors, members and staff each.

    `build` gets the viewer and the id of what is asked about. It may ask nothing of the viewer but `pk`, `is_staff` and
    `is_authenticated`, as `visible_to` does, and nothing of anything else that changes, as the language does.
    """

    def __init__(self, build: Build) -> None:
        self.build = build
        self.compiler = cache(self.compile)

    def compile(self, kind: str) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self.build(STAND_INS[kind], SUBJECT).query.get_compiler(connection=connection)
        return compiler, *compiler.as_sql()  # which also tells the compiler what it selects

    def rows(self, viewer: User | AnonymousUser, subject: int) -> list[tuple[Any, ...]]:
        """As PostgreSQL sends them."""
        _compiler, sql, params = self.compiler(kind_of(viewer))
        values = {VIEWER: viewer.pk, SUBJECT: subject}
        return run(sql, [values.get(param, param) for param in params])

    def instances(self, viewer: User | AnonymousUser, rows: Iterable[tuple[Any, ...]]) -> list[Any]:
        """What the queryset would have made of its `rows`: instances with their relations and annotations."""
        compiler, _sql, _params = self.compiler(kind_of(viewer))
        converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
        return [instance(compiler, row) for row in compiler.apply_converters(rows, converters)]


def kind_of(viewer: User | AnonymousUser) -> str:
    if not viewer.is_authenticated:
        return "visitor"
    return "staff" if viewer.is_staff else "member"


def instance(compiler: Any, row: Sequence[Any]) -> models.Model:
    """As `django.db.models.query.ModelIterable` makes it."""
    info = compiler.klass_info
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in compiler.select[first:last]]
    made = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
    populators = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # of Django 6
    for populator in populators:
        populator.populate(row, made)
    for name, place in compiler.annotation_col_map.items():
        setattr(made, name, row[place])
    return made
