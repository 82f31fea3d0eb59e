"""A Redis cache whose absence makes the site slower, not broken: see "Outages" in docs/architecture.md."""

import logging
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

PATIENCE = 0.5  # seconds for a connection, and for an answer
PAUSE = 2.0  # seconds after a failure in which Redis is left alone
CONNECTION = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}


class Absence:
    """Until when this process leaves Redis alone; Django makes a cache object for each thread, so all share this."""

    def __init__(self) -> None:
        self.until = 0.0
        self.lock = threading.Lock()

    def begin(self, error: RedisError) -> bool:
        """True for the first one who notices."""
        with self.lock:
            is_news, self.until = not self.until, monotonic() + PAUSE
        if is_news:
            logger.warning("the cache is away, each process uses a cache of its own: %s", type(error).__name__)
        return is_news

    def end(self) -> None:
        with self.lock:
            was_away, self.until = bool(self.until), 0.0
        if was_away:
            logger.warning("the cache is back")


absence = Absence()


def or_in_memory(name: str) -> Callable[..., Any]:
    """The operation on Redis; while that is away on the memory of the process, so that limits hold on."""

    def operation(self: "ResilientRedisCache", *args: Any, **kwargs: Any) -> Any:
        if monotonic() >= absence.until:
            try:
                result = getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError as error:
                if absence.begin(error):
                    self.stand_in.clear()
            else:
                if absence.until:
                    absence.end()
                return result
        return getattr(self.stand_in, name)(*args, **kwargs)

    operation.__name__ = name
    return operation


class ResilientRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**CONNECTION, **params.get("OPTIONS", {})}})
        self.stand_in = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {"MAX_ENTRIES": 10_000}})

    @property
    def is_away(self) -> bool:
        return bool(absence.until)

    add = or_in_memory("add")
    get = or_in_memory("get")
    set = or_in_memory("set")
    touch = or_in_memory("touch")
    delete = or_in_memory("delete")
    get_many = or_in_memory("get_many")
    has_key = or_in_memory("has_key")
    incr = or_in_memory("incr")
    set_many = or_in_memory("set_many")
    delete_many = or_in_memory("delete_many")
    clear = or_in_memory("clear")
