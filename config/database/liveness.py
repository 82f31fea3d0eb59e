"""Noticing that the database is away, in the time that a page may take: see "Outages" in docs/architecture.md."""

import select
import socket
import struct
import threading
from collections.abc import Generator
from time import monotonic
from typing import Any

import psycopg

SILENCE = 2.0  # seconds without a byte, after which the server is asked whether it lives
ANSWER = 1.0  # seconds that it has for the answer
PAUSE = 1.0  # seconds after an outage was noticed in which nobody tries again
TRIAL = 4.0  # seconds that the one who tries has, while the others are refused
SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # every PostgreSQL and PgBouncer answers it with one letter


class Outage:
    """What one process knows of the database being away. While it is, one request at a time tries."""

    def __init__(self) -> None:
        self.retry_at = 0.0
        self.lock = threading.Lock()

    def check(self) -> None:
        """Raise OperationalError at once while the database is known to be away."""
        if not self.retry_at:
            return
        with self.lock:
            now = monotonic()
            if now < self.retry_at:
                raise psycopg.OperationalError("the database was away a moment ago")
            self.retry_at = now + TRIAL

    def begin(self) -> None:
        with self.lock:
            self.retry_at = monotonic() + PAUSE

    def end(self) -> None:
        if self.retry_at:
            with self.lock:
                self.retry_at = 0.0


outage = Outage()


class WatchedConnection(psycopg.Connection[Any]):
    """Gives a silent server up within three seconds, and waits for one that is only slow."""

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        return super().wait(watch(gen, self), *args, **kwargs)


def watch(steps: Generator[Any, Any, Any], connection: WatchedConnection) -> Generator[Any, Any, Any]:
    """The same steps; psycopg sends 0 every tenth of a second in which nothing came."""
    heard_at = monotonic()
    try:
        awaited = next(steps)
        while True:
            ready = yield awaited
            if ready:
                heard_at = monotonic()
            elif monotonic() - heard_at > SILENCE:
                if not is_alive(connection):
                    give_up(connection)
                heard_at = monotonic()
            awaited = steps.send(ready)
    except StopIteration as end:
        outage.end()
        return end.value


def is_alive(connection: WatchedConnection) -> bool:
    try:
        with connect(connection.info) as channel:
            channel.sendall(SSL_REQUEST)
            return channel.recv(1) != b""
    except OSError:
        return False


def connect(info: psycopg.ConnectionInfo) -> socket.socket:
    if not info.host.startswith("/"):
        return socket.create_connection((info.hostaddr, info.port), timeout=ANSWER)
    channel = socket.socket(socket.AF_UNIX)
    channel.settimeout(ANSWER)
    channel.connect(f"{info.host}/.s.PGSQL.{info.port}")
    return channel


def give_up(connection: WatchedConnection) -> None:
    outage.begin()
    connection.close()
    raise psycopg.OperationalError("the database does not answer")


def is_readable(connection: psycopg.Connection[Any]) -> bool:
    """Whether something came on an idle connection: mostly that the server closed it."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
