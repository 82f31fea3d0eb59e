import datetime
import gzip
import os
import re
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
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from films import seen
from films.models import Credit, Film, Genre, Person, SyncError, SyncRecord, SyncRun, TmdbDifference
from films.services import editing
from films.tests.factories import make_film
from films.tests.sync_command import states, sync
from films.tests.tmdb_answers import cast, crew, item, json_lines, movie, people, picture, russian
from films.tests.tmdb_server import TOKEN, close, hang, reply, reply_json
from films.tmdb import sync as service
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db

TODAY = datetime.datetime.now(datetime.UTC).date()
HOLDER = """
FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND objid = %s
"""
CATALOGUE = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "films_(?!sync)')


def ago(**span):
    return timezone.now() - datetime.timedelta(**span)


def known(*tmdb_ids, days=0):
    """Films of the catalogue that were fetched so many days ago."""
    films = [make_film(tmdb_id=tmdb_id) for tmdb_id in tmdb_ids]
    for film in films:
        SyncRecord.objects.create(
            tmdb_id=film.tmdb_id, film=film, state=SyncRecord.State.UNCHANGED, synced_at=ago(days=days)
        )
    return films


def ids():
    return set(Film.objects.values_list("tmdb_id", flat=True))


def in_order_of_writing():
    return list(SyncRecord.objects.order_by("finished_at").values_list("tmdb_id", flat=True))


# Sources


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("--trending", "/trending/movie/week"),
        ("--popular", "/movie/popular"),
        ("--top-rated", "/movie/top_rated"),
        ("--now-playing", "/movie/now_playing"),
        ("--upcoming", "/movie/upcoming"),
    ],
)
def test_list_brings_its_films_from_as_many_pages_as_asked_for(tmdb, option, path):
    tmdb.add(*map(movie, range(1, 6)))
    tmdb.lists[path] = [[1, 2], [3, 2], [4]]

    assert sync(option).code == 0
    assert ids() == {1, 2}

    assert sync(option, "--pages", 2).code == 0
    assert ids() == {1, 2, 3}

    assert sync(option, "--pages", 500).code == 0
    assert ids() == {1, 2, 3, 4}
    assert len(tmdb.asked(f"/3{path}")) == 1 + 2 + 3


def test_lists_combine_and_each_film_is_fetched_once(tmdb):
    tmdb.add(*map(movie, range(1, 5)))
    tmdb.lists |= {"/movie/popular": [[1, 2], [2, 1]], "/trending/movie/week": [[2, 3]]}

    result = sync("--popular", "--trending", "--pages", 5, "--ids", "4,1")

    assert result.code == 0
    assert sorted(tmdb.fetched()) == [1, 2, 3, 4]
    assert in_order_of_writing() == [4, 1, 2, 3]
    assert result.run.counts["planned"] == 4


def test_page_501_is_never_asked_for(tmdb):
    asked = []

    def endless(handler):
        asked.append(int(handler.path.partition("&page=")[2] or handler.path.partition("?page=")[2]))
        reply_json({"results": [], "total_pages": 58_329})(handler)

    tmdb.faults["/3/movie/popular"] = endless

    assert sync("--popular", "--pages", 500).code == 0
    assert asked == list(range(1, 501))


@pytest.mark.parametrize("pages", ["0", "501", "-1", "x", "١"])
def test_pages_beyond_tmdbs_are_refused(tmdb, pages):
    assert sync("--popular", f"--pages={pages}").error.endswith("is not a whole number from 1 to 500")
    assert tmdb.server.requests == []


def test_adult_films_and_videos_of_a_list_are_passed_over(tmdb):
    tmdb.add(movie(3))
    tmdb.lists["/movie/popular"] = [[item(1, adult=True), item(2, video=True), item(3), item("x"), item(-1), {}]]

    assert sync("--popular").code == 0
    assert tmdb.fetched() == [3]


def test_region_is_asked_for_in_lists(tmdb, settings):
    settings.TMDB_REGION = "RU"
    tmdb.lists["/movie/upcoming"] = [[]]

    sync("--upcoming")

    assert tmdb.server.requests[0].query == {"region": "RU", "page": "1"}


def test_ids_name_films(tmdb):
    tmdb.add(movie(603), movie(604))

    result = sync("--ids", "603, 604")

    assert result.code == 0
    assert ids() == {603, 604}
    assert states() == {603: "created", 604: "created"}


@pytest.mark.parametrize("words", ["", "x", "0", "1,,x", "-5", "99999999999", "9" * 5000])
def test_ids_that_are_none_are_refused(tmdb, words):
    assert sync(f"--ids={words}").code == 1
    assert tmdb.server.requests == []


