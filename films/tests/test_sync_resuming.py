import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.db import connection

from films.models import Credit, Film, SyncRecord, SyncRun
from films.tests.sync_command import ago, ids, in_order_of_writing, states, sync
from films.tests.tmdb_answers import cast, movie, people, picture
from films.tests.tmdb_server import TOKEN, close, hang, reply_json
from films.tmdb import sync as service

pytestmark = pytest.mark.django_db

HOLDER = """
FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND objid = %s
"""


def test_deadline_ends_cleanly_and_the_next_run_begins_with_what_was_left(tmdb):
    tmdb.lists["/movie/popular"] = [[1, 2, 3, 4, 5]]
    tmdb.add(*map(movie, range(1, 6)))
    tmdb.faults["/3/movie/3"] = hang
    started = time.monotonic()

    result = sync("--popular", "--deadline", 1)

    assert time.monotonic() - started < 3
    assert (result.code, result.error) == (1, "the time was up; the next run goes on")
    assert states() == {1: "created", 2: "created", 3: "queued", 4: "queued", 5: "queued"}
    assert result.run.counts["queued"] == 3

    del tmdb.faults["/3/movie/3"]
    result = sync("--popular", "--deadline", 60)

    assert result.code == 0
    assert ids() == {1, 2, 3, 4, 5}
    assert in_order_of_writing() == [3, 4, 5, 1, 2]


def test_deadline_during_the_pictures_leaves_them_to_the_next_run(tmdb):
    poster = "/t/p/w780/poster.jpg"
    tmdb.add(movie(1, poster_path="/poster.jpg"))
    tmdb.images[poster] = picture()
    tmdb.faults[poster] = hang

    result = sync("--ids", 1, "--posters", "--deadline", 1)

    assert (result.code, result.error) == (1, "the time was up; the next run goes on")
    assert states() == {1: "created"}

    del tmdb.faults[poster]
    assert sync("--posters").code == 0
    assert Film.objects.get().poster_source == "/poster.jpg"


def test_deadline_during_the_lists_keeps_the_window_of_changes(tmdb):
    tmdb.faults["/3/movie/changes"] = hang

    result = sync("--changes", "--deadline", 1)

    assert (result.code, result.run.changes_through) == (1, None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("when", ["while waiting", "within a query", "within a transaction"])
def test_interrupted_run_is_ended_and_the_next_one_goes_on(tmdb, when):
    def interrupt(handler):
        os.kill(os.getpid(), signal.SIGINT)
        handler.server.stopping.wait(0.2)
        close(handler)

    def interrupt_query(execute, sql, params, many, context):
        place = "within a transaction" if connection.in_atomic_block else "within a query"
        if place == when and 'ORDER BY "films_syncrecord"' in sql and not interrupted:
            interrupted.append(sql)
            threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGINT]).start()
            execute("SELECT pg_sleep(5)", (), False, context)
        return execute(sql, params, many, context)

    interrupted = []
    tmdb.add(movie(1), movie(2))
    if when == "while waiting":
        tmdb.faults["/3/movie/2"] = [interrupt]

    with connection.execute_wrapper(interrupt_query):
        result = sync("--ids", "1,2")

    assert (result.code, result.error) == (1, "interrupted; the next run goes on")
    assert result.run.exit_code == 1
    assert states().get(2) in ("queued", None)
    assert sync("--ids", "1,2").code == 0
    assert ids() == {1, 2}


def test_films_that_were_named_come_before_what_was_left(tmdb):
    SyncRecord.objects.create(tmdb_id=1, state=SyncRecord.State.QUEUED)
    tmdb.add(movie(1), movie(2))

    sync("--ids", 2)

    assert in_order_of_writing() == [2, 1]


def test_failed_film_is_tried_again_by_any_next_run(tmdb):
    tmdb.add(movie(1, title=None), movie(2))
    sync("--ids", "1,2")
    tmdb.add(movie(1))

    result = sync()

    assert result.code == 0
    assert result.said.splitlines()[-1].startswith("1 left by earlier runs, 1 added; ")
    assert sorted(tmdb.fetched()) == [1, 1, 2]
    assert list(SyncRecord.objects.filter(tmdb_id=1).values_list("state", "attempts", "reason")) == [("created", 0, "")]


