import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connection

from accounts.tests.pictures import SVG, draw, encode, stored
from films.models import Film, SyncError, SyncRecord
from films.tests.factories import make_film
from films.tests.sync_command import contents, states, sync
from films.tests.tmdb_answers import cast, error, movie, people, picture
from films.tests.tmdb_server import TOKEN, close, drip, hang, reply, reply_json, send_raw, send_zeros
from films.tmdb import client, store
from films.tmdb import sync as service

pytestmark = pytest.mark.django_db

POSTER = "/t/p/w780/poster.jpg"
DEADLINE = 20


@pytest.fixture
def impatient(monkeypatch):
    """For what never ends by itself; elsewhere a busy machine may take its time."""
    monkeypatch.setattr(client, "SECONDS", 0.7)


@pytest.fixture
def catalogue(tmdb):
    """Film 2 is in the catalogue and about to be renewed between two new ones."""
    tmdb.add(*(movie(number, credits=people(cast=[cast(number)])) for number in (1, 2, 3)))
    return make_film(tmdb_id=2, title="Known", cast=["Somebody"])


def meet(tmdb, film, answer, *, reason, code=1, path="/3/movie/2", deadline=DEADLINE, caplog):
    """Sync while `path` answers so: the film stays as it was, the log names it, and the next run is complete."""
    before, tmdb.faults[path] = contents(film), answer
    started = time.monotonic()

    result = sync("--ids", "1,2,3", "--deadline", deadline)

    assert time.monotonic() - started < deadline + 5
    assert result.code == code
    lines = [*caplog.messages, result.error]
    (line,) = [line for line in lines if re.search(reason, line)]
    assert re.search(r"film 2\b|/movie/2\b", line)
    assert "Traceback" not in caplog.text
    assert TOKEN not in caplog.text
    assert contents(film) == before
    del tmdb.faults[path]
    assert_next_run_is_complete(film)
    return result


def assert_next_run_is_complete(film):
    result = sync("--ids", "1,2,3")

    film.refresh_from_db()
    assert result.code == 0
    assert dict(Film.objects.values_list("tmdb_id", "title")) == {1: "Title 1", 2: "Title 2", 3: "Title 3"}
    assert list(film.credits.values_list("credit_id", "person__name")) == [("cr2", "Person 2")]
    assert not {"queued", "failed"} & set(states().values())


def test_401_ends_the_run_and_marks_no_film(tmdb, catalogue, caplog):
    result = meet(tmdb, catalogue, error(401, 7, "Invalid key."), code=2, reason="401 Unauthorized", caplog=caplog)

    assert result.error == "/movie/2: 401 Unauthorized: Invalid key."
    assert not SyncError.objects.exists()


def test_401_to_everything_is_told_at_the_first_list(tmdb):
    tmdb.faults["/3/movie/popular"] = error(401, 7)

    assert sync("--popular").code == 2


def test_404_marks_the_film(tmdb, catalogue, caplog):
    caplog.set_level("INFO", logger="films.tmdb")
    tmdb.faults["/3/movie/2"] = error(404)

    result = sync("--ids", "1,2,3")

    catalogue.refresh_from_db()
    assert result.code == 0
    assert "film 2: TMDB has no film 2 any more" in caplog.messages
    assert (catalogue.title, catalogue.gone_upstream_at is None) == ("Known", False)
    del tmdb.faults["/3/movie/2"]
    assert_next_run_is_complete(catalogue)


def in_seconds(seconds):
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("headers", [{"Retry_After": "1"}, {"Retry_After": in_seconds(1)}, {}])
def test_429_is_waited_for(tmdb, catalogue, headers):
    tmdb.faults["/3/movie/2"] = [reply(status=429, **headers)]

    assert_next_run_is_complete(catalogue)
    assert tmdb.fetched().count(2) == 2


@pytest.mark.parametrize("headers", [{"Retry_After": "3600"}, {"Retry_After": in_seconds(3600)}])
def test_429_that_lasts_longer_than_the_run_ends_it(tmdb, catalogue, caplog, headers):
    answer = reply(status=429, **headers)

    meet(tmdb, catalogue, answer, reason="429 Too Many Requests, and the time is up", deadline=1, caplog=caplog)


def test_429_that_does_not_end_fails_the_film(tmdb, catalogue, caplog):
    meet(tmdb, catalogue, reply(status=429), reason="429 Too Many Requests, 4 times", caplog=caplog)


