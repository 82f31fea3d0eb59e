"""What is done with one film that was asked for: stored, marked as gone, or noted as failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime

from django.db import DatabaseError, transaction

from films.models import Film, SyncRecord, SyncRun
from films.tmdb import records, store
from films.tmdb.client import Client
from films.tmdb.details import fetch_film
from films.tmdb.exceptions import NotFoundError, TmdbError, reason_of
from films.tmdb.mapping import FilmValues, found_films, rows

State = SyncRecord.State


@dataclass(frozen=True)
class Outcome:
    state: SyncRecord.State
    film: Film | None = None
    reason: str = ""
    counts: Counter[str] = dataclass_field(default_factory=Counter)


@transaction.atomic
def store_answer(
    values: FilmValues,
    *,
    now: datetime,
    run: SyncRun | None = None,
    seen_people: set[int] | None = None,
    wanted: bool = False,
) -> Outcome:
    """Store the film and its record as one."""
    try:
        stored = store.store_film(values, now=now, seen_people=seen_people, wanted=wanted)
    except store.LeftOutError as error:
        outcome = Outcome(State.LEFT_OUT, reason=str(error))
    else:
        outcome = Outcome(stored.state, stored.film, counts=stored.counts)
    records.finish(values.tmdb_id, outcome.state, now=now, film=outcome.film, run=run, reason=outcome.reason)
    return outcome


def handle_missing(
    client: Client, tmdb_id: int, *, now: datetime, run: SyncRun | None = None, languages: Sequence[str] = ()
) -> Outcome:
    """TMDB has no film of this id: look for it by its IMDb id under another one, else mark ours. Raises TmdbError.

    Nothing is deleted: what members said of the film stays, and staff decide about it.
    """
    film = Film.objects.filter(tmdb_id=tmdb_id).first()
    new_id = find_by_imdb_id(client, film.imdb_id) if film and film.imdb_id else None
    if film and new_id and new_id != tmdb_id and not Film.objects.filter(tmdb_id=new_id).exists():
        with suppress(NotFoundError):  # its index may hold what it has deleted
            values = fetch_film(client, new_id, languages=languages)
            return move_to(values, film=film, now=now, run=run)
        new_id = None
    return mark_gone(tmdb_id, film=film, twin=new_id, now=now, run=run)


def find_by_imdb_id(client: Client, imdb_id: str) -> int | None:
    body = client.get(f"/find/{imdb_id}", external_source="imdb_id")
    found = found_films(rows(body, "movie_results"))
    return found[0].tmdb_id if found else None


@transaction.atomic
def move_to(values: FilmValues, *, film: Film, now: datetime, run: SyncRun | None) -> Outcome:
    """The film lives on under another id at TMDB."""
    old_id = film.tmdb_id or 0
    Film.objects.filter(pk=film.pk).update(tmdb_id=values.tmdb_id)
    reason = f"TMDB has it as {values.tmdb_id} now"
    records.finish(old_id, State.GONE, now=now, film=film, run=run, reason=reason)
    outcome = store_answer(values, now=now, run=run)
    return Outcome(State.CHANGED, outcome.film, reason, outcome.counts)


@transaction.atomic
def mark_gone(tmdb_id: int, *, film: Film | None, twin: int | None, now: datetime, run: SyncRun | None) -> Outcome:
    reason = f"TMDB has no film {tmdb_id} any more"
    if film:
        if film.gone_upstream_at is None:
            film.gone_upstream_at = now
            film.save(update_fields=["gone_upstream_at"])
        store.note_difference(film, "tmdb_id", twin if twin != tmdb_id else None, now)
    records.finish(tmdb_id, State.GONE, now=now, film=film, run=run, reason=reason)
    return Outcome(State.GONE, film, reason)


def sync_film(client: Client, tmdb_id: int, *, now: datetime) -> Outcome:
    """Fetch and store one film, outside of any run; raises TmdbError or DatabaseError after noting it."""
    try:
        return store_answer(fetch_film(client, tmdb_id), now=now)
    except (TmdbError, DatabaseError) as error:
        records.fail(tmdb_id, reason=reason_of(error), now=now, run=None)
        raise