def test_film_that_failed_five_times_waits_until_it_is_named(tmdb):
    tmdb.add(movie(1, title=None))
    assert [sync("--ids", 1).code, *(sync().code for _ in range(5))] == [1, 1, 1, 1, 1, 0]
    assert len(tmdb.fetched()) == 5

    tmdb.add(movie(1))

    assert sync("--ids", 1).code == 0
    assert ids() == {1}


def test_killed_run_of_other_options_is_ended_and_its_queue_worked_off(tmdb):
    killed = SyncRun.objects.create(started_at=ago(days=1), options={"popular": True, "pages": 1})
    SyncRecord.objects.create(tmdb_id=1, run=killed)
    tmdb.add(movie(1))

    assert sync("--genres").code == 0

    killed.refresh_from_db()
    assert (killed.exit_code, killed.message) == (1, "killed; a later run took over")
    assert states() == {1: "created"}


def test_killed_run_of_the_same_options_goes_on_without_planning_anew(tmdb):
    killed = SyncRun.objects.create(
        started_at=ago(hours=1), planned_at=ago(hours=1), options={"popular": True, "pages": 1}, counts={"created": 3}
    )
    SyncRecord.objects.create(tmdb_id=1, run=killed)
    tmdb.add(movie(1))

    result = sync("--popular")

    assert result.run == killed
    assert result.run.counts["created"] == 4
    assert tmdb.asked("/3/movie/popular") == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_run_that_is_killed_loses_nothing_and_repeats_nothing(tmdb, tmp_path):
    gate = threading.Event()
    tmdb.lists["/movie/popular"] = [list(range(1, 13))]
    tmdb.add(*(movie(number, credits=people(cast=[cast(number)])) for number in range(1, 13)))

    def slowly(number):
        def answer(handler):
            gate.wait(30)
            reply_json(movie(number, credits=people(cast=[cast(number)])))(handler)

        return answer

    tmdb.faults = {f"/3/movie/{number}": slowly(number) for number in range(5, 13)}
    try:
        with start_command(tmdb, "sync_tmdb", "--popular", log=tmp_path / "log") as process:
            wait_for(lambda: SyncRecord.objects.filter(state="created").count() == 4, process)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    finally:
        gate.set()
    assert ids() == {1, 2, 3, 4}
    wait_for(lambda: not is_running())
    fetched_before = len(tmdb.fetched())

    result = sync("--popular")

    assert result.code == 0
    assert ids() == set(range(1, 13))
    assert sorted(tmdb.fetched()[fetched_before:]) == list(range(5, 13))
    assert len(tmdb.asked("/3/movie/popular")) == 1
    assert Credit.objects.count() == 12
    assert set(states().values()) == {"created"}
    assert SyncRun.objects.get().exit_code == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_database_that_goes_away_ends_the_run_and_the_next_one_completes(tmdb, tmp_path):
    def cut_off(handler):
        with closing(connection.copy()) as other, other.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) {HOLDER}", [service.LOCK])
        reply_json(movie(2))(handler)

    tmdb.add(movie(1), movie(2), movie(3))
    tmdb.faults["/3/movie/2"] = [cut_off]
    log = tmp_path / "log"

    with start_command(tmdb, "sync_tmdb", "--ids", "1,2,3", log=log) as process:
        assert process.wait(30) == 2, log.read_text()

    assert "Traceback" not in log.read_text()
    assert "The database fails" in log.read_text()
    assert sync("--ids", "1,2,3").code == 0
    assert ids() == {1, 2, 3}


@contextmanager
def start_command(tmdb, *words, log):
    name = connection.settings_dict["NAME"]
    variables = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "TMDB_API_TOKEN": TOKEN,
        "TMDB_API_URL": f"{tmdb.server.url}/3",
    }
    with log.open("w") as file:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", *words],
            cwd=project.BASE_DIR,
            env={**os.environ, **variables},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(10)


def wait_for(condition, process=None):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        assert process is None or process.poll() is None
        time.sleep(0.02)


def is_running():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {HOLDER}", [service.LOCK])
        return cursor.fetchone()[0]
