import threading
import time
from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor

import pytest

from films.tests.tmdb_server import FakeClock, connect, reply, reply_slowly, serve
from films.tmdb.exceptions import DeadlineError, NotFoundError
from films.tmdb.limits import RateLimiter


def most_within_a_second(moments):
    moments = sorted(moments)
    return max(index + 1 - bisect_left(moments, moment - 1) for index, moment in enumerate(moments))


def get_in_threads(client, *, threads, requests):
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda number: client.get(f"/movie/{number}"), range(requests)))


def test_rate_is_kept_in_every_second_by_the_server_s_clock():
    with serve(reply()) as server, connect(server, rate=50) as client:
        started = time.monotonic()
        get_in_threads(client, threads=8, requests=75)
        seconds = time.monotonic() - started

    assert len(server.requests) == 75
    assert most_within_a_second(request.time for request in server.requests) <= 50
    assert seconds < 4


def test_rate_is_kept_when_requests_are_late_on_their_way():
    """The first six, say on new connections, reach the server 0.3 s late, together with those sent after them."""
    arrivals, lock, numbers = [], threading.Lock(), iter(range(30))
    limiter = RateLimiter(20)

    def send(_):
        with limiter.turn():
            with lock:
                late = next(numbers) < 6
            time.sleep(0.3 if late else 0)
            arrivals.append(time.monotonic())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(30)))
    assert most_within_a_second(arrivals) <= 20


def test_no_more_than_eight_requests_are_open():
    with serve(reply_slowly(0.25)) as server, connect(server, rate=50) as client:
        get_in_threads(client, threads=16, requests=24)

    assert max(request.open for request in server.requests) == 8


def test_requests_are_spaced_evenly():
    clock = FakeClock()
    limiter = RateLimiter(20, clock=clock, sleep=clock.sleep)
    moments = []

    for _ in range(5):
        with limiter.turn():
            moments.append(round(clock.now, 3))

    assert moments == [0, 0.05, 0.1, 0.15, 0.2]


def test_rate_of_one_lets_one_through_at_a_time():
    clock = FakeClock()
    limiter = RateLimiter(1, clock=clock, sleep=clock.sleep)

    for _ in range(3):
        with limiter.turn():
            clock.now += 0.5

    assert clock.now == pytest.approx(0.5 + 2 * (1.02 + 0.5))


def test_pause_after_too_many_requests_holds_every_thread():
    with serve(reply(status=429, Retry_After="1"), reply()) as server, connect(server, rate=10) as client:
        get_in_threads(client, threads=4, requests=4)

    first, *others = [request.time for request in server.requests]
    assert len(others) == 4
    assert min(others) - first >= 1


def test_shorter_pause_does_not_end_a_longer_one():
    clock = FakeClock()
    limiter = RateLimiter(20, clock=clock, sleep=clock.sleep)

    limiter.pause(5)
    limiter.pause(1)

    with limiter.turn():
        assert clock.now == 5


def test_wait_beyond_the_deadline_is_refused_at_once():
    clock = FakeClock()
    limiter = RateLimiter(20, clock=clock, sleep=clock.sleep)
    limiter.pause(5)

    with pytest.raises(DeadlineError), limiter.turn(deadline=4):
        pytest.fail("had its turn")
    assert clock.now == 0


def test_wait_for_open_requests_ends_with_the_deadline():
    limiter = RateLimiter(1)

    with limiter.turn(), pytest.raises(DeadlineError), limiter.turn(deadline=time.monotonic() + 0.05):
        pytest.fail("had its turn")


def test_request_that_fails_frees_its_place():
    clock = FakeClock()
    with serve(reply(status=404)) as server, connect(server, rate=1, clock=clock) as client:
        for _ in range(3):
            with pytest.raises(NotFoundError):
                client.get("/movie/603")

    assert len(server.requests) == 3
