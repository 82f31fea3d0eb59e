"""What staff ask of the synchronization with TMDB: films that they want now, and whether a run is going on."""

from functools import partial

from django.db import transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from films.models import Film
from films.tmdb import tasks
from films.tmdb.client import Client
from films.tmdb.sync import LOCK

MOST = 100  # films at once: more is work for sync_tmdb


class TooManyFilmsError(Exception):
    pass


def request_sync(*, films: QuerySet[Film]) -> int:
    """Leave those of the films that TMDB has to a worker; how many. Raises NotConfiguredError, TooManyFilmsError."""
    Client.from_settings().close()  # or each task would find out
    ids = list(films.exclude(tmdb_id=None).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise TooManyFilmsError
    for film_id in ids:
        transaction.on_commit(partial(tasks.sync_film.enqueue, film_id))
    return len(ids)


def going_on() -> RawSQL:
    """Whether a run of `sync_tmdb` holds its lock: one that has no end without holding it was killed."""
    return RawSQL(  # no parameter comes from outside
        "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        [LOCK],
        output_field=BooleanField(),
    )
