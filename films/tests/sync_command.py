"""`manage.py sync_tmdb` as a test calls it."""

import io
from dataclasses import dataclass

from django.core.management import CommandError, call_command

from films.models import Film, SyncRecord, SyncRun


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