def test_one_request_brings_all_of_a_film(tmdb):
    tmdb.add(movie(603))

    sync("--ids", 603)

    (request,) = tmdb.server.requests
    assert request.query == {
        "language": "en-US",
        "append_to_response": "credits,keywords,videos,release_dates,external_ids,alternative_titles,translations",
    }
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


def test_changes_are_read_from_the_last_run_on_and_of_known_films_alone(tmdb):
    known(1, 2)
    SyncRun.objects.create(started_at=ago(days=2), ended_at=ago(days=2), changes_through=TODAY - datetime.timedelta(2))
    tmdb.add(movie(1), movie(2), movie(3))
    tmdb.lists[f"/movie/changes {TODAY}"] = [[{"id": 3}], [{"id": 2, "adult": False}, {"id": 2}]]

    result = sync("--changes")

    days = [
        (request.query["start_date"], request.query["end_date"], request.query["page"])
        for request in tmdb.server.requests
        if request.path == "/3/movie/changes"
    ]
    two, one, zero, next_day = (str(TODAY - datetime.timedelta(days)) for days in (2, 1, 0, -1))
    assert days == [(two, one, "1"), (one, zero, "1"), (zero, next_day, "1"), (zero, next_day, "2")]
    assert tmdb.fetched() == [2]
    assert result.run.changes_through == TODAY


@pytest.mark.parametrize(("days", "windows"), [(None, 2), (0, 1), (80, 31)])
def test_changes_go_back_a_day_at_first_and_a_month_at_most(tmdb, days, windows):
    if days is not None:
        through = TODAY - datetime.timedelta(days)
        SyncRun.objects.create(started_at=ago(days=days), ended_at=ago(days=days), changes_through=through)

    sync("--changes")

    assert len(tmdb.asked("/3/movie/changes")) == windows


def test_window_of_changes_stays_when_their_list_could_not_be_read(tmdb):
    (film,) = known(1)
    tmdb.add(movie(1))
    tmdb.faults["/3/movie/changes"] = reply(status=500)

    result = sync("--changes", "--ids", 1)

    assert result.code == 1
    assert result.run.changes_through is None
    assert SyncError.objects.get().subject == "list changes"
    film.refresh_from_db()
    assert film.title == "Title 1"


def export(*rows):
    return gzip.compress(json_lines(*rows))


def exported(tmdb_id, popularity, **overrides):
    return {"id": tmdb_id, "popularity": popularity, "adult": False, "video": False} | overrides


def test_export_brings_the_most_popular_and_asks_for_what_it_lacks(tmdb, tmp_path):
    known(7, 8)
    tmdb.add(*map(movie, range(1, 9)))
    file = tmp_path / "export.json.gz"
    rows = [exported(number, number) for number in (1, 2, 3, 4, 7)]
    file.write_bytes(export(*rows, exported(5, 99, adult=True), exported(6, 98, video=True), {"id": "x"}, [1]))

    result = sync("--export", file, "--limit", 3)

    assert result.code == 0
    assert in_order_of_writing() == [7, 4, 3, 8]


def test_latest_export_is_the_newest_there_is(tmdb):
    tmdb.add(movie(1))
    yesterday = TODAY - datetime.timedelta(1)
    tmdb.exports[f"/exports/movie_ids_{yesterday:%m_%d_%Y}.json.gz"] = export(exported(1, 1))

    assert sync("--export", "latest").code == 0
    assert tmdb.asked("/exports") == [f"/exports/movie_ids_{day:%m_%d_%Y}.json.gz" for day in (TODAY, yesterday)]
    assert ids() == {1}


def test_no_export_of_the_last_days_is_told(tmdb):
    result = sync("--export", "latest")

    assert result.code == 2
    assert SyncError.objects.get().reason == "there is no export of the last 3 days"


