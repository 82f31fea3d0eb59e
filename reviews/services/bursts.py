"""Bursts of ratings: the film keeps its rank until a moderator has judged.

Each rating costs one counter in the cache. Only when that reaches a multiple of ten within an hour are rows counted.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from films.models import Film
from reviews.models import Case, RatingHold, UserFilm
from reviews.services.cases import open_case

LEAST = 20
TIMES_USUAL = 10
HOUR = timedelta(hours=1)
LOOKED_BACK = timedelta(days=28)
JUDGED_LATELY = timedelta(days=1)
COUNT_EVERY = 10

logger = logging.getLogger(__name__)


def note_rating(*, film_id: int, now: datetime) -> None:
    """To be called after the commit of a rating."""
    key = f"bursts:{film_id}:{now:%Y%m%d%H}"
    if cache.add(key, 1, HOUR.seconds):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # thrown out of the cache in between
        return
    if count % COUNT_EVERY == 0:
        look_at(film_id=film_id, now=now)


def look_at(*, film_id: int, now: datetime) -> RatingHold | None:
    """Hold the film's rank if there are far more ratings in the last hour than usual."""
    began_at = now - HOUR
    rated = UserFilm.objects.filter(film=film_id, rating__isnull=False)
    count = rated.filter(rated_at__gt=began_at, updated_at__gt=began_at).count()
    if count < LEAST:
        return None
    earlier = rated.filter(rated_at__gt=began_at - LOOKED_BACK, rated_at__lte=began_at).count()
    usual = earlier / (LOOKED_BACK / HOUR)
    if count < TIMES_USUAL * usual or is_settled(film_id, now):
        return None
    return hold_rank(film_id, began_at, count, usual, now)


def is_settled(film_id: int, now: datetime) -> bool:
    """Whether the film is held already, or moderators found nothing in this burst."""
    holds = RatingHold.objects.filter(film=film_id)
    return holds.filter(ended_at=None).exists() or holds.filter(ended_at__gt=now - JUDGED_LATELY).exists()


@transaction.atomic
def hold_rank(film_id: int, began_at: datetime, count: int, usual: float, now: datetime) -> RatingHold | None:
    if not Film.objects.filter(pk=film_id).select_for_update(no_key=True).values_list("pk").first():
        return None  # deleted meanwhile
    hold = RatingHold(film_id=film_id, began_at=began_at, rating_count=count, usual_count=usual)
    RatingHold.objects.bulk_create([hold], ignore_conflicts=True)
    found = RatingHold.objects.filter(film=film_id, ended_at=None, began_at=began_at).first()
    if found is None:  # another request was first
        return None
    open_case(target=found, origin=Case.Origin.BURST, now=now)
    logger.info("film %s: %s ratings in an hour, %.2f are usual", film_id, count, usual)
    return found
