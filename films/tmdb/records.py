"""The queue of films to fetch, and what came of each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery

from films.models import Film, FilmRedirect, SyncError, SyncRecord, SyncRun

State = SyncRecord.State
MOST_ATTEMPTS = 5  # failures in a row after which a film waits until something names it again
BATCH = 1000
STAFF_DELETED = "staff deleted it"


def enqueue(tmdb_ids: Iterable[int], *, run: SyncRun) -> None:
    """Queue the films for `run`, in their order, but for those that it has done already."""
    done = set(SyncRecord.objects.filter(run=run).exclude(state=State.QUEUED).values_list("tmdb_id", flat=True))
    wanted = [tmdb_id for tmdb_id in dict.fromkeys(tmdb_ids) if tmdb_id not in done]
    SyncRecord.objects.bulk_create(
        (SyncRecord(tmdb_id=tmdb_id, run=run, position=position) for position, tmdb_id in enumerate(wanted)),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["tmdb_id"],
        update_fields=["run", "state", "position"],
    )
    attach_films()


def unwanted_ids(tmdb_ids: Iterable[int]) -> set[int]:
    """Of these films those that staff deleted or merged into others: there is no use in fetching them."""
    tmdb_ids = list(tmdb_ids)
    deleted = SyncRecord.objects.filter(tmdb_id__in=tmdb_ids, unwanted=True).values_list("tmdb_id", flat=True)
    merged = FilmRedirect.objects.filter(tmdb_id__in=tmdb_ids).values_list("tmdb_id", flat=True)
    return {*deleted, *(tmdb_id for tmdb_id in merged if tmdb_id)}


def attach_films() -> None:
    """A film that was in the catalogue before its record belongs to it."""
    films = Film.objects.filter(tmdb_id=OuterRef("tmdb_id")).values("pk")[:1]
    SyncRecord.objects.filter(Exists(films), state=State.QUEUED, film=None).update(film=Subquery(films))


def requeue_failed(*, run: SyncRun) -> int:
    """What earlier runs could not fetch, and what they left in the queue, is this run's; how many films that are."""
    retried = SyncRecord.objects.filter(state=State.FAILED, attempts__lt=MOST_ATTEMPTS)
    retried.update(state=State.QUEUED, run=run, position=F("position") + BATCH)
    SyncRecord.objects.filter(state=State.QUEUED).exclude(run=run).update(run=run)
    return SyncRecord.objects.filter(state=State.QUEUED).count()


def queued_ids() -> list[int]:
    queued = SyncRecord.objects.filter(state=State.QUEUED).order_by("position", "tmdb_id")
    return list(queued.values_list("tmdb_id", flat=True))


def finish(
    tmdb_id: int, state: SyncRecord.State, *, now: datetime, film: Film | None, run: SyncRun | None, reason: str = ""
) -> None:
    """Note the outcome of a fetch that TMDB answered."""
    SyncRecord.objects.bulk_create(
        [
            SyncRecord(
                tmdb_id=tmdb_id,
                film=film,
                run=run,
                state=state,
                reason=reason[:500],
                finished_at=now,
                synced_at=now,
            )
        ],
        update_conflicts=True,
        unique_fields=["tmdb_id"],
        update_fields=["film", "run", "state", "reason", "finished_at", "synced_at", "attempts"],
    )


def fail(tmdb_id: int, *, reason: str, now: datetime, run: SyncRun | None) -> None:
    """Note that there was no usable answer; a later run tries again."""
    film = Film.objects.filter(tmdb_id=tmdb_id).first()
    SyncRecord.objects.get_or_create(tmdb_id=tmdb_id, defaults={"film": film})
    SyncRecord.objects.filter(tmdb_id=tmdb_id).update(
        state=State.FAILED, reason=reason[:500], finished_at=now, run=run, attempts=F("attempts") + 1
    )


def mark_unwanted(tmdb_ids: Iterable[int | None]) -> None:
    """Staff delete the films of these ids: no run brings them back."""
    SyncRecord.objects.bulk_create(
        (
            SyncRecord(tmdb_id=tmdb_id, state=State.LEFT_OUT, reason=STAFF_DELETED, unwanted=True)
            for tmdb_id in tmdb_ids
            if tmdb_id
        ),
        update_conflicts=True,
        unique_fields=["tmdb_id"],
        update_fields=["state", "reason", "unwanted"],
    )


def note_error(
    run: SyncRun, *, subject: str, reason: str, now: datetime, film: Film | None = None, tmdb_id: int | None = None
) -> None:
    SyncError.objects.create(
        run=run, film=film, tmdb_id=tmdb_id, subject=subject[:300], reason=reason[:500], happened_at=now
    )