WHOLE = export(*(exported(number, number) for number in range(1, 200)))
BROKEN = {
    "cut short": WHOLE[:-20],
    "damaged": WHOLE[:30] + bytes(40) + WHOLE[70:],
    "not compressed": json_lines(exported(1, 1)),
    "no JSON": gzip.compress(b"<html>"),
    "no UTF-8": gzip.compress(b'{"id": 1, "popularity": 1, "x": "\xff"}'),
    "no number": gzip.compress(b'{"id": 1, "popularity": NaN}'),
    "too deep": gzip.compress(b"[" * 100_000),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_broken_export_is_refused(tmdb, tmp_path, content):
    known(1000)
    file = tmp_path / "export.json.gz"
    file.write_bytes(content)

    result = sync("--export", file)

    assert result.code == 2
    assert SyncError.objects.get().subject == "list export"
    assert "cannot be read" in SyncError.objects.get().reason
    assert tmdb.server.requests == []


def test_export_that_lacks_most_of_the_catalogue_is_refused(tmdb, tmp_path):
    Film.objects.bulk_create(Film(tmdb_id=number, title="T") for number in range(1, 151))
    file = tmp_path / "export.json.gz"
    file.write_bytes(export(exported(1, 1)))

    assert sync("--export", file).code == 2
    assert SyncError.objects.get().reason == "the export lacks 149 of the 150 films of the catalogue"


def test_missing_export_file_is_told(tmdb, tmp_path):
    assert sync("--export", tmp_path / "none.gz").code == 2
    assert SyncError.objects.get().reason.endswith("none.gz cannot be read: No such file or directory")


def test_stale_brings_what_was_not_fetched_for_so_long_the_oldest_first(tmdb):
    known(1, days=11)
    known(2, days=30)
    known(3, days=9)
    make_film(tmdb_id=4)
    make_film(tmdb_id=None)
    tmdb.add(*map(movie, range(1, 5)))

    assert sync("--stale", 10).code == 0
    assert in_order_of_writing() == [4, 2, 1, 3]
    assert sorted(tmdb.fetched()) == [1, 2, 4]


def test_stale_films_that_people_looked_at_come_first(tmdb):
    known(1, days=30)
    (second,) = known(2, days=20)
    (third,) = known(3, days=5)
    tmdb.add(*map(movie, range(1, 4)))
    seen.note_seen(second.pk)
    seen.note_seen(third.pk)

    sync("--stale", 10, "--limit", 1)

    assert tmdb.fetched() == [2]


def test_no_limit_holds_back_what_the_terms_make_urgent(tmdb):
    known(1, 2, days=151)
    (third,) = known(3, days=149)
    seen.note_seen(third.pk)
    tmdb.add(*map(movie, range(1, 4)))

    sync("--stale", 10, "--limit", 1)

    assert sorted(tmdb.fetched()) == [1, 2]


def test_limit_cuts_lists_but_no_films_that_were_named(tmdb):
    tmdb.add(*map(movie, range(1, 7)))
    tmdb.lists |= {"/movie/popular": [[1, 2, 3]], "/trending/movie/week": [[4]]}

    sync("--popular", "--trending", "--ids", "5,6", "--limit", 2)

    assert in_order_of_writing()[:2] == [5, 6]
    assert len(ids()) == 4


def test_genres_have_their_names_in_both_languages(tmdb):
    Genre.objects.filter(tmdb_id=18).update(name="Staff's", name_ru="")
    Genre.objects.filter(tmdb_id=28).update(name_ru="От редакции")
    tmdb.genres = {
        "en-US": [{"id": 18, "name": "Drama"}, {"id": 990, "name": "New Genre"}],
        "ru-RU": [{"id": 18, "name": "драма"}, {"id": 28, "name": "боевик"}, {"id": 990, "name": "новый"}],
    }

    assert sync("--genres").code == 0

    names = dict(Genre.objects.filter(tmdb_id__in=[18, 28, 990]).values_list("tmdb_id", "name_ru"))
    assert names == {18: "драма", 28: "От редакции", 990: "новый"}
    assert Genre.objects.get(tmdb_id=18).name == "Staff's"
    assert tmdb.fetched() == []


def test_languages_take_the_place_of_the_settings(tmdb):
    tmdb.add(movie(1, translations=russian("Название")))

    sync("--ids", 1, "--languages", "en")
    assert Film.objects.get().title_ru == ""

    sync("--ids", 1, "--languages", "en,ru")
    assert Film.objects.get().title_ru == "Название"
    assert [request.query["language"] for request in tmdb.server.requests] == ["en", "en"]


@pytest.mark.parametrize("words", ["", "english", "en ru", "en,", "EN"])
def test_languages_that_are_none_are_refused(tmdb, words):
    assert "is not a list of languages" in sync(f"--languages={words}").error


def test_languages_begin_with_the_main_one(tmdb):
    result = sync("--ids", 1, "--languages", "ru,en")

    assert result.code == 2
    assert "begins with the main language of TMDB_LANGUAGES, en" in result.error
    assert tmdb.asked() == []


# What a run leaves


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


# When it cannot work


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


# Going on


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


# Gone and back


def test_film_that_has_another_id_moves_there_with_all_that_members_said(tmdb):
    (film,) = known(1)
    Film.objects.filter(pk=film.pk).update(imdb_id="tt0000001")
    rating = make_user_film(film=film, rating=7)
    tmdb.add(movie(2, imdb_id="tt0000001"))
    tmdb.found["tt0000001"] = 2

    result = sync("--ids", 1)

    assert result.code == 0
    assert list(Film.objects.values_list("pk", "tmdb_id", "title", "gone_upstream_at")) == [
        (film.pk, 2, "Title 2", None)
    ]
    assert list(UserFilm.objects.all()) == [rating]
    assert states() == {1: "gone", 2: "changed"}
    assert SyncRecord.objects.get(tmdb_id=1).reason == "TMDB has it as 2 now"


def test_film_that_is_gone_is_marked_and_keeps_what_members_said_until_it_is_back(tmdb, caplog):
    (film,) = known(1)
    rating = make_user_film(film=film, rating=7)
    caplog.set_level("INFO", logger="films.tmdb")

    result = sync("--ids", 1)

    film.refresh_from_db()
    assert result.code == 0
    assert film.gone_upstream_at is not None
    assert list(TmdbDifference.objects.values_list("film", "field", "theirs")) == [(film.pk, "tmdb_id", None)]
    assert list(UserFilm.objects.all()) == [rating]
    assert "film 1: TMDB has no film 1 any more" in caplog.messages

    gone_at = film.gone_upstream_at
    sync("--ids", 1)
    film.refresh_from_db()
    assert film.gone_upstream_at == gone_at

    tmdb.add(movie(1))
    sync("--ids", 1)
    film.refresh_from_db()
    assert film.gone_upstream_at is None
    assert not TmdbDifference.objects.exists()


def test_film_whose_other_id_is_in_the_catalogue_is_for_staff_to_merge(tmdb):
    gone, _twin = known(1, 2)
    Film.objects.filter(pk=gone.pk).update(imdb_id="tt0000001")
    tmdb.found["tt0000001"] = 2

    assert sync("--ids", 1).code == 0

    assert list(TmdbDifference.objects.values_list("film", "field", "theirs")) == [(gone.pk, "tmdb_id", 2)]
    assert ids() == {1, 2}


@pytest.mark.parametrize("found", [None, 1, 2])
def test_film_that_is_found_nowhere_is_gone(tmdb, found):
    (film,) = known(1)
    Film.objects.filter(pk=film.pk).update(imdb_id="tt0000001")
    tmdb.found["tt0000001"] = found

    assert sync("--ids", 1).code == 0

    film.refresh_from_db()
    assert film.gone_upstream_at is not None
    assert film.tmdb_id == 1


def test_film_that_never_was_is_noted(tmdb):
    assert sync("--ids", 99).code == 0
    assert states() == {99: "gone"}


def test_film_gone_upstream_is_found_again_by_its_imdb_id(tmdb):
    (film,) = known(1)
    Film.objects.filter(pk=film.pk).update(imdb_id="tt0000001", gone_upstream_at=ago(days=1))
    tmdb.add(movie(2, imdb_id="tt0000001"))

    sync("--ids", 2)

    assert list(Film.objects.values_list("pk", "tmdb_id", "gone_upstream_at")) == [(film.pk, 2, None)]


def test_answer_about_another_film_is_a_bad_one(tmdb):
    (film,) = known(1)
    tmdb.faults["/3/movie/1"] = reply_json(movie(2))

    result = sync("--ids", 1)

    assert result.code == 1
    assert SyncError.objects.get().reason == "id is 2 and not 1"
    assert states() == {1: "failed"}
    assert list(Film.objects.values_list("tmdb_id", "title")) == [(1, film.title)]


def test_film_that_staff_deleted_comes_back_only_when_it_is_named(tmdb):
    tmdb.lists["/movie/popular"] = [[1]]
    tmdb.add(movie(1))
    sync("--popular")
    editing.delete_films(films=Film.objects.all())

    sync("--popular")
    assert ids() == set()
    assert tmdb.fetched() == [1]
    assert list(SyncRecord.objects.values_list("state", "reason", "unwanted")) == [
        ("left_out", "staff deleted it", True)
    ]

    sync("--ids", 1)
    assert ids() == {1}
    assert not SyncRecord.objects.get().unwanted


def test_status_that_the_site_does_not_know_is_unknown(tmdb):
    tmdb.add(movie(1, status="Post Production"))
    sync("--ids", 1)
    tmdb.add(movie(1, status="Shelved"))

    assert sync("--ids", 1).code == 0
    assert Film.objects.get().status == Film.Status.POST_PRODUCTION


def test_film_cannot_be_fetched_without_a_network(tmdb, settings):
    settings.TMDB_API_URL = "http://127.0.0.1:9/3"

    result = sync("--ids", 1)

    assert result.code == 2
    assert result.error == "TMDB cannot be reached; the next run goes on"
    assert states() == {1: "failed"}
