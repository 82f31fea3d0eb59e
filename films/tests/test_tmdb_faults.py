import gzip
import logging
import re
import time
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from films.tests.tmdb_server import (
    KEY,
    FakeClock,
    close,
    connect,
    drip,
    hang,
    reply,
    reply_json,
    send_raw,
    send_zeros,
    serve,
)
from films.tmdb.exceptions import DeadlineError, NotFoundError, RefusedError, UnauthorizedError, UnavailableError

INVALID_KEY = {
    "status_code": 7,
    "status_message": "Invalid API key: You must be granted a valid key.",
    "success": False,
}


def get_error(*answers, call=lambda client: client.get("/movie/603", language="en-US"), **options):
    """What a client raises that meets these answers; with how many requests, after how many seconds of sleep."""
    clock = FakeClock()
    with (
        serve(*answers) as server,
        connect(server, clock=clock, **options) as client,
        pytest.raises(UnavailableError) as caught,
    ):
        call(client)
    return caught.value, len(server.requests), clock.now


def recover(*answers):
    """Get a film from a server that answers so before it answers well; how long the client slept."""
    clock = FakeClock()
    with serve(*answers, reply_json({"id": 603})) as server, connect(server, clock=clock) as client:
        assert client.get("/movie/603") == {"id": 603}

    assert len(server.requests) == len(answers) + 1
    return clock.now


def get_image(client):
    return client.image("/poster.jpg", size="w342")


@pytest.mark.parametrize("status", [401, 403])
def test_unauthorized_ends_at_once(status):
    with (
        serve(reply_json(INVALID_KEY, status=status)) as server,
        connect(server) as client,
        pytest.raises(UnauthorizedError, match="Invalid API key") as caught,
    ):
        client.get("/movie/603", language="en-US")

    assert str(caught.value).startswith(f"/movie/603: {status} ")
    assert len(server.requests) == 1


def test_not_found_ends_at_once():
    with (
        serve(reply_json({"status_code": 34}, status=404)) as server,
        connect(server) as client,
        pytest.raises(NotFoundError) as caught,
    ):
        client.get("/movie/603", language="en-US")

    assert str(caught.value) == "/movie/603: 404 Not Found"
    assert len(server.requests) == 1


def test_our_own_mistake_is_refused_with_its_reason():
    answer = {"errors": ["query must be provided"]}
    with (
        serve(reply_json(answer, status=422)) as server,
        connect(server) as client,
        pytest.raises(RefusedError) as caught,
    ):
        client.get("/search/movie", query="")

    assert re.fullmatch(r"/search/movie: 422 [\w ]+: query must be provided", str(caught.value))
    assert caught.value.status == 422
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b"\xff", b'{"errors": [{}]}', b'{"status_message": 3}', b"[" * 9999]
)
def test_refusal_with_any_body_is_told_by_its_status(body):
    with serve(reply(body, status=400)) as server, connect(server) as client, pytest.raises(RefusedError) as caught:
        client.get("/movie/603")

    assert str(caught.value) == "/movie/603: 400 Bad Request"


def test_message_of_tmdb_becomes_one_short_line_without_credential():
    message = f"a\r\nb\x1b[2J {KEY} " + "long " * 100
    with (
        serve(reply_json({"status_message": message}, status=400)) as server,
        connect(server, token=KEY) as client,
        pytest.raises(RefusedError) as caught,
    ):
        client.get("/movie/603")

    assert str(caught.value).startswith("/movie/603: 400 Bad Request: a b [2J *** long long")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_too_many_requests_with_seconds_waits_for_them():
    assert 7 <= recover(reply(status=429, Retry_After="7")) < 7.5


def test_too_many_requests_with_a_date_waits_until_then():
    moment = datetime.now(UTC) + timedelta(seconds=20)

    assert 18 <= recover(reply(status=429, Retry_After=format_datetime(moment, usegmt=True))) < 21


def test_too_many_requests_without_header_backs_off():
    assert 0.25 <= recover(reply(status=429)) < 1


@pytest.mark.parametrize("value", ["soon", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "Mon, 01 Jan 99999999999 0:0:0", "0"])
def test_too_many_requests_with_a_time_of_no_use_backs_off(value):
    assert 0.25 <= recover(reply(status=429, Retry_After=value)) < 1


