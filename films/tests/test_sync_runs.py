import re
import sys
from contextlib import closing

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from films.models import Person, SyncError, SyncRecord, SyncRun
from films.tests.sync_command import ago, ids, known, states, sync
from films.tests.tmdb_answers import cast, crew, movie, people, russian
from films.tests.tmdb_server import reply_json
from films.tmdb import sync as service

pytestmark = pytest.mark.django_db

CATALOGUE = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "films_(?!sync)')


def test_second_run_with_nothing_new_writes_no_row_of_the_catalogue(tmdb):
    tmdb.lists["/movie/popular"] = [[1, 2]]
    tmdb.add(
        movie(1, credits=people(cast=[cast(7, credit_id="a", popularity=1)], crew=[crew(8)])),
        movie(2, credits=people(cast=[cast(7, credit_id="b", popularity=2)]), translations=russian("Название")),
    )
    sync("--popular")

    with CaptureQueriesContext(connection) as queries:
        result = sync("--popular")

    assert [query["sql"] for query in queries if CATALOGUE.match(query["sql"])] == []
    assert result.said.splitlines()[-1].startswith("2 planned, 2 unchanged; ")
    assert Person.objects.get(tmdb_id=7).popularity == 1


def test_row_of_a_run_and_the_summary_say_what_was_done(tmdb):
    known(2)
    tmdb.lists["/movie/popular"] = [[1, 2, 3, 4, 5]]
    tmdb.add(movie(1, credits=people(cast=[cast(1), cast(2)])), movie(2), movie(5, title=None))
    tmdb.add(movie(4, adult=True))
    before = timezone.now()

    result = sync("--popular", "--pages", 2, "--limit", 9)

    run = result.run
    assert result.code == run.exit_code == 1
    assert before <= run.started_at <= run.planned_at <= run.ended_at <= timezone.now()
    assert run.options == {"popular": True, "pages": 2, "limit": 9}
    assert sorted(run.words.split()) == ["--limit", "--pages", "--popular", "2", "9"]
    assert run.message == result.error == "some failed; the next run tries them again"
    assert {name: run.counts[name] for name in ("created", "changed", "gone", "left_out", "failed")} == dict.fromkeys(
        ("created", "changed", "gone", "left_out", "failed"), 1
    )
    begin, summary = result.said.splitlines()
    assert begin == "films: 5"
    said = "5 planned, 1 added, 1 changed, 1 gone from TMDB, 1 left out, 1 failed, 2 people added, 2 credits added"
    assert re.fullmatch(rf"{said}; \d+ s", summary)
    failure = SyncError.objects.get()
    assert (failure.run, failure.tmdb_id, failure.subject, failure.reason) == (run, 5, "film 5", "title is empty")
    assert states() == {1: "created", 2: "changed", 3: "gone", 4: "left_out", 5: "failed"}
    assert dict(SyncRecord.objects.exclude(film=None).values_list("tmdb_id", "film__tmdb_id")) == {1: 1, 2: 2}
    assert set(SyncRecord.objects.exclude(synced_at=None).values_list("tmdb_id", flat=True)) == {1, 2, 3, 4}


def test_counts_are_saved_while_the_run_goes_on(tmdb, monkeypatch):
    monkeypatch.setattr(service, "SAVE_EVERY", 1)
    tmdb.add(movie(1))

    sync("--ids", 1)

    assert SyncRun.objects.get().counts["created"] == 1


def test_nothing_to_do_is_said(tmdb):
    result = sync()

    assert (result.code, result.said) == (0, "nothing to do; 0 s\n")


def test_verbosity_0_says_nothing(tmdb):
    tmdb.add(movie(1))

    assert sync("--ids", 1, verbosity=0).said == ""
    assert ids() == {1}


def test_verbosity_0_logs_failures_alone(tmdb, caplog):
    caplog.set_level("INFO")
    known(1, 2)
    tmdb.faults["/3/movie/2"] = reply_json({"id": 2})

    sync("--ids", "1,2", verbosity=0)
    (line,) = caplog.messages
    sync("--ids", "1")

    assert line.startswith("film 2 ")
    assert "film 1: TMDB has no film 1 any more" in caplog.messages


def test_progress_is_a_bar_on_a_terminal(tmdb, monkeypatch, capsys):
    tmdb.add(movie(1))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)

    result = sync("--ids", 1, "--posters")

    assert "films:" not in result.said
    assert "films: 100%" in capsys.readouterr().err


def test_dry_run_names_the_films_and_writes_nothing(tmdb):
    known(1)
    tmdb.lists["/movie/popular"] = [[1, 2, 3]]

    with CaptureQueriesContext(connection) as queries:
        result = sync("--popular", "--ids", "9", "--limit", 2, "--dry-run")

    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []
    assert result.code == 0
    assert result.said.splitlines() == ["ids: 1 films, 1 of them new", "9", "popular: 2 films, 1 of them new", "1, 2"]
    assert not SyncRun.objects.exists()


def test_runs_of_more_than_90_days_ago_are_deleted(tmdb):
    old = SyncRun.objects.create(started_at=ago(days=92), ended_at=ago(days=91))
    young = SyncRun.objects.create(started_at=ago(days=90), ended_at=ago(days=89))
    SyncError.objects.create(run=old, subject="s", reason="r", happened_at=ago(days=91))
    SyncRecord.objects.create(tmdb_id=5, run=old, state=SyncRecord.State.CREATED)

    run = sync().run

    assert set(SyncRun.objects.all()) == {young, run}
    assert not SyncError.objects.exists()
    assert SyncRecord.objects.get().run is None


def test_no_token_is_told(tmdb, settings):
    settings.TMDB_API_TOKEN = ""

    result = sync("--popular")

    assert result.code == 2
    assert result.error == "TMDB_API_TOKEN is not set. Get a token at TMDB and set it: docs/tmdb.md."
    assert not SyncRun.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("TMDB_RATE", 0), ("TMDB_LANGUAGES", []), ("TMDB_API_URL", "nonsense"), ("TMDB_RATE", 1001)]
)
def test_settings_that_cannot_be_are_told(tmdb, settings, name, value):
    setattr(settings, name, value)

    result = sync("--ids", 1)

    assert result.code == 2
    assert result.error.startswith(name)
    assert not SyncRun.objects.exists()


def test_second_run_at_once_says_so_and_leaves_it(tmdb):
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [service.LOCK])

        result = sync("--ids", 1)

    assert result.code == 0
    assert result.said == "Another run is going on; this one leaves it to that.\n"
    assert tmdb.server.requests == []
    assert not SyncRun.objects.exists()


def test_lock_is_free_after_a_run(tmdb):
    sync()

    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [service.LOCK])
        assert cursor.fetchone()[0]
