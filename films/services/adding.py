"""Adding a film of TMDB because a member asked for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import DatabaseError, IntegrityError, transaction
from psycopg.errors import DeadlockDetected

from accounts import throttling
from accounts.models import User
from films.models import Film, FilmRedirect, SyncRecord
from films.tmdb import outcome, tasks
from films.tmdb.asking import ask
from films.tmdb.details import fetch_film
from films.tmdb.exceptions import BadAnswerError, NotFoundError
from films.tmdb.mapping import FilmValues

logger = logging.getLogger("films.tmdb")

SECONDS = 8.0
PER_HOUR = 30
TRIES = 3
Reason = Literal["adult", "video", "deleted", "missing", "unreadable"]


class NotAddedError(Exception):
    """The film is not for the catalogue."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Added:
    film: Film
    is_new: bool


def add_film(*, tmdb_id: int, user: User, now: datetime) -> Added:
    """The film with this id at TMDB: the one that is there, or was merged into another, else fetched and stored.

    Its pictures follow in the background. A fetch that fails leaves nothing behind. Raises NotAddedError, TmdbError
    and ThrottledError.
    """
    film = find_film(tmdb_id, user)
    if film:
        return Added(film, is_new=False)
    throttling.consume("add-film", user, limit=PER_HOUR, seconds=3600)
    values = fetch(tmdb_id)
    stored = store(values, now=now)
    film = stored.film or find_film(values.tmdb_id, user)  # staff may have merged or deleted it in the meantime
    if film is None:
        raise NotAddedError("deleted")
    film.refresh_from_db(fields=["title_ru"])  # set by a trigger
    return Added(film, is_new=stored.state == SyncRecord.State.CREATED)


def find_film(tmdb_id: int, user: User) -> Film | None:
    """Raises NotAddedError for one that staff deleted, or that the member may not see."""
    film = Film.objects.filter(tmdb_id=tmdb_id).first()
    if film is None:
        redirect = FilmRedirect.objects.select_related("film").filter(tmdb_id=tmdb_id).first()
        film = redirect.film if redirect else None
    if film is None and SyncRecord.objects.filter(tmdb_id=tmdb_id, unwanted=True).exists():
        raise NotAddedError("deleted")
    if film and film.adult and not user.is_staff:
        raise NotAddedError("adult")
    return film


def fetch(tmdb_id: int) -> FilmValues:
    try:
        values = ask(lambda client: fetch_film(client, tmdb_id), about=f"film {tmdb_id}", seconds=SECONDS)
    except NotFoundError as error:
        raise NotAddedError("missing") from error
    except BadAnswerError as error:
        raise NotAddedError("unreadable") from error
    if values.facts["adult"]:
        raise NotAddedError("adult")
    if values.is_video:
        raise NotAddedError("video")
    return values


def store(values: FilmValues, *, now: datetime) -> outcome.Outcome:
    """Films that are added at once may want the same new people and keywords, and then one of them has to wait."""
    for number in range(1, TRIES + 1):
        try:
            return store_once(values, now=now)
        except DatabaseError as error:
            failure = error
        if number == TRIES or not may_go_better(failure):
            break
    logger.warning("film %s: %s", values.tmdb_id, str(failure).partition("\n")[0])
    raise NotAddedError("unreadable") from failure


def may_go_better(error: DatabaseError) -> bool:
    """A statement that took too long would take as long again."""
    return isinstance(error, IntegrityError) or isinstance(error.__cause__, DeadlockDetected)


@transaction.atomic
def store_once(values: FilmValues, *, now: datetime) -> outcome.Outcome:
    stored = outcome.store_answer(values, now=now)
    if stored.film and stored.state == SyncRecord.State.CREATED:
        film_id = stored.film.pk
        transaction.on_commit(lambda: tasks.fetch_pictures.enqueue(film_id))
    return stored