@pytest.mark.parametrize(("status", "reason"), [(500, "500 Internal Server Error"), (503, "503 Service Unavailable")])
def test_server_error_fails_the_film(tmdb, catalogue, caplog, status, reason):
    meet(tmdb, catalogue, reply(b"<html>", status=status), reason=f"{reason}, 4 times", caplog=caplog)

    assert tmdb.fetched().count(2) == 5


def test_hang_fails_the_film(tmdb, catalogue, impatient, caplog):
    meet(tmdb, catalogue, hang, reason="no answer in time, 4 times", caplog=caplog)


def test_hang_beyond_the_deadline_ends_the_run(tmdb, catalogue, caplog):

    meet(tmdb, catalogue, hang, reason="no answer in time, and the time is up", deadline=1, caplog=caplog)


def test_slow_drip_fails_the_film(tmdb, catalogue, impatient, caplog):
    meet(tmdb, catalogue, drip(), reason="no whole answer in time, 4 times", caplog=caplog)


@pytest.mark.parametrize("answer", [close, send_raw(b"\x00\xff" * 50), send_raw(b"HTTP/1.1 200 OK\r\nContent-Le")])
def test_closed_connection_fails_the_film(tmdb, catalogue, caplog, answer):
    meet(tmdb, catalogue, answer, reason=", 4 times", caplog=caplog)


@pytest.mark.parametrize("body", [b'{"id": 2, "title": "Ti', b"<html>Sorry</html>", b"", b"[]", b"null", b"\xff\xfe"])
def test_body_that_is_no_object_fails_the_film(tmdb, catalogue, caplog, body):
    meet(tmdb, catalogue, reply(body), reason="the body is not a JSON object, 4 times", caplog=caplog)


def test_body_that_breaks_off_fails_the_film(tmdb, catalogue, caplog):
    meet(tmdb, catalogue, reply(b'{"id": 2}', length=500), reason=", 4 times", caplog=caplog)


@pytest.mark.parametrize("key", sorted(set(movie()) - {"homepage"}))
def test_wrong_type_fails_the_film(tmdb, catalogue, caplog, key):
    meet(tmdb, catalogue, reply_json(movie(2) | {key: [3]}), reason=f": {key} is a list and not ", caplog=caplog)

    assert tmdb.fetched().count(2) == 2


def test_null_title_fails_the_film(tmdb, catalogue, caplog):
    meet(tmdb, catalogue, reply_json(movie(2, title=None)), reason="title is empty", caplog=caplog)


def test_refused_page_fails_the_list_and_nothing_else(tmdb, catalogue, caplog):
    tmdb.faults["/3/movie/popular"] = reply_json({"errors": ["page must be less than or equal to 500"]}, status=422)

    result = sync("--popular", "--ids", "1,2,3")

    assert result.code == 1
    assert "list popular: /movie/popular: 422 Unprocessable Entity: page must be less than or equal to 500" in (
        caplog.messages
    )
    assert_next_run_is_complete(catalogue)


@pytest.mark.parametrize(
    "body", [{"results": {}, "total_pages": 1}, {"results": []}, {"results": [], "total_pages": "x"}, {}]
)
def test_list_that_is_none_fails(tmdb, caplog, body):
    tmdb.faults["/3/trending/movie/week"] = reply_json(body)

    result = sync("--trending")

    assert (result.code, result.error) == (2, "TMDB gave no list of films")
    assert any(message.startswith("list trending: /trending/movie/week: page 1 has no") for message in caplog.messages)


def test_genres_that_fail_leave_the_films_to_go_on(tmdb, catalogue, caplog):
    tmdb.faults["/3/genre/movie/list"] = reply(status=500)

    assert sync("--genres", "--ids", "1,2,3").code == 1
    assert any(message.startswith("list of genres: ") for message in caplog.messages)
    del tmdb.faults["/3/genre/movie/list"]
    assert_next_run_is_complete(catalogue)


@pytest.mark.parametrize(("good", "code"), [(0, 2), (1, 1)])
def test_tmdb_that_is_down_is_not_asked_on(tmdb, caplog, good, code):
    count = service.FAILURES_THAT_END + 40
    tmdb.add(*map(movie, range(1, good + 1)))
    tmdb.faults = {f"/3/movie/{number}": reply(status=503) for number in range(good + 1, count)}

    result = sync("--ids", ",".join(map(str, range(1, count))))

    assert (result.code, result.error) == (code, "TMDB failed 10 times in a row; the next run goes on")
    assert len(set(tmdb.fetched())) < count - 1
    assert list(states().values()).count("failed") == 10

    tmdb.faults = {}
    tmdb.add(*map(movie, range(1, count)))
    assert sync().code == 0
    assert Film.objects.count() == count - 1


