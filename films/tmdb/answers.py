"""What an answer means: a body, a failure that another try may mend, or the end."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, NoReturn

from requests import Response
from requests import exceptions as requests_errors
from urllib3 import exceptions as urllib3_errors

from films.tmdb.exceptions import NotFoundError, RefusedError, TmdbError, UnauthorizedError, UnavailableError

CHUNK_BYTES = 64 * 1024
MAX_MESSAGE_BYTES = 64 * 1024
MAX_MESSAGE_LENGTH = 120
MAX_RETRY_AFTER = 60.0
LONG_WORD = re.compile(r"[\w.-]{30,}")  # a credential: no other word of TMDB's messages is as long

REASONS: list[tuple[type[Exception], str]] = [
    (requests_errors.ConnectTimeout, "no connection in time"),
    (requests_errors.Timeout, "no answer in time"),
    (urllib3_errors.TimeoutError, "no whole answer in time"),
    (requests_errors.ProxyError, "the proxy fails"),
    (requests_errors.SSLError, "no secure connection"),
    (urllib3_errors.ProtocolError, "the body breaks off"),
    (urllib3_errors.DecodeError, "the body cannot be decompressed"),
]


class TransientError(Exception):
    """Another try may go better. Never leaves the client."""

    def __init__(self, reason: str, *, status: int | None = None, retry_after: float = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.retry_after = retry_after


def network_reason(error: Exception) -> str:
    """In words of ours: those of the libraries quote the whole address."""
    return next((reason for kind, reason in REASONS if isinstance(error, kind)), "the connection fails")


def check_status(response: Response, *, path: str, with_credential: bool) -> None:
    status = response.status_code
    if status == HTTPStatus.OK:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS or not 300 <= status < 500:
        raise TransientError(phrase(status), status=status, retry_after=retry_after(response))
    if status < 400:
        raise UnavailableError(f"{phrase(status)}, a redirect, not followed", path=path, status=status)
    raise_final(response, path=path, with_credential=with_credential)


def raise_final(response: Response, *, path: str, with_credential: bool) -> NoReturn:
    status = response.status_code
    kind: type[TmdbError] = RefusedError
    if status == HTTPStatus.NOT_FOUND:
        kind = NotFoundError
    elif with_credential and status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        kind = UnauthorizedError
    message = tmdb_message(response)
    raise kind(f"{phrase(status)}: {message}" if message else phrase(status), path=path, status=status)


def phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def tmdb_message(response: Response) -> str:
    """What TMDB says of an error, in either of its two shapes; empty when it says nothing that can be read."""
    try:
        answer = json.loads(next(response.raw.stream(MAX_MESSAGE_BYTES, decode_content=True), b""))
    except (ValueError, RecursionError, OSError, urllib3_errors.HTTPError):
        return ""
    if not isinstance(answer, dict):
        return ""
    errors = answer.get("errors")
    message = answer.get("status_message") or (errors[0] if isinstance(errors, list) and errors else "")
    return LONG_WORD.sub("***", message)[:MAX_MESSAGE_LENGTH] if isinstance(message, str) else ""


def retry_after(response: Response) -> float:
    """Seconds that the server asks to wait, at most a minute; 0 when it names no time."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0), MAX_RETRY_AFTER)


def read_chunks(response: Response, *, path: str, max_bytes: int, decode: bool) -> Iterator[bytes]:
    """The body, of which no more is read than `max_bytes` and one chunk."""
    size = 0
    for chunk in response.raw.stream(CHUNK_BYTES, decode_content=decode):
        size += len(chunk)
        if size > max_bytes:
            raise UnavailableError(f"the body has more than {max_bytes:,} bytes", path=path, status=200)
        yield chunk


def parse_object(chunks: Iterable[bytes]) -> dict[str, Any]:
    try:
        answer = json.loads(b"".join(chunks), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise TransientError("the body is not a JSON object", status=200)
    return answer


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
