"""The one place that talks to TMDB: limited in rate, time and bytes, tried again where that may help."""

import logging
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, BinaryIO, Generic, Self, TypeVar

from django.conf import settings
from requests import RequestException
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from films.tmdb import answers
from films.tmdb.answers import TransientError
from films.tmdb.exceptions import (
    BadAnswerError,
    DeadlineError,
    NotConfiguredError,
    RefusedError,
    UnavailableError,
)
from films.tmdb.limits import RateLimiter
from films.tmdb.transport import ApiKey, BearerToken, NoCredential, TmdbSession, time_limit

logger = logging.getLogger("films.tmdb")

Param = str | int | bool | None
T = TypeVar("T")

TRIES = 4
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0  # between two bytes
SECONDS = 15.0
EXPORT_SECONDS = 300.0
MAX_JSON_BYTES = 8 * 1024 * 1024
MAX_IMAGE_BYTES = 10 * 1024 * 1024
MAX_EXPORT_BYTES = 300 * 1024 * 1024
FIRST_BACKOFF = 0.5
MAX_BACKOFF = 20.0
LAST_PAGE = 500  # TMDB refuses the next one, whatever total_pages says

API_PATH = re.compile(r"(/[A-Za-z0-9_-]+)+")
IMAGE_PATH = re.compile(r"/[A-Za-z0-9_-]+\.(jpg|jpeg|png|webp)")
IMAGE_SIZE = re.compile(r"[wh][0-9]{1,4}|original")
EXPORT_NAME = re.compile(r"[A-Za-z0-9_-]+\.json\.gz")
V3_KEY = re.compile(r"[0-9a-fA-F]{32}")
CREDENTIAL = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, kw_only=True)
class Call(Generic[T]):
    url: str
    path: str  # what errors and logs name
    read: Callable[[Iterable[bytes]], T]
    seconds: float
    max_bytes: int
    auth: AuthBase = field(default_factory=NoCredential)
    params: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "identity"