def test_no_network_is_told(tmdb, settings):
    settings.TMDB_API_URL = "http://127.0.0.1:9/3"

    assert sync("--popular").code == 2
    assert "the connection fails, 4 times" in SyncError.objects.get().reason


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(10)", "canceling statement due to statement timeout"),
        ("SELECT to_tsvector(string_agg(n::text, ' ')) FROM generate_series(1, 200000) AS n", "string is too long"),
    ],
)
def test_film_that_the_database_refuses_fails_alone(tmdb, catalogue, caplog, monkeypatch, statement, reason):
    write, statements = store.write_figures, [statement]

    def write_or_fail(film, values):
        if film.tmdb_id == 2 and statements:
            connection.cursor().execute(statements.pop())
        return write(film, values)

    monkeypatch.setattr(store, "write_figures", write_or_fail)
    result = sync("--ids", "1,2,3")

    assert result.code == 1
    assert states() == {1: "created", 2: "failed", 3: "created"}
    assert reason in SyncRecord.objects.get(tmdb_id=2).reason
    assert_next_run_is_complete(catalogue)


def test_title_of_two_lines_forges_no_line_of_the_log(tmdb, catalogue, caplog):
    Film.objects.update(title="Known\r\n2026-01-01 ERROR forged")
    tmdb.faults["/3/movie/2"] = reply_json(movie(2, title=None))

    sync("--ids", 2)

    (line,) = [message for message in caplog.messages if "film 2" in message]
    assert line == "film 2 (Known 2026-01-01 ERROR forged (2000)): title is empty"
    assert "\n" not in SyncError.objects.get().subject


# Pictures


def meet_picture(tmdb, film, settings, answer, *, reason, caplog):
    tmdb.add(movie(2, poster_path="/poster.jpg", credits=people(cast=[cast(2)])))
    tmdb.images[POSTER] = picture()
    tmdb.faults[POSTER] = answer
    started = time.monotonic()

    result = sync("--ids", "1,2,3", "--posters", "--deadline", DEADLINE)

    assert time.monotonic() - started < DEADLINE + 5
    assert result.code == 1
    (line,) = [message for message in caplog.messages if message.startswith("poster of film 2 (Title 2): ")]
    assert re.search(reason, line)
    assert "Traceback" not in caplog.text
    film.refresh_from_db()
    assert (film.title, film.poster.name) == ("Title 2", "")
    assert stored(settings.MEDIA_ROOT) == []
    del tmdb.faults[POSTER]
    assert sync("--ids", "1,2,3", "--posters").code == 0
    film.refresh_from_db()
    assert film.poster.name in stored(settings.MEDIA_ROOT)


NO_PICTURES = {
    "page": (b"<html>Sorry</html>", "image_format"),
    "SVG": (SVG, "image_format"),
    "GIF": (encode(draw(), "GIF"), "image_format"),
    "truncated": (picture()[:-200], "image_truncated"),
    "empty": (b"", "image_format"),
    "huge": (encode(draw((10_001, 1)), "PNG"), "image_dimensions"),
    "with a page behind": (picture() + b"<html>", "image_foreign_content"),
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_image_that_is_none_is_refused(tmdb, catalogue, settings, caplog, kind):
    content, reason = NO_PICTURES[kind]

    meet_picture(tmdb, catalogue, settings, reply(content, Content_Type="image/jpeg"), reason=reason, caplog=caplog)


@pytest.mark.parametrize("chunked", [False, True])
def test_image_of_100_mb_is_read_no_further_than_10(tmdb, catalogue, settings, caplog, chunked):
    answer = send_zeros(100 * 1024 * 1024, chunked=chunked)

    meet_picture(tmdb, catalogue, settings, answer, reason="more than 10,485,760 bytes", caplog=caplog)

    assert tmdb.server.bytes_sent < 20 * 1024 * 1024


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_image_that_is_elsewhere_is_not_followed(tmdb, catalogue, settings, caplog, status):
    target = f"{tmdb.server.url}/secret"
    answer = reply(status=status, Location=target)

    meet_picture(tmdb, catalogue, settings, answer, reason="a redirect, not followed", caplog=caplog)

    assert tmdb.asked("/secret") == []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(reply(status=500), "500 .*, 4 times"), (hang, "no answer in time"), (drip(), "no whole answer")],
)
def test_image_host_that_fails(tmdb, catalogue, impatient, settings, caplog, answer, reason):
    meet_picture(tmdb, catalogue, settings, answer, reason=reason, caplog=caplog)
