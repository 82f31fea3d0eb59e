"""What staff decide against TMDB: which fields the synchronisation leaves alone, and what becomes of a difference.

Every decision locks the film first and what hangs on it after, as the synchronisation does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar, cast

from django.db import transaction

from films import locks
from films.models import Film, Person, TmdbDifference
from films.services.images import Kind, release_picture
from films.tmdb import credits, fields, tasks
from films.tmdb.store import is_taken

Record = TypeVar("Record", Film, Person)
TMDB_ID = "tmdb_id"


class CurationError(Exception):
    """What staff decided cannot be done."""


class DecidedMeanwhileError(CurationError):
    """The difference is gone, or TMDB says something else by now."""


class UnknownFieldError(CurationError):
    """A field that is synchronised no more, as when a language was taken out of the settings."""


class ImdbIdTakenError(CurationError):
    """Another film has the IMDb id that TMDB gives this one."""


class TwinError(CurationError):
    """TMDB has the film under the id of another one of ours: the two are to be merged."""

    def __init__(self, twin: Film) -> None:
        super().__init__(twin.pk)
        self.twin = twin


def lock_fields(record: Record, names: Iterable[str]) -> Record:
    return change_locks(record, lock=names)


def lift_locks(record: Record, names: Iterable[str]) -> Record:
    """The next synchronisation writes what TMDB says; of pictures, also over one that staff uploaded."""
    return change_locks(record, lift=names)


@transaction.atomic
def change_locks(record: Record, *, lock: Iterable[str] = (), lift: Iterable[str] = ()) -> Record:
    """A name in both ends locked."""
    current = locked_row(type(record), record.pk)
    lifted = set(lift) - set(lock)
    names = locks.with_locks([name for name in current.locked_fields if name not in lifted], set(lock))
    if names != current.locked_fields:
        type(record)._default_manager.filter(pk=record.pk).update(locked_fields=names)
        if isinstance(current, Film):
            release_pictures(current, lifted & set(current.locked_fields))
    record.locked_fields = names
    return record


def release_pictures(film: Film, names: Iterable[str]) -> None:
    for kind in locks.PICTURES.keys() & set(names):
        release_picture(film, cast("Kind", kind))


def lock_credits(films: Iterable[int]) -> None:
    """Before credits of these films are written, by the order of ids: rows of the films are locked until the end."""
    for film in Film.objects.filter(pk__in=set(films)).order_by("pk").only("pk"):
        lock_fields(film, ["credits"])


@transaction.atomic
def take_theirs(difference: TmdbDifference) -> Film:
    """Write what TMDB says, lift the lock, and be done with the difference. Raises CurationError."""
    film, difference = locked_difference(difference)
    name = difference.field
    columns = write_theirs(film, name, difference.theirs)
    film.save(update_fields=[*columns, "updated_at"])
    if "released_on" in columns:
        film.refresh_from_db(fields=["year"])  # the database computes it
    lift_locks(film, [name])
    difference.delete()
    if name in locks.PICTURES:
        transaction.on_commit(partial(tasks.fetch_pictures.enqueue, film.pk))
    return film


def write_theirs(film: Film, name: str, theirs: Any) -> list[str]:
    """The columns of the film that were set and are to be saved."""
    if name == TMDB_ID:
        return follow(film, theirs)
    if name in locks.PICTURES:
        return []
    if name == "credits":
        values = credits.from_json(theirs)
        # Of people who are here already, what a later answer said counts more than this one.
        credits.write_credits(film, values, seen_people={credit.person.tmdb_id for credit in values})
        return []
    field = fields.named(name)
    if field is None:
        raise UnknownFieldError
    if is_taken(film, field, theirs):
        raise ImdbIdTakenError
    return field.write(film, theirs)


def follow(film: Film, tmdb_id: int | None) -> list[str]:
    """Link the film to another id of TMDB's, or to none where it has the film no more."""
    twin = Film.objects.filter(tmdb_id=tmdb_id).exclude(pk=film.pk).first() if tmdb_id else None
    if twin:
        raise TwinError(twin)
    film.tmdb_id, film.gone_upstream_at = tmdb_id, None
    return [TMDB_ID, "gone_upstream_at"]


@transaction.atomic
def keep_ours(difference: TmdbDifference, *, now: datetime) -> Film:
    """Lock what stands here; the difference comes up again when TMDB says something new. Raises CurationError."""
    film, difference = locked_difference(difference)
    if difference.field != TMDB_ID:
        lock_fields(film, [difference.field])
    difference.kept_at = now
    difference.save(update_fields=["kept_at"])
    return film


def locked_difference(difference: TmdbDifference) -> tuple[Film, TmdbDifference]:
    """The film and the difference, if TMDB still says what staff saw."""
    film = locked_row(Film, difference.film_id)
    current = TmdbDifference.objects.select_for_update().filter(pk=difference.pk).first()
    if current is None or current.theirs != difference.theirs:
        raise DecidedMeanwhileError
    return film, current


def locked_row(model: type[Record], pk: int) -> Record:
    row = model._default_manager.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise DecidedMeanwhileError
    return row
