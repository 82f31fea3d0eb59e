from dataclasses import dataclass, field
from itertools import repeat
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.models import User
from films.models import Film
from pages.benchmark import servers
from pages.benchmark.measure import Browser, Cost, Meter, count_queries
from pages.benchmark.rows import Ask, Row, busy_member, rows
from pages.benchmark.sessions import session_of

ROUNDS = 3
BARE = Row("bare view", repeat(Ask("/bare/")), times=200)
HEADING = """
| page | bare views | at most | site + database, ms | bytes | queries |
|---|---:|---:|---:|---:|---:|"""


@dataclass(slots=True)
class Result:
    row: Row
    queries: int
    rounds: list[tuple[Cost, Cost]] = field(default_factory=list)  # of the page and of the bare view

    @property
    def bare_views(self) -> float:
        return median(page.each / bare.each for page, bare in self.rounds)

    def milliseconds(self, part: str) -> float:
        return median(1000 * getattr(page, part) / page.requests for page, _bare in self.rounds)


class Command(BaseCommand):
    help = "Measure what the pages cost with 100,000 films, for docs/performance.md. Run it by `make bench`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", default="", help="Only the rows whose name has this in it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ROOT_URLCONF != "config.bench_urls":
            raise CommandError("This needs DJANGO_SETTINGS_MODULE=config.settings.bench, as in `make bench`.")
        member = self.prepare()
        session = session_of(member)
        wanted = [row for row in rows(member) if options["rows"] in row.name]
        results = [Result(row, count_queries(row, session)) for row in wanted]
        with servers.gunicorn() as (port, master):
            self.measure(results, Meter(Browser(port, session), master, servers.postmaster()))
            memory = servers.largest_worker(master)
        self.report(results, memory)

    def prepare(self) -> User:
        """Fill the database if it is empty. Nobody but a generated member is made to rate."""
        call_command("migrate", verbosity=0, interactive=False)
        if not Film.objects.exists():
            call_command("generate_catalogue", force=True, stdout=self.stderr)
        member = busy_member()
        if member is None:
            raise CommandError("This database has films of its own, so it is not measured on.")
        call_command("collectstatic", verbosity=0, interactive=False)
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
        return member

    def measure(self, results: list[Result], meter: Meter) -> None:
        for row in [BARE, *(result.row for result in results)]:
            meter.measure(row, row.times, Cost())  # warms the caches
        for _round in range(ROUNDS):
            for result in results:
                result.rounds.append(meter.compare(result.row, BARE))

    def report(self, results: list[Result], memory: int) -> None:
        self.stdout.write(HEADING)
        for result in results:
            page, _bare = result.rounds[-1]
            self.stdout.write(
                f"| {result.row.name} | {result.bare_views:.1f} | {result.row.ceiling or ''}"
                f" | {result.milliseconds('site'):.1f} + {result.milliseconds('database'):.1f}"
                f" | {page.size // page.requests:,} | {result.queries} |"
            )
        bare = median(1000 * bare.each for result in results for _page, bare in result.rounds)
        self.stdout.write(f"\nA bare view costs {bare:.2f} ms; the larger worker holds {memory / 1e6:.0f} MB.")
