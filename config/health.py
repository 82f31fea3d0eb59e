"""What monitors ask: whether this process lives, and whether it can serve.

Answered before the middleware that looks at host names and asks for HTTPS: the question comes from the machine.
"""

import os
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

GetResponse = Callable[[HttpRequest], HttpResponse]
Check = Callable[[], str]

OK, AWAY = "ok", "away"
MIN_FREE_BYTES = 100 * 1024 * 1024
PROBE = "health:probe"


def answer_monitors(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        view = MONITORED.get(request.path_info)
        if view is None or request.method not in ("GET", "HEAD"):
            return get_response(request)
        response = view()
        response.headers["Cache-Control"] = "no-store"
        response._has_been_logged = True  # type: ignore[attr-defined]  # else Django writes an error at every question
        return response

    return middleware


def live() -> HttpResponse:
    return JsonResponse({"status": OK})


def ready() -> HttpResponse:
    """503 if the site cannot serve. Without its cache or without room for pictures it can: that is `degraded`."""
    needed = {"database": check_database()}
    needed["migrations"] = migrations.check() if needed["database"] == OK else "unknown"
    missed = {"cache": check_cache(), "disk": check_disk()}
    if any(state != OK for state in needed.values()):
        status, code = "unavailable", 503
    else:
        status, code = ("degraded" if any(state != OK for state in missed.values()) else OK), 200
    return JsonResponse({"status": status, "checks": needed | missed}, status=code)


def check_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return AWAY
    return OK


class Migrations:
    """Asks no more once all migrations of this code were applied: reading them costs more than a page."""

    def __init__(self) -> None:
        self.are_applied = False

    def check(self) -> str:
        if not self.are_applied:
            executor = MigrationExecutor(connection)
            self.are_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return OK if self.are_applied else "pending"


migrations = Migrations()


def check_cache() -> str:
    cache.set(PROBE, OK, 10)
    return AWAY if getattr(cache, "is_away", False) else OK


def check_disk() -> str:
    """Where the pictures lie."""
    try:
        disk = os.statvfs(settings.MEDIA_ROOT)
    except FileNotFoundError:  # it is made with the first picture
        return OK
    return OK if disk.f_bavail * disk.f_frsize >= MIN_FREE_BYTES else "full"


MONITORED: dict[str, Callable[[], HttpResponse]] = {"/healthz": live, "/readyz": ready}
