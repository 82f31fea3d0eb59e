"""Which films a run of `sync_tmdb` is to fetch."""

from __future__ import annotations

import gzip
import heapq
import json
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.db.models import F, OuterRef, Q, Subquery

from films import seen
from films.models import Film, SyncRecord, SyncRun
from films.tmdb.answers import refuse_constant
from films.tmdb.client import Client
from films.tmdb.details import region
from films.tmdb.exceptions import BadAnswerError, NotFoundError, RefusedError

LISTS = {
    "trending": "/trending/movie/week",
    "popular": "/movie/popular",
    "top_rated": "/movie/top_rated",
    "now_playing": "/movie/now_playing",
    "upcoming": "/movie/upcoming",
}
MOST_PAGES = 500
MOST_CHANGE_DAYS = 30
EXPORTED = 1000
EXPORT_IS_KEPT = 3  # days to look back for the newest export
TERMS_DAYS = 180  # TMDB's terms: nothing is kept longer without being fetched anew
OVERDUE_DAYS = 150  # a month before that, no limit holds it back any more


@dataclass(frozen=True)
class Options:
    """What a run is to do, as the command's options say it."""

    genres: bool = False
    trending: bool = False
    popular: bool = False
    top_rated: bool = False
    now_playing: bool = False
    upcoming: bool = False
    pages: int = 1
    ids: tuple[int, ...] = ()
    changes: bool = False
    export: str = ""
    stale: int | None = None
    posters: bool = False
    limit: int | None = None
    languages: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Those that were given, so that a later run can be told to be the same one."""
        given = {name: value for name, value in asdict(self).items() if value not in (False, None, (), "")}
        if not any(given.get(name) for name in LISTS):
            given.pop("pages")
        return {name: ",".join(map(str, value)) if isinstance(value, tuple) else value for name, value in given.items()}

    @property
    def names_films(self) -> bool:
        return bool(self.ids or self.changes or self.export or self.stale is not None) or any(
            getattr(self, name) for name in LISTS
        )


@dataclass(frozen=True)
class Source:
    """A name for messages, and what gives the ids. Only a limited source is cut by --limit."""

    name: str
    ids: Callable[[], Iterable[int]]
    limited: bool = True


def sources(options: Options, client: Client, *, now: datetime) -> Iterator[Source]:
    if options.ids:
        yield Source("ids", lambda: options.ids, limited=False)
    for name, path in LISTS.items():
        if getattr(options, name):
            yield Source(name, lambda path=path: listed(client, path, options.pages))  # type: ignore[misc]  # bound now
    if options.changes:
        yield Source("changes", lambda: changed(client, today=now.date()), limited=False)
    if options.export:
        yield Source("export", lambda: exported(client, options, today=now.date()), limited=False)
    if options.stale is not None:
        days = options.stale
        yield Source("stale", lambda: stale(days=days, limit=options.limit, now=now), limited=False)


def listed(client: Client, path: str, pages: int) -> Iterator[int]:
    for item in client.pages(path, limit=min(pages, MOST_PAGES), region=region() or None):
        if not item.get("adult") and not item.get("video"):
            yield from whole_ids([item])


def whole_ids(items: Iterable[dict[str, Any]]) -> Iterator[int]:
    for item in items:
        if isinstance(item.get("id"), int) and 0 < item["id"] < 2**31:
            yield item["id"]


def changed(client: Client, *, today: date) -> Iterator[int]:
    """Of the films that TMDB says were changed since the last run that read its changes, those of the catalogue."""
    known = known_ids()
    last = SyncRun.objects.exclude(changes_through=None).order_by("-changes_through").first()
    start = last.changes_through if last and last.changes_through else today - timedelta(days=1)
    first = max(start, today - timedelta(days=MOST_CHANGE_DAYS))
    for offset in range((today - first).days + 1):
        day = first + timedelta(days=offset)
        window = {"start_date": day.isoformat(), "end_date": (day + timedelta(days=1)).isoformat()}
        for tmdb_id in whole_ids(client.pages("/movie/changes", limit=MOST_PAGES, **window)):
            if tmdb_id in known:
                yield tmdb_id


def known_ids() -> set[int]:
    return set(Film.objects.exclude(tmdb_id=None).values_list("tmdb_id", flat=True))  # type: ignore[arg-type]  # no None


def exported(client: Client, options: Options, *, today: date) -> list[int]:
    """The most popular of the daily export, and the catalogue's films that it lacks, which may be gone.

    Raises BadAnswerError for a file that lacks most of the catalogue: it is cut short, or of something else.
    """
    known = known_ids()
    missing = set(known)
    with export_file(client, options.export, today=today) as file:
        lines = export_lines(file)
        popular = heapq.nlargest(options.limit or EXPORTED, noted(lines, missing))
    if len(missing) > max(100, len(known) // 2):
        raise BadAnswerError(f"the export lacks {len(missing)} of the {len(known)} films of the catalogue")
    return [tmdb_id for _popularity, tmdb_id in popular] + sorted(missing)


def noted(lines: Iterable[dict[str, Any]], missing: set[int]) -> Iterator[tuple[float, int]]:
    for line in lines:
        for tmdb_id in whole_ids([line]):
            missing.discard(tmdb_id)
            popularity = line.get("popularity")
            if not line.get("adult") and not line.get("video") and isinstance(popularity, int | float):
                yield popularity, tmdb_id


def export_lines(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                body = json.loads(line, parse_constant=refuse_constant)
                if isinstance(body, dict):
                    yield body
    except (EOFError, OSError, RecursionError, ValueError, zlib.error) as error:
        raise BadAnswerError(f"the export cannot be read: {error}") from None


def export_file(client: Client, name: str, *, today: date) -> IO[bytes]:
    """The file `name`, or of `latest` the newest that TMDB has."""
    if name != "latest":
        try:
            return Path(name).open("rb")
        except OSError as error:
            raise BadAnswerError(f"{name} cannot be read: {error.strerror}") from None
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    for days in range(EXPORT_IS_KEPT):
        day = today - timedelta(days=days)
        try:
            client.download(f"movie_ids_{day:%m_%d_%Y}.json.gz", file)
        except (NotFoundError, RefusedError):  # the store of the exports refuses what it does not have
            continue
        file.seek(0)
        return file
    file.close()
    raise NotFoundError(f"there is no export of the last {EXPORT_IS_KEPT} days")


def stale(*, days: int, limit: int | None, now: datetime) -> list[int]:
    """The films that were not fetched for `days`: those people looked at lately first, then the longest unfetched.

    What TMDB's terms make urgent comes before these, and no limit holds it back.
    """
    overdue = list(older_than(now - timedelta(days=OVERDUE_DAYS)))
    waiting = older_than(now - timedelta(days=days))
    looked_at = list(waiting.filter(pk__in=seen.recently_seen())) if days < OVERDUE_DAYS else []
    ids = list(dict.fromkeys([*overdue, *looked_at, *waiting]))
    return ids[: max(limit, len(overdue))] if limit is not None else ids


def older_than(moment: datetime) -> Any:
    """TMDB ids of films that were fetched before `moment` or never, the oldest first."""
    fetched_at = SyncRecord.objects.filter(tmdb_id=OuterRef("tmdb_id")).values("synced_at")
    films = Film.objects.exclude(tmdb_id=None).annotate(fetched_at=Subquery(fetched_at))
    waiting = films.filter(Q(fetched_at=None) | Q(fetched_at__lt=moment))
    return waiting.order_by(F("fetched_at").asc(nulls_first=True), "pk").values_list("tmdb_id", flat=True)
