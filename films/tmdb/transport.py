"""The session that requests go through. It follows no redirect, keeps no cookie, and can end any request in time.

The environment counts for proxies and certificates (HTTPS_PROXY, NO_PROXY, REQUESTS_CA_BUNDLE), as owners expect, but a
netrc file does not: every request names its own authorization, which takes its place.
"""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPResponse
from http.cookiejar import DefaultCookiePolicy
from math import inf
from socket import SocketIO, socket
from typing import Any, cast

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from films.tmdb.limits import MAX_IN_FLIGHT

USER_AGENT = "FilmTracker (self-hosted film community)"

request_deadline: ContextVar[float] = ContextVar("request_deadline", default=inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Whatever this thread reads within the block times out `seconds` from now."""
    token = request_deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        request_deadline.reset(token)


class NoCredential(AuthBase):
    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        return request


class BearerToken(AuthBase):
    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class ApiKey(AuthBase):
    """Added where the request is prepared, so that no address of ours holds the key."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.prepare_url(request.url or "", {"api_key": self._key})
        return request


class TimedReader(io.RawIOBase):
    """A socket's own timeout begins anew with every byte, so a server that drips would hold the reader for ever."""

    def __init__(self, raw: SocketIO, connection: socket) -> None:
        self._raw = raw
        self._connection = connection
        self._read_timeout = connection.gettimeout() or inf

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = request_deadline.get() - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        timeout = min(left, self._read_timeout)
        self._connection.settimeout(None if timeout == inf else timeout)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class TimedResponse(HTTPResponse):
    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = cast(SocketIO, self.fp.detach())
        self.fp = io.BufferedReader(TimedReader(raw, sock))


class TimedHTTPConnection(HTTPConnection):
    response_class = TimedResponse


class TimedHTTPSConnection(HTTPSConnection):
    response_class = TimedResponse


class TimedHTTPPool(HTTPConnectionPool):
    ConnectionCls = TimedHTTPConnection


class TimedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = TimedHTTPSConnection


class TimedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        use_timed_pools(self.poolmanager)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        return use_timed_pools(super().proxy_manager_for(*args, **kwargs))


def use_timed_pools(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {"http": TimedHTTPPool, "https": TimedHTTPSPool}
    return manager


class TmdbSession(Session):
    def __init__(self) -> None:
        super().__init__()
        self.headers["User-Agent"] = USER_AGENT
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = TimedAdapter(pool_maxsize=MAX_IN_FLIGHT)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def get_redirect_target(self, resp: Response) -> None:
        """None, always. Even with allow_redirects=False a target would make requests read the whole body."""
        return
