import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from pages.generated.load import generate
from pages.generated.rows import Sizes


class Command(BaseCommand):
    help = "Add a large made-up catalogue with members and their ratings, to measure on; for development only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--films", type=int, default=100_000)
        parser.add_argument("--people", type=int, default=60_000)
        parser.add_argument("--members", type=int, default=20_000)
        parser.add_argument("--ratings", type=int, default=1_000_000)
        parser.add_argument("--reviews", type=int, help="A tenth of the ratings unless told.")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--force", action="store_true", help="Do it although DEBUG is off.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.DEBUG or options["force"]):
            raise CommandError("This adds films that do not exist. With DEBUG off it takes --force.")
        sizes = Sizes(
            **{name: options[name] for name in ("films", "people", "members", "ratings")},
            reviews=options["ratings"] // 10 if options["reviews"] is None else options["reviews"],
        )
        started = time.monotonic()

        def say(step: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"{time.monotonic() - started:5.0f} s  {step}")

        generate(sizes, seed=options["seed"], now=timezone.now(), say=say)
        say("done")