class Client:
    """May be shared by threads. After `deadline`, a moment of time.monotonic(), nothing is tried or waited for."""

    def __init__(
        self,
        token: str,
        *,
        api_url: str,
        image_url: str,
        export_url: str,
        rate: int,
        deadline: float | None = None,
        seconds: float | None = None,
        tries: int = TRIES,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`seconds` limit each try to get JSON or an image."""
        self._auth = authorization(token)
        self._api_url = api_url.rstrip("/")
        self._image_url = image_url.rstrip("/")
        self._export_url = export_url.rstrip("/")
        self._deadline = inf if deadline is None else deadline
        self._seconds = seconds or SECONDS
        self._tries = tries
        self._clock = clock
        self._sleep = sleep
        self._limiter = RateLimiter(rate, clock=clock, sleep=sleep)
        self._session = TmdbSession()

    @classmethod
    def from_settings(cls, *, deadline: float | None = None, seconds: float | None = None, tries: int = TRIES) -> Self:
        """Raises NotConfiguredError without TMDB_API_TOKEN."""
        return cls(
            settings.TMDB_API_TOKEN,
            api_url=settings.TMDB_API_URL,
            image_url=settings.TMDB_IMAGE_URL,
            export_url=settings.TMDB_EXPORT_URL,
            rate=settings.TMDB_RATE,
            deadline=deadline,
            seconds=seconds,
            tries=tries,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def get(self, path: str, **params: Param) -> dict[str, Any]:
        require(API_PATH, path)
        return self._send(
            Call(
                url=f"{self._api_url}{path}",
                path=path,
                read=answers.parse_object,
                seconds=self._seconds,
                max_bytes=MAX_JSON_BYTES,
                auth=self._auth,
                params={name: as_text(value) for name, value in params.items() if value is not None},
                encoding="gzip",
            )
        )

    def pages(self, path: str, *, limit: int, **params: Param) -> Iterator[dict[str, Any]]:
        """The results of at most `limit` pages, each asked for when it is reached. The same film may come twice."""
        page, last = 1, min(limit, LAST_PAGE)
        while page <= last:
            answer = self.get(path, **params, page=page)
            results, total = answer.get("results"), answer.get("total_pages")
            if not isinstance(results, list) or not isinstance(total, int):
                raise BadAnswerError(f"page {page} has no list of results or no number of pages", path=path)
            yield from (result for result in results if isinstance(result, dict))
            page, last = page + 1, min(last, total)

    def image(self, path: str, *, size: str) -> bytes:
        """The bytes of a picture as TMDB's image host sends them, of whatever type: verify them."""
        require(IMAGE_PATH, path)
        require(IMAGE_SIZE, size)
        return self._send(
            Call(
                url=f"{self._image_url}/{size}{path}",
                path=f"/{size}{path}",
                read=b"".join,
                seconds=self._seconds,
                max_bytes=MAX_IMAGE_BYTES,
            )
        )

    def download(self, name: str, target: BinaryIO) -> None:
        """Write a daily export into `target`, compressed as it is; each try begins by emptying `target`."""
        require(EXPORT_NAME, name)

        def write(chunks: Iterable[bytes]) -> None:
            target.seek(0)
            target.truncate()
            for chunk in chunks:
                target.write(chunk)

        url = f"{self._export_url}/{name}"
        self._send(Call(url=url, path=f"/{name}", read=write, seconds=EXPORT_SECONDS, max_bytes=MAX_EXPORT_BYTES))

    def _send(self, call: Call[T]) -> T:
        number = 0
        while True:
            number += 1
            try:
                with self._limiter.turn(self._deadline):
                    return self._try(call)
            except TransientError as error:
                failure = error
            self._wait_or_give_up(call, failure, number)

    def _try(self, call: Call[T]) -> T:
        seconds = min(call.seconds, self._deadline - self._clock())
        if seconds <= 0:
            raise DeadlineError("the time is up", path=call.path)
        try:
            with time_limit(seconds):
                return self._exchange(call, seconds)
        except (RequestException, HTTPError) as error:
            reason = answers.network_reason(error)
        # Not within the except clause: the error holds the whole address, and would become the context of this one.
        raise TransientError(reason)

    def _exchange(self, call: Call[T], seconds: float) -> T:
        with self._session.get(
            call.url,
            params=call.params,
            auth=call.auth,
            headers={"Accept-Encoding": call.encoding},
            timeout=(min(CONNECT_SECONDS, seconds), min(READ_SECONDS, seconds)),
            allow_redirects=False,
            stream=True,
        ) as response:
            answers.check_status(response, path=call.path, with_credential=call.auth is self._auth)
            decode = call.encoding != "identity"
            return call.read(answers.read_chunks(response, path=call.path, max_bytes=call.max_bytes, decode=decode))

    def _wait_or_give_up(self, call: Call[Any], failure: TransientError, number: int) -> None:
        """Wait before the next try, as long as the server asks to at least; after a 429 all threads wait."""
        delay = max(failure.retry_after, backoff(number))
        if failure.status == 429:
            self._limiter.pause(delay)
        is_last = number == self._tries
        if self._clock() + (0 if is_last else delay) >= self._deadline:
            raise DeadlineError(f"{failure.reason}, and the time is up", path=call.path, status=failure.status)
        if is_last:
            times = f", {number} times" if number > 1 else ""
            raise UnavailableError(f"{failure.reason}{times}", path=call.path, status=failure.status)
        logger.info("%s: %s, try %d of %d in %.1f s", call.path, failure.reason, number + 1, self._tries, delay)
        if failure.status != 429:
            self._sleep(delay)


def authorization(token: str) -> AuthBase:
    if not token:
        raise NotConfiguredError("TMDB_API_TOKEN is not set")
    if not CREDENTIAL.fullmatch(token):
        raise NotConfiguredError("TMDB_API_TOKEN has a character that no credential has")
    return ApiKey(token) if V3_KEY.fullmatch(token) else BearerToken(token)


def require(pattern: re.Pattern[str], value: str) -> None:
    if not pattern.fullmatch(value):
        raise RefusedError(f"not asked for, as TMDB has no such address: {value[:80]!r}")


def as_text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def backoff(number: int) -> float:
    """Seconds after the first, second, ... failed try; a part is chance, so that threads do not return at once."""
    return min(FIRST_BACKOFF * 2 ** (number - 1), MAX_BACKOFF) * random.uniform(0.5, 1)  # noqa: S311
