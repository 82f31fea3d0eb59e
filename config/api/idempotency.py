"""Idempotency-Key: of a POST that is sent again, perhaps at the same time, only the first one does something."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyKey, User
from config.api.errors import Conflict
from config.api.parsers import body_of

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,100}")


class KeyReused(Conflict):
    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key was sent with another request before.")


class InProgress(Conflict):
    default_code = "in_progress"
    default_detail = _("The first request with this Idempotency-Key is not done yet. Send it again later.")


def key_of(request: Request) -> str | None:
    key = request.headers.get(HEADER)
    if key is None or KEY.fullmatch(key):
        return key
    raise ValidationError({HEADER: [_("1 to 100 printable ASCII characters, without spaces.")]})


def fingerprint_of(request: Request) -> str:
    head = "\n".join([request.get_full_path(), request.content_type or "", ""])
    return hashlib.sha256(head.encode() + body_of(request._request)).hexdigest()


@transaction.atomic
def run_once(*, user: User, key: str, fingerprint: str, now: datetime, run: Callable[[], Response]) -> HttpResponse:
    """The answer of `run`, or the one that the first request with this key was given.

    The row of the key is part of the transaction of the request. So a second request waits for the first one's end, and
    one that fails leaves nothing behind.
    """
    keys = IdempotencyKey.objects.filter(user=user, key=key)
    keys.filter(created_at__lte=now - settings.API_IDEMPOTENCY_KEPT).delete()
    take(IdempotencyKey(user=user, key=key, fingerprint=fingerprint, created_at=now))
    row = keys.select_for_update().get()
    if row.status:
        return replay(row, fingerprint)
    response = run()
    keys.update(status=response.status_code, body=JSONRenderer().render(response.data).decode())
    return response


def take(row: IdempotencyKey) -> None:
    """Write the row unless there is one; waits for a request that is at it, and raises InProgress when that is long."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [round(settings.API_IDEMPOTENCY_WAIT.total_seconds() * 1000)])
        try:
            IdempotencyKey.objects.bulk_create([row], ignore_conflicts=True)
        except OperationalError as error:
            raise InProgress from error
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def replay(row: IdempotencyKey, fingerprint: str) -> HttpResponse:
    if row.fingerprint != fingerprint:
        raise KeyReused
    response = HttpResponse(row.body, status=row.status, content_type="application/json")
    response["Idempotency-Replayed"] = "true"
    return response
