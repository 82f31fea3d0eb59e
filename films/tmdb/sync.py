"""One run of the synchronisation: plan, fetch films, fetch pictures, and account for all of it.

Threads fetch, the calling thread writes, in the order of the plan. Each film is one transaction together with its
record, so a run that is killed loses nothing and repeats nothing: the next one works off what is queued.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DeadlockDetected, ProgramLimitExceeded, QueryCanceled

from films.models import Film, Genre, SyncRecord, SyncRun
from films.tmdb import outcome, pictures, planning, records
from films.tmdb.client import Client
from films.tmdb.details import fetch_film
from films.tmdb.exceptions import (
    DeadlineError,
    NotFoundError,
    TmdbError,
    UnauthorizedError,
    UnavailableError,
    one_line,
    reason_of,
)
from films.tmdb.fields import make_genre
from films.tmdb.limits import MAX_IN_FLIGHT
from films.tmdb.mapping import FilmValues, genre_names
from films.tmdb.planning import Options

logger = logging.getLogger("films.tmdb")

LOCK = 0x746D6462  # "tmdb" in ASCII
AHEAD = 3 * MAX_IN_FLIGHT  # answers that may wait to be written
FAILURES_THAT_END = 10  # in a row: TMDB is down, and asking on would only add to it
SAVE_EVERY = 50
RUNS_ARE_KEPT = timedelta(days=90)
OF_THE_FILM = (DeadlockDetected, QueryCanceled, ProgramLimitExceeded)  # operational errors that end no run

T = TypeVar("T")
R = TypeVar("R")
Exit = SyncRun.Exit


class Report(Protocol):
    """Where a run tells how far it is."""

    def begin(self, stage: str, total: int) -> None: ...

    def step(self) -> None: ...


class AlreadyRunningError(Exception):
    pass


class OutOfOrderError(Exception):
    """TMDB fails too often to go on; the reason is the message."""


@dataclass
class Run:
    """What the stages of a run share."""

    row: SyncRun
    client: Client
    options: Options
    report: Report
    counts: Counter[str] = dataclass_field(default_factory=Counter)
    failures_in_a_row: int = 0

    def note_failure(self, subject: str, reason: str, *, film: Film | None = None, tmdb_id: int | None = None) -> None:
        """One line in the log and one row for staff."""
        subject = one_line(subject)
        logger.warning("%s: %s", subject, reason)
        now = timezone.now()
        records.note_error(self.row, subject=subject, reason=reason, now=now, film=film, tmdb_id=tmdb_id)
        self.counts["failed"] += 1

    def save_counts(self) -> None:
        self.row.counts = dict(self.counts)
        self.row.save(update_fields=["counts"])


def run_sync(options: Options, *, client: Client, report: Report) -> SyncRun:
    """The run, ended, with its counts and exit code. Raises AlreadyRunningError, and DatabaseError if that is away."""
    with only_run():
        row, is_resumed = begin(options)
        run = Run(row, client, options, report, counts=Counter(row.counts))
        try:
            exit_code, message = work(run, is_resumed=is_resumed)
        except UnauthorizedError as error:
            exit_code, message = Exit.UNABLE, str(error)
        except DeadlineError:
            exit_code, message = Exit.INCOMPLETE, "the time was up; the next run goes on"
        except OutOfOrderError as error:
            exit_code, message = (Exit.INCOMPLETE if run.counts["fetched"] else Exit.UNABLE), str(error)
        except KeyboardInterrupt:
            connection.close()  # it may wait for the answer to a query; a new one is opened for what follows
            exit_code, message = Exit.INCOMPLETE, "interrupted; the next run goes on"
        end(run, exit_code, message)
    return row


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock that one run at a time has; it goes with the connection, however the run ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyRunningError
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def begin(options: Options) -> tuple[SyncRun, bool]:
    """A new run, or the one that was killed while it did the same."""
    now = timezone.now()
    killed = SyncRun.objects.filter(ended_at=None).order_by("pk")
    same = killed.filter(options=options.as_json()).last()
    others = killed.exclude(pk=same.pk) if same else killed
    others.update(ended_at=now, exit_code=Exit.INCOMPLETE, message="killed; a later run took over")
    if same:
        return same, True
    return SyncRun.objects.create(started_at=now, options=options.as_json()), False


def end(run: Run, exit_code: SyncRun.Exit, message: str) -> None:
    now = timezone.now()
    run.counts["queued"] = len(records.queued_ids())
    if not run.counts["queued"]:
        del run.counts["queued"]
    run.row.ended_at, run.row.exit_code, run.row.message = now, exit_code, message[:300]
    run.row.counts = dict(run.counts)
    run.row.save(update_fields=["ended_at", "exit_code", "message", "counts"])
    SyncRun.objects.filter(ended_at__lt=now - RUNS_ARE_KEPT).delete()


def work(run: Run, *, is_resumed: bool) -> tuple[SyncRun.Exit, str]:
    if run.options.genres:
        sync_genres(run)
    if not (is_resumed and run.row.planned_at):
        plan(run)
    tmdb_ids = records.queued_ids()
    if not tmdb_ids and run.counts["failed"] and not run.counts["fetched"]:
        return Exit.UNABLE, "TMDB gave no list of films"
    sync_films(run, tmdb_ids)
    if run.options.posters:
        sync_pictures(run)
    if not run.counts["failed"]:
        return Exit.DONE, ""
    if not run.counts["fetched"] and not is_reachable(run.client):
        return Exit.UNABLE, "TMDB cannot be reached; the next run goes on"
    return Exit.INCOMPLETE, "some failed; the next run tries them again"


def is_reachable(client: Client) -> bool:
    """Whether TMDB answers at all, be it with an error."""
    try:
        client.get("/configuration")
    except DeadlineError:
        return True  # nobody knows
    except UnavailableError as error:
        return error.status is not None
    except TmdbError:
        pass
    return True


# Planning


def plan(run: Run) -> None:
    """Queue the films of every source. One that fails is noted and leaves the others to go on."""
    now = timezone.now()
    limit = run.options.limit
    limited: dict[int, None] = {}
    unlimited: dict[int, None] = {}
    read = set()
    for source in planning.sources(run.options, run.client, now=now):
        try:
            ids = list(source.ids())
        except (UnauthorizedError, DeadlineError):
            raise
        except TmdbError as error:
            run.note_failure(f"list {source.name}", str(error))
            continue
        read.add(source.name)
        (limited if source.limited else unlimited).update(dict.fromkeys(ids))
    planned = dict.fromkeys([*unlimited, *list(limited)[:limit]])
    with transaction.atomic():
        left = records.queued_ids()
        waiting = records.requeue_failed(run=run.row)
        # What was left comes before what the lists name anew: else a deadline would strike at the same film every time.
        listed = planned.keys() - records.unwanted_ids(planned)
        planned = {tmdb_id: None for tmdb_id in planned if tmdb_id in listed or tmdb_id in run.options.ids}
        records.enqueue([*run.options.ids, *left, *planned], run=run.row)
        run.row.planned_at = now
        if "changes" in read:
            run.row.changes_through = now.date()
        run.row.save(update_fields=["planned_at", "changes_through"])
    run.counts["planned"] = len(planned)
    if waiting:
        run.counts["retried"] = waiting
    run.save_counts()


def sync_genres(run: Run) -> None:
    """The names of the genres in every language; those that staff renamed stay, as only missing ones are filled in."""
    languages = run.options.languages or settings.TMDB_LANGUAGES
    try:
        for position, tag in enumerate(languages):
            body = run.client.get("/genre/movie/list", language=tag)
            for genre in genre_names(body):
                row = make_genre(genre.tmdb_id, genre.name)
                if position and tag.startswith("ru") and not row.name_ru:
                    Genre.objects.filter(pk=row.pk, name_ru="").update(name_ru=genre.name)
            run.counts["genres"] = len(genre_names(body))
    except (UnauthorizedError, DeadlineError):
        raise
    except TmdbError as error:
        run.note_failure("list of genres", str(error))


# Films


def sync_films(run: Run, tmdb_ids: Sequence[int]) -> None:
    run.report.begin("films", len(tmdb_ids))
    seen_people: set[int] = set()

    def fetch(tmdb_id: int) -> FilmValues:
        return fetch_film(run.client, tmdb_id, languages=run.options.languages)

    for tmdb_id, answer in in_order(fetch, tmdb_ids):
        sync_film(run, tmdb_id, answer, seen_people)
        run.report.step()
        if sum(run.counts[state] for state in SyncRecord.State) % SAVE_EVERY == 0:
            run.save_counts()


def sync_film(run: Run, tmdb_id: int, answer: Future[FilmValues], seen_people: set[int]) -> None:
    now = timezone.now()
    try:
        done = settle(run, tmdb_id, answer, seen_people, now)
    except UnauthorizedError:
        raise
    except DeadlineError as error:  # the film stays queued
        logger.warning("film %d: %s", tmdb_id, error)
        raise
    except (TmdbError, IntegrityError, DataError, OperationalError) as error:
        if isinstance(error, OperationalError) and not isinstance(error.__cause__, OF_THE_FILM):
            raise  # the database is away
        film = Film.objects.filter(tmdb_id=tmdb_id).first()
        subject = f"film {tmdb_id} ({film})" if film else f"film {tmdb_id}"
        records.fail(tmdb_id, reason=reason_of(error), now=now, run=run.row)
        run.note_failure(subject, reason_of(error), film=film, tmdb_id=tmdb_id)
        stop_if_down(run, error)
        return
    run.failures_in_a_row = 0
    run.counts["fetched"] += 1
    run.counts[done.state] += 1
    run.counts.update(done.counts)
    if done.state in (SyncRecord.State.GONE, SyncRecord.State.LEFT_OUT):
        logger.info("film %d: %s", tmdb_id, done.reason)


def settle(run: Run, tmdb_id: int, answer: Future[FilmValues], seen_people: set[int], now: datetime) -> outcome.Outcome:
    try:
        values = answer.result()
    except NotFoundError:
        return outcome.handle_missing(run.client, tmdb_id, now=now, run=run.row, languages=run.options.languages)
    wanted = tmdb_id in run.options.ids
    return outcome.store_answer(values, now=now, run=run.row, seen_people=seen_people, wanted=wanted)


def stop_if_down(run: Run, error: Exception) -> None:
    if not isinstance(error, UnavailableError):
        return
    run.failures_in_a_row += 1
    if run.failures_in_a_row >= FAILURES_THAT_END:
        raise OutOfOrderError(f"TMDB failed {run.failures_in_a_row} times in a row; the next run goes on")


def in_order(work: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, Future[R]]]:
    """Each of `items` with the done future of `work` on it, in order; threads work some way ahead.

    Whoever stops reading leaves no thread at work but those whose request is open.
    """
    waiting = iter(items)
    ahead: deque[tuple[T, Future[R]]] = deque()
    pool = ThreadPoolExecutor(MAX_IN_FLIGHT, thread_name_prefix="tmdb")
    try:
        while True:
            while len(ahead) < AHEAD and (item := next(waiting, None)) is not None:
                ahead.append((item, pool.submit(work, item)))
            if not ahead:
                return
            item, future = ahead.popleft()
            future.exception()  # waits
            yield item, future
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


# Pictures


def sync_pictures(run: Run) -> None:
    """Those that the run's films lack; where it was asked for pictures alone, those of all films."""
    films = Film.objects.all()
    if run.options.names_films:  # one that moved to another id has two records
        films = films.filter(pk__in=SyncRecord.objects.filter(run=run.row).values("film"))
    run.counts["pictures_removed"] += pictures.drop_withdrawn(films)
    wanted = list(pictures.wanted_pictures(films))
    run.report.begin("pictures", len(wanted))
    run.failures_in_a_row = 0

    def fetch(picture: pictures.Wanted) -> str:
        return pictures.fetch(run.client, picture)

    for picture, answer in in_order(fetch, wanted):
        keep_picture(run, picture, answer)
        run.report.step()


def keep_picture(run: Run, picture: pictures.Wanted, answer: Future[str]) -> None:
    try:
        run.counts[f"{picture.kind}s"] += pictures.keep(picture, answer.result())
    except DeadlineError:
        raise
    except NotFoundError:
        run.counts["pictures_missing"] += 1
    except (TmdbError, OSError) as error:
        film = Film.objects.filter(pk=picture.film_id).first()
        subject = f"{picture.kind} of film {film.tmdb_id if film else ''} ({picture.title})"
        run.note_failure(subject, reason_of(error), film=film, tmdb_id=film.tmdb_id if film else None)
        stop_if_down(run, error)
    else:
        run.failures_in_a_row = 0
