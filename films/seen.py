"""Which films people looked at lately, so that these are refreshed first.

Kept in the cache: reading a page writes nothing to the database. Where the cache is one process's own, as in
development, the command sees nothing of it and goes by age alone.
"""

from django.core.cache import cache

SLOTS = 2000
DAY = 24 * 3600
KEPT = 14 * DAY
NEXT = "films.seen.next"


def note_seen(film_id: int) -> None:
    """Once a day and film; the oldest of SLOTS gives way."""
    if cache.add(f"films.seen.{film_id}", True, DAY):
        cache.add(NEXT, 0, None)
        try:
            slot = cache.incr(NEXT) % SLOTS
        except ValueError:  # evicted in between
            return
        cache.set(f"films.seen.slot.{slot}", film_id, KEPT)


def recently_seen() -> set[int]:
    return set(cache.get_many([f"films.seen.slot.{slot}" for slot in range(SLOTS)]).values())
