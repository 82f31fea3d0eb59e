import argparse
import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from tqdm import tqdm

from films.checks import check_tmdb_settings
from films.management.arguments import whole
from films.models import SyncRun
from films.tmdb import planning, sync
from films.tmdb.client import Client
from films.tmdb.exceptions import NotConfiguredError, TmdbError, reason_of
from films.tmdb.planning import MOST_PAGES, Options

UNABLE = SyncRun.Exit.UNABLE.value
LISTS = {
    "trending": "what is trending this week",
    "popular": "the popular films",
    "top-rated": "the best rated films",
    "now-playing": "what is in the cinemas",
    "upcoming": "what will be in the cinemas",
}
# What the summary says of the counts of a run, in this order.
WORDS = {
    "planned": "planned",
    "retried": "left by earlier runs",
    "created": "added",
    "changed": "changed",
    "unchanged": "unchanged",
    "gone": "gone from TMDB",
    "left_out": "left out",
    "failed": "failed",
    "queued": "still queued",
    "people_added": "people added",
    "people_changed": "people changed",
    "credits_added": "credits added",
    "credits_changed": "credits changed",
    "credits_removed": "credits removed",
    "posters": "posters",
    "backdrops": "backdrops",
    "pictures_missing": "pictures that TMDB lacks",
    "pictures_removed": "pictures withdrawn",
    "genres": "genres",
}


class Command(BaseCommand):
    help = (
        "Fetch films from TMDB and renew those that are here. Options combine. Exit code: 0 all done, 1 some is left "
        "and the next run goes on, 2 could not work (no or a wrong token, no network, no database)."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--genres", action="store_true", help="the names of the genres, in every language")
        for name, words in LISTS.items():
            parser.add_argument(f"--{name}", action="store_true", help=words)
        parser.add_argument("--pages", type=whole(1, MOST_PAGES), default=1, help="pages of each list, 20 films each")
        parser.add_argument("--ids", type=film_ids, default=(), metavar="ID[,ID…]", help="films by their TMDB ids")
        parser.add_argument("--changes", action="store_true", help="films that TMDB changed since the last such run")
        parser.add_argument(
            "--export",
            metavar="FILE|latest",
            default="",
            help=f"the most popular films of the daily export (--limit, else {planning.EXPORTED}), and ours it lacks",
        )
        parser.add_argument("--stale", type=whole(0, 3650), metavar="DAYS", help="films not fetched for so long")
        parser.add_argument("--posters", action="store_true", help="posters and backdrops; alone: of all films")
        parser.add_argument("--languages", type=tags, default=(), metavar="en,ru", help="instead of TMDB_LANGUAGES")
        parser.add_argument("--limit", type=whole(1, 10_000_000), help="at most so many films of lists, export, stale")
        parser.add_argument("--dry-run", action="store_true", help="say which films would be fetched, change nothing")
        parser.add_argument("--deadline", type=whole(1, 10_000_000), metavar="SECONDS", help="end cleanly by then")

    def handle(self, *args: Any, **given: Any) -> None:
        for problem in check_tmdb_settings(None):
            raise CommandError(f"{problem.msg} {problem.hint}", returncode=UNABLE)
        options = Options(**{field.name: given[field.name] for field in fields(Options)})
        check_languages(options)
        deadline = time.monotonic() + given["deadline"] if given["deadline"] else None
        try:
            with logging_for(given["verbosity"]), Client.from_settings(deadline=deadline) as client:
                if given["dry_run"]:
                    self.tell_plan(options, client)
                else:
                    self.run_sync(options, client, verbosity=given["verbosity"])
        except NotConfiguredError as error:
            raise CommandError(f"{error}. Get a token at TMDB and set it: docs/tmdb.md.", returncode=UNABLE) from None
        except TmdbError as error:
            raise CommandError(str(error), returncode=UNABLE) from None
        except DatabaseError as error:
            raise CommandError(f"The database fails: {reason_of(error)}", returncode=UNABLE) from None

    def run_sync(self, options: Options, client: Client, *, verbosity: int) -> None:
        try:
            run = sync.run_sync(options, client=client, report=Progress(self.stdout, verbosity))
        except sync.AlreadyRunningError:
            if verbosity:
                self.stdout.write("Another run is going on; this one leaves it to that.")
            return
        if verbosity:
            self.stdout.write(summary(run))
        if run.exit_code:
            raise CommandError(run.message, returncode=run.exit_code)

    def tell_plan(self, options: Options, client: Client) -> None:
        known = planning.known_ids()
        for source in planning.sources(options, client, now=timezone.now()):
            ids = list(dict.fromkeys(source.ids()))
            cut = ids[: options.limit] if source.limited else ids
            new = sum(tmdb_id not in known for tmdb_id in cut)
            self.stdout.write(f"{source.name}: {len(cut)} films, {new} of them new")
            self.stdout.write(", ".join(map(str, cut)))


class Progress:
    """A bar on a terminal, a line to begin each stage elsewhere."""

    def __init__(self, stdout: Any, verbosity: int) -> None:
        self.stdout = stdout
        self.verbosity = verbosity
        self.bar: tqdm | None = None

    def begin(self, stage: str, total: int) -> None:
        if self.bar is not None:
            self.bar.close()
            self.bar = None
        if not self.verbosity or not total:
            return
        if sys.stderr.isatty():
            self.bar = tqdm(total=total, desc=stage, unit=" ", file=sys.stderr)
        else:
            self.stdout.write(f"{stage}: {total}")

    def step(self) -> None:
        if self.bar is not None:
            self.bar.update()


def summary(run: SyncRun) -> str:
    counts = [f"{run.counts[name]} {words}" for name, words in WORDS.items() if run.counts.get(name)]
    seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at else 0
    return f"{', '.join(counts) or 'nothing to do'}; {seconds:.0f} s"


@contextmanager
def logging_for(verbosity: int) -> Iterator[None]:
    """Failures alone at verbosity 0: cron would mail each film that is gone, and each second try."""
    logger = logging.getLogger("films.tmdb")
    level = logger.level
    if not verbosity:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def check_languages(options: Options) -> None:
    main = settings.TMDB_LANGUAGES[0].partition("-")[0]
    if options.languages and options.languages[0].partition("-")[0] != main:
        raise CommandError(f"--languages begins with the main language of TMDB_LANGUAGES, {main}.", returncode=UNABLE)


def film_ids(text: str) -> tuple[int, ...]:
    words = re.split(r"[\s,]+", text.strip(" ,"))
    return tuple(whole(1, 2**31 - 1)(word) for word in words)


def tags(text: str) -> tuple[str, ...]:
    words = text.split(",")
    if not all(re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", word) for word in words):
        raise argparse.ArgumentTypeError(f"{text} is not a list of languages like en,ru or en-US,ru-RU")
    return tuple(words)
