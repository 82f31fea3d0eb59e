"""`manage.py sync_tmdb` as a test calls it."""

import datetime
import io
from dataclasses import dataclass

from django.core.management import CommandError, call_command
from django.utils import timezone

from films.models import Film, SyncRecord, SyncRun
from films.tests.factories import make_film


@dataclass
class Result:
    code: int
    said: str
    error: str

    @property
    def run(self):
        return SyncRun.objects.order_by("pk").last()


def sync(*arguments, verbosity=1):
    """Run the command with these words; what it said and the exit code that cron would see."""
    out = io.StringIO()
    try:
        call_command("sync_tmdb", *map(str, arguments), stdout=out, verbosity=verbosity)
    except CommandError as error:
        return Result(error.returncode, out.getvalue(), str(error))
    return Result(0, out.getvalue(), "")


def states():
    return dict(SyncRecord.objects.values_list("tmdb_id", "state"))


def contents(film):
    """All of the film's own that a sync may change, but for what TMDB counts daily and for the credits."""
    columns = Film.objects.filter(pk=film.pk).values().get()
    relations = ("genres", "countries", "keywords", "alternative_titles", "videos", "translations")
    return {name: value for name, value in columns.items() if not name.startswith("tmdb_")} | {
        name: list(getattr(film, name).values()) for name in relations
    }


def ago(**span):
    return timezone.now() - datetime.timedelta(**span)


def known(*tmdb_ids, days=0):
    """Films of the catalogue that were fetched so many days ago."""
    films = [make_film(tmdb_id=tmdb_id) for tmdb_id in tmdb_ids]
    for film in films:
        SyncRecord.objects.create(
            tmdb_id=film.tmdb_id, film=film, state=SyncRecord.State.UNCHANGED, synced_at=ago(days=days)
        )
    return films


def ids():
    return set(Film.objects.values_list("tmdb_id", flat=True))


def in_order_of_writing():
    return list(SyncRecord.objects.order_by("finished_at").values_list("tmdb_id", flat=True))