@pytest.mark.parametrize("value", ["86400", "9" * 400, "Fri, 01 Jan 2999 00:00:00 GMT"])
def test_time_to_wait_is_capped_at_a_minute(value):
    assert 60 <= recover(reply(status=503, Retry_After=value)) < 61


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
def test_server_error_is_tried_four_times_with_growing_pauses(status):
    error, requests, slept = get_error(reply(b"<html>", status=status))

    assert str(error).startswith(f"/movie/603: {status} ")
    assert str(error).endswith(", 4 times")
    assert error.status == status
    assert requests == 4
    assert 0.25 + 0.5 + 1 <= slept < 0.5 + 1 + 2 + 0.2


def test_server_error_once_is_got_over(caplog):
    caplog.set_level(logging.INFO, logger="films.tmdb")

    recover(reply(status=500))

    assert [record.getMessage()[:55] for record in caplog.records if record.name == "films.tmdb"] == [
        "/movie/603: 500 Internal Server Error, try 2 of 4 in 0."
    ]


def test_pause_between_tries_has_an_upper_bound():
    _error, requests, slept = get_error(reply(status=500), tries=12)

    assert requests == 12
    assert slept < 5 * 20 + 0.5 * 2**6 + 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (close, "the connection fails"),
        (send_raw(b"not HTTP at all\r\n\r\n"), "the connection fails"),
        (reply(b'{"id": 6', length=500), "the body breaks off"),
        (send_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"), "the body breaks off"),
        (send_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"), "the body breaks off"),
        (reply(b'{"id": 6'), "the body is not a JSON object"),
        (reply(b"<html></html>", Content_Type="text/html"), "the body is not a JSON object"),
        (reply(b""), "the body is not a JSON object"),
        (reply(b'[{"id": 603}]'), "the body is not a JSON object"),
        (reply(b'{"id": NaN}'), "the body is not a JSON object"),
        (reply(b'{"id": "\xff"}'), "the body is not a JSON object"),
        (reply(b'{"a":' * 100_000), "the body is not a JSON object"),
        (reply(b'{"id": ' + b"9" * 5000 + b"}"), "the body is not a JSON object"),
        (reply(b'{"id": 603}', Content_Encoding="gzip"), "the body cannot be decompressed"),
        (reply(gzip.compress(b'{"id": 603}')[:-12], Content_Encoding="gzip"), "the body is not a JSON object"),
        (reply(b"{}", status=204, length=0), "204 No Content"),
        (reply(b"{}", status=999), "999"),
    ],
    ids=[
        "closed connection",
        "no HTTP",
        "truncated",
        "truncated chunk",
        "broken chunk",
        "truncated JSON",
        "HTML",
        "empty",
        "JSON list",
        "NaN",
        "no UTF-8",
        "deep JSON",
        "long number",
        "wrong gzip",
        "truncated gzip",
        "no content",
        "unknown status",
    ],
)
def test_broken_answer_is_tried_again(answer, reason):
    recover(answer, answer)

    error, requests, _slept = get_error(answer)
    assert str(error) == f"/movie/603: {reason}, 4 times"
    assert requests == 4


