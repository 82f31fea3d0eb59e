"""Redis that does not answer, or that is not there: slower, not broken."""

import socket
import time

import pytest
from django.core.cache.backends.locmem import LocMemCache

from config import cache as caching
from config.cache import ResilientRedisCache
from config.tests.production.site import Site
from films.tests.factories import make_film

PAGES = ["/", "/films/", "/search/?q=stalker", "/api/v1/films/", "/accounts/login/"]


@pytest.fixture(params=["refuses", "says nothing"])
def redis(request):
    """Where no Redis answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        if request.param == "refuses":
            listener.close()
        yield address


@pytest.fixture
def absent(redis, monkeypatch):
    monkeypatch.setattr(caching, "absence", caching.Absence())
    LocMemCache("while-redis-is-away", {}).clear()
    return ResilientRedisCache(f"redis://{redis}/0", {})


def test_pages_are_served_without_the_cache(wire, tmp_path, redis):
    make_film(title="Stalker")
    with Site(tmp_path, wire.port, CACHE_URL=f"rediscache://{redis}/0") as site:
        pages = [
            site.ask(path) for path in ("/", "/films/", "/search/?q=stalker", "/api/v1/films/", "/accounts/login/")
        ]
        ready = site.ask("/readyz")
        warnings = [line["message"] for line in site.logged() if line["logger"] == "config.cache"]

    assert [page.status for page in pages] == [200] * len(PAGES)
    assert max(page.seconds for page in pages) < 3
    assert (ready.status, b'"cache": "away"' in ready.content) == (200, True)
    assert any("the cache is away" in warning for warning in warnings)


def test_limits_hold_without_the_cache(absent):
    taken = [absent.add("place", number, 60) for number in range(3)]

    assert taken == [True, False, False]
    assert absent.incr("place", 5) == 5


def test_what_is_kept_meanwhile_is_read_meanwhile(absent):
    absent.set_many({"a": 1, "b": 2}, 60)
    absent.delete("b")

    assert absent.get_many(["a", "b"]) == {"a": 1}
    assert absent.get("b", "none") == "none"
    assert absent.has_key("a")  # the cache's own method
    assert absent.is_away


def test_redis_is_asked_again_after_a_pause_alone(absent):
    absent.get("a")
    started = time.monotonic()

    for _number in range(1000):
        absent.get("a")

    assert time.monotonic() - started < caching.PATIENCE


def test_error_of_the_caller_is_no_absence(absent):
    with pytest.raises(ValueError, match="not found"):
        absent.incr("never-set")
