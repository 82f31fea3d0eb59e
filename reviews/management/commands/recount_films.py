from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reviews.services import recount


class Command(BaseCommand):
    help = "Compare the figures of films with a recount of members' rows and mend them. Exit code 1 if any differed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say which films differ.")

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = recount.find_drift()
        if not drifted:
            if options["verbosity"]:
                self.stdout.write("The figures of all films are right.")
            return
        self.stderr.write(f"The figures of {len(drifted)} films were wrong: {drifted[:20]}")
        if not options["dry_run"]:
            self.stdout.write(f"Mended {recount.mend_drift()} films.")
        raise SystemExit(1)
