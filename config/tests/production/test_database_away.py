"""What visitors are told while the database is away, and how soon the site is back."""

import contextlib
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from config.tests.production.site import HOST, Site
from films.tests.factories import make_film

AT_MOST = 4.0  # seconds that a page may take to say so
BACK_WITHIN = 5.0


def assert_says_so(answer, *, within=AT_MOST):
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.headers.get_all("Set-Cookie")
    assert answer.seconds < within


@pytest.mark.parametrize("fault", ["silence", "cut"])
def test_database_that_is_away_is_a_503_and_the_site_comes_back(site, wire, fault):
    make_film(title="Stalker")
    assert b"Stalker" in site.ask("/films/").content

    getattr(wire, fault)()
    first, second = site.ask("/films/"), site.ask("/ru/films/", headers={"Cookie": f"__Host-sessionid={'x' * 32}"})
    api = site.ask("/api/v1/films/")
    live, ready = site.ask("/healthz"), site.ask("/readyz")
    about = site.ask("/about/")
    wire.mend()

    assert site.answer_within(BACK_WITHIN, 200, "/films/")
    assert_says_so(first)
    assert b"We are not here just now" in first.content
    assert_says_so(second)
    assert_says_so(api)
    assert json.loads(api.content)["error"]["code"] == "unavailable"
    assert live.status == about.status == 200
    assert ready.status == 503
    assert json.loads(ready.content)["checks"]["database"] == "away"
    assert ready.seconds < AT_MOST


def test_visitors_during_an_outage_do_not_wait_for_one_another(site, wire):
    site.ask("/films/")
    wire.silence()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(site.ask("/films/"))) for _number in range(12)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wire.mend()

    assert len(answers) == 12
    for answer in answers:
        assert_says_so(answer)


def test_errors_of_an_outage_are_logged_with_the_request(site, wire):
    wire.cut()

    site.ask("/films/", headers={"X-Request-ID": "request-of-the-proxy"})

    lines = [line for line in site.logged() if line["request_id"] == "request-of-the-proxy"]
    (line,) = [line for line in lines if line["logger"] == "django.request"]
    assert line["level"] == "ERROR"
    assert line["status_code"] == 503
    assert "OperationalError" in line["exc_info"]
    assert HOST not in line["message"]


@pytest.fixture
def locked_films(wire):
    """Films that pages wait for, until what this gives is called."""
    make_film()
    with contextlib.closing(psycopg.connect(connection.connection.info.dsn)) as other:
        other.execute("LOCK TABLE films_film IN ACCESS EXCLUSIVE MODE")
        yield other.rollback


def wait_for_a_waiting_statement():
    with connection.cursor() as cursor:
        for _attempt in range(100):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


def test_statement_that_runs_when_the_database_falls_silent_is_given_up(site, wire, locked_films):
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(site.ask, "/films/")
        wait_for_a_waiting_statement()
        silent_at = time.monotonic()
        wire.silence()
        answer = asked.result()
        waited = time.monotonic() - silent_at
    locked_films()
    wire.mend()

    assert_says_so(answer, within=30)
    assert waited < AT_MOST
    assert site.answer_within(BACK_WITHIN, 200, "/films/")


def test_statement_of_a_server_that_is_only_slow_is_waited_for(site, locked_films):
    release = threading.Timer(3.5, locked_films)
    release.start()

    answer = site.ask("/films/")

    release.join()
    assert answer.status == 200
    assert answer.seconds > 3


def test_page_that_gets_no_connection_says_so_and_the_next_one_is_served(wire, tmp_path, locked_films):
    with Site(tmp_path, wire.port, DATABASE_POOL_SIZE="1") as site, ThreadPoolExecutor() as pool:
        first = pool.submit(site.ask, "/films/")
        wait_for_a_waiting_statement()
        second = site.ask("/films/")
        locked_films()

        assert first.result().status == 200
        assert_says_so(second)
        assert site.answer_within(BACK_WITHIN, 200, "/films/")
