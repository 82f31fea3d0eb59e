"""How often a member may do something: at most so many times in any so many seconds, counted in the cache.

allauth has a limiter as well, but its public module is announced to go, knows allauth's own actions alone, and does not
say how long to wait.
"""

import math
import time

from django.conf import settings
from django.core.cache import cache

from accounts.exceptions import ThrottledError
from accounts.models import User

Who = User | str


def consume(action: str, who: Who, *, limit: int, seconds: int) -> None:
    """Count one use of `action`; raises ThrottledError, and counts nothing, when `limit` are used up.

    Each use takes one of `limit` places in the cache, which is free again after `seconds`. Taking one is atomic, so
    requests at the same time cannot take more places than there are. `who` is a member, or the address of a stranger.
    """
    if not settings.THROTTLED:
        return
    name = who.pk if isinstance(who, User) else who
    places = [f"throttle:{action}:{name}:{place}" for place in range(limit)]
    taken = cache.get_many(places)
    free_at = time.time() + seconds
    for place in places:
        if place not in taken and cache.add(place, free_at, seconds):
            return
    wait = min(taken.values(), default=free_at) - time.time()
    raise ThrottledError(max(1, math.ceil(wait)))
