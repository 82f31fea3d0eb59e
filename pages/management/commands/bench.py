from dataclasses import dataclass, field
from itertools import repeat
from statistics import mean, median
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
BARE = Row("bare view", repeat(Ask("/bare/")), times=300)
HEADING = """
| page | bare views | at most | site + database, ms | bytes | queries |
|---|---:|---:|---:|---:|---:|"""


@dataclass(slots=True)
class Result:
    row: Row
    queries: int
    costs: list[Cost] = field(default_factory=list)
    bare_views: list[float] = field(default_factory=list)  # of each round


class Command(BaseCommand):
    help = "Measure what the pages cost with 100,000 films, for docs/performance.md. Run it by `make bench`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rows", default="", help="Only the rows whose name has this in it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.ROOT_URLCONF != "config.bench_urls":
            raise CommandError("This needs DJANGO_SETTINGS_MODULE=config.settings.bench, as in `make bench`.")
        member = self.prepare()
        session = session_of(member)
        results = self.count_queries([row for row in rows(member) if options["rows"] in row.name], session)
        with servers.gunicorn() as (port, master):
            bare = self.measure(results, Meter(Browser(port, session), master, servers.postmaster()))
            memory = servers.largest_worker(master)
        self.report(results, bare, memory)

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

    def count_queries(self, wanted: list[Row], session: str) -> list[Result]:
        results = []
        for row in wanted:
            try:
                results.append(Result(row, count_queries(row, session)))
            except NotImplementedError:
                self.stderr.write(f"left out, because it is not built yet: {row.name}")
        return results

    def measure(self, results: list[Result], meter: Meter) -> float:
        """What the bare view costs in seconds; the rounds alternate between it and the pages."""
        for row in [BARE, *(result.row for result in results)]:
            meter.measure(row)  # warms the caches
        return median([self.one_round(results, meter) for _round in range(ROUNDS)])

    def one_round(self, results: list[Result], meter: Meter) -> float:
        bare = []
        for result in results:
            bare.append(meter.measure(BARE).seconds)
            result.costs.append(meter.measure(result.row))
        for result in results:
            result.bare_views.append(result.costs[-1].seconds / mean(bare))
        return mean(bare)

    def report(self, results: list[Result], bare: float, memory: int) -> None:
        self.stdout.write(HEADING)
        for result in results:
            site, database = (
                1000 * median(getattr(cost, part) for cost in result.costs) for part in ("site", "database")
            )
            self.stdout.write(
                f"| {result.row.name} | {median(result.bare_views):.1f} | {result.row.ceiling or ''}"
                f" | {site:.1f} + {database:.1f} | {result.costs[-1].size:,} | {result.queries} |"
            )
        self.stdout.write(f"\nA bare view costs {1000 * bare:.2f} ms; the larger worker holds {memory / 1e6:.0f} MB.")
