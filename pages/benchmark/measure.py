"""Sends the requests of a row and reads what they cost."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle

import psutil
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.benchmark.rows import Ask, Row
from pages.benchmark.servers import HOST, cpu_seconds

CONNECTIONS = 4
TURNS = 10


class Browser:
    """Keeps a few connections open, as a proxy does, and says that the outside is https."""

    def __init__(self, port: int, session: str) -> None:
        self.connections = cycle([HTTPConnection(HOST, port, timeout=30) for _connection in range(CONNECTIONS)])
        token = secrets.token_hex(16)
        self.headers = {"X-Forwarded-Proto": "https", "Referer": f"https://{HOST}:{port}/"}
        self.posted = {"X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded"}
        self.cookies = {
            False: {},
            True: {
                "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}",
            },
        }

    def send(self, row: Row, ask: Ask) -> bytes:
        http = next(self.connections)
        headers = self.headers | self.cookies[row.member] | row.headers | (self.posted if ask.body else {})
        http.request("POST" if ask.body else "GET", ask.path, ask.body or None, headers)
        response = http.getresponse()
        content = response.read()
        if response.status != row.status:
            raise CommandError(f"{row.name}: {ask.path} answered {response.status}, not {row.status}.")
        return content


@dataclass(slots=True)
class Cost:
    """CPU seconds and bytes of some requests."""

    site: float = 0
    database: float = 0
    size: int = 0
    requests: int = 0

    @property
    def each(self) -> float:
        return (self.site + self.database) / self.requests


@dataclass(frozen=True, slots=True)
class Meter:
    browser: Browser
    site: psutil.Process
    database: psutil.Process

    def measure(self, row: Row, times: int, cost: Cost) -> None:
        site, database = cpu_seconds(self.site), cpu_seconds(self.database)
        cost.size += sum(len(self.browser.send(row, next(row.asks))) for _time in range(times))
        cost.site += cpu_seconds(self.site) - site
        cost.database += cpu_seconds(self.database) - database
        cost.requests += times

    def compare(self, row: Row, unit: Row) -> tuple[Cost, Cost]:
        """What the requests of both cost: in small turns, because what else the machine does changes all the time."""
        costs = Cost(), Cost()
        for _turn in range(TURNS):
            self.measure(unit, unit.times // TURNS, costs[1])
            self.measure(row, row.times // TURNS, costs[0])
        return costs


def count_queries(row: Row, session: str) -> int:
    """Of a request in this process, sent twice, because the first fills the caches."""
    client = Client(headers=row.headers)
    if row.member:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    ask = next(row.asks)
    send: Callable[..., object] = client.post if ask.body else client.get
    data = {"data": ask.body, "content_type": "application/x-www-form-urlencoded"} if ask.body else {}
    send(ask.path, secure=True, headers={"host": HOST}, **data)
    with CaptureQueriesContext(connection) as queries:
        send(ask.path, secure=True, headers={"host": HOST}, **data)
    return len([query for query in queries if query["sql"] not in {"BEGIN", "COMMIT"}])
