from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reviews.services import recount


class Command(BaseCommand):
    help = (
        "Compare the figures of films, reviews and discussions with a recount of members' rows and mend them."
        " Exit code 1 if any differed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say which differ.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = {"films": recount.find_drift(), **recount.find_drift_of_texts()}
        for name, drifted in found.items():
            if drifted:
                self.stderr.write(f"The figures of {len(drifted)} {name} were wrong: {drifted[:20]}")
            elif options["verbosity"]:
                self.stdout.write(f"The figures of all {name} are right.")
        if not any(found.values()):
            return
        if not options["dry_run"]:
            for name, number in {"films": recount.mend_drift(), **recount.mend_drift_of_texts()}.items():
                self.stdout.write(f"Mended {number} {name}.")
        raise SystemExit(1)