def test_gzip_is_understood():
    with serve(reply(gzip.compress(b'{"id": 603}'), Content_Encoding="gzip")) as server, connect(server) as client:
        assert client.get("/movie/603") == {"id": 603}

    assert server.requests[0].headers["Accept-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "answer",
    [
        hang,
        drip(),
        drip(start=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        drip(start=b"HTTP/1.1 200 OK\r\nX-Long: "),
        drip(start=b"HTTP/1.1 "),
        drip(start=b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n"),
    ],
    ids=["hang", "dripped body", "dripped chunk", "dripped header", "dripped status", "dripped error"],
)
@pytest.mark.parametrize("call", [lambda client: client.get("/movie/603"), get_image], ids=["get", "image"])
def test_answer_that_does_not_end_ends_in_time(answer, call):
    started = time.monotonic()

    with serve(answer) as server, connect(server, seconds=0.15, tries=1) as client:
        with pytest.raises((UnavailableError, NotFoundError)):
            call(client)
        seconds = time.monotonic() - started
    assert 0.1 < seconds < 2


def test_timeout_is_tried_again():
    error, requests, _slept = get_error(hang, seconds=0.05)

    assert str(error) == "/movie/603: no answer in time, 4 times"
    assert requests == 4


@pytest.mark.parametrize("call", [lambda client: client.get("/movie/603"), get_image], ids=["get", "image"])
def test_redirect_is_not_followed(call):
    with serve(reply_json({"id": 1})) as elsewhere:
        answer = reply(status=302, Location=f"{elsewhere.url}/3/movie/1")
        error, requests, _slept = get_error(answer, call=call)

    assert str(error).endswith(": 302 Found, a redirect, not followed")
    assert requests == 1
    assert elsewhere.requests == []


def test_body_of_a_redirect_is_not_read():
    with (
        serve(send_zeros(100_000_000, status=301, Location="/3/movie/1")) as server,
        connect(server) as client,
        pytest.raises(UnavailableError),
    ):
        client.get("/movie/603")

    assert server.bytes_sent < 30_000_000


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("call", [lambda client: client.get("/movie/603"), get_image], ids=["get", "image"])
def test_body_of_100_megabytes_is_left_early(call, chunked):
    with (
        serve(send_zeros(100_000_000, chunked=chunked)) as server,
        connect(server) as client,
        pytest.raises(UnavailableError, match=r"more than .* bytes"),
    ):
        call(client)

    assert server.bytes_sent < 30_000_000
    assert len(server.requests) == 1


def test_body_that_unpacks_to_too_much_is_left_early():
    error, requests, _slept = get_error(reply(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip"))

    assert str(error) == "/movie/603: the body has more than 8,388,608 bytes"
    assert requests == 1


def test_missing_image_is_not_found_at_once():
    with serve(reply(status=404)) as server, connect(server) as client, pytest.raises(NotFoundError) as caught:
        get_image(client)

    assert str(caught.value) == "/w342/poster.jpg: 404 Not Found"
    assert len(server.requests) == 1


def test_image_is_tried_again():
    answers = close, reply(status=503), reply(b"ima", length=5), reply(b"image")
    with serve(*answers) as server, connect(server, clock=FakeClock()) as client:
        assert get_image(client) == b"image"


@pytest.mark.parametrize("answer", [hang, drip(), reply(status=500), close], ids=["hang", "drip", "500", "close"])
def test_deadline_ends_everything_in_time(answer):
    started = time.monotonic()

    with serve(answer) as server, connect(server, deadline=started + 0.3) as client:
        for call in (lambda client: client.get("/movie/603"), get_image):
            with pytest.raises(DeadlineError):
                call(client)
        seconds = time.monotonic() - started
    assert seconds < 2


@pytest.mark.parametrize("status", [429, 503])
def test_pause_beyond_the_deadline_ends_at_once(status):
    error, requests, slept = get_error(reply(status=status, Retry_After="30"), deadline=20)

    assert isinstance(error, DeadlineError)
    assert str(error).startswith(f"/movie/603: {status} ")
    assert requests == 1
    assert slept == 0


def test_nothing_is_asked_for_after_the_deadline():
    _error, requests, slept = get_error(reply(), deadline=-1)

    assert requests == 0
    assert slept == 0


def causes(error):
    while error:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    "answer",
    [
        reply_json({"status_message": f"Bad key {KEY}"}, status=401),
        reply(status=404),
        reply(status=422),
        reply(status=500),
        close,
        hang,
        drip(),
        reply(b"{", length=9),
        reply(b"<html>"),
        reply(b"{}", Content_Encoding="gzip"),
        reply(status=302, Location=f"http://127.0.0.1:1/?api_key={KEY}"),
        send_raw(b"HTTP/1.1 500 Oh\r\nno colon here\r\nContent-Length: 0\r\n\r\n"),
    ],
)
def test_key_is_in_no_log_and_no_exception(answer, caplog):
    caplog.set_level(logging.DEBUG)
    with (
        serve(answer) as server,
        connect(server, token=KEY, seconds=0.1, clock=FakeClock(), tries=2) as client,
        pytest.raises(Exception, match="/movie/603: ") as caught,
    ):
        client.get("/movie/603")

    assert server.requests[0].query == {"api_key": KEY}
    trace = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = ["".join(trace.format()), *(repr(error) + str(error) for error in causes(caught.value))]
    assert not any(KEY in text for text in shown)
    assert not any(KEY in str(record.__dict__) for record in caplog.records)


def test_what_urllib3_would_log_holds_the_key(caplog):
    """Why settings.LOGGING lets only its errors through."""
    assert logging.getLogger("urllib3.connectionpool").getEffectiveLevel() == logging.ERROR
    caplog.set_level(logging.DEBUG, logger="urllib3")

    with serve(reply()) as server, connect(server, token=KEY) as client:
        client.get("/movie/603")

    assert KEY in caplog.text
