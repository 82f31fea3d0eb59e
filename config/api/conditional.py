"""ETag and If-None-Match when reading, If-Match when changing."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from config.api.errors import PreconditionFailed


def add_etag(request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
    """For a rendered answer to GET: its ETag, and a 304 in its place if the client has it already."""
    set_response_etag(response)
    return get_conditional_response(request, etag=response["ETag"], response=response)


def require_unchanged(request: Request, name: str, read: Callable[[], Any]) -> None:
    """Raise PreconditionFailed if what `read` would answer now is not what the client read.

    Called within the transaction of an edit. Of requests with If-Match for the same `name` each waits for the one
    before, so `read` has to ask the database.
    """
    tags = sent_tags(request)
    if tags is None:
        return
    lock(name)
    if etag_of(read()) not in tags:
        raise PreconditionFailed


def sent_tags(request: Request) -> set[str] | None:
    """The ETags of If-Match; None if any will do. A proxy that compresses makes them weak: they count the same."""
    header = request.headers.get("If-Match", "*").strip()
    return None if header in ("", "*") else {tag.removeprefix("W/") for tag in parse_etags(header)}


def etag_of(data: Any) -> str:
    response = HttpResponse(JSONRenderer().render(data))
    set_response_etag(response)
    return response["ETag"]


def lock(name: str) -> None:
    """Whoever else asks for the lock of this name waits until the transaction ends."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
