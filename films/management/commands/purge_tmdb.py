from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from films.management.arguments import whole
from films.tmdb import purging

KINDS = ["films", "texts", "credits", "people", "keywords", "collections", "pictures"]


class Command(BaseCommand):
    help = (
        "Remove all that came from TMDB, at the end of a licence. Films stay with their titles, what members made of "
        "them, and what staff locked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count what would go, change nothing")
        parser.add_argument(
            "--older-than",
            type=whole(1, 3650),
            metavar="DAYS",
            help="only of films that were not fetched for so long; TMDB's terms allow 180 days",
        )
        parser.add_argument("--noinput", action="store_false", dest="interactive", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["older_than"]
        before = timezone.now() - timedelta(days=days) if days else None
        if not options["dry_run"] and options["interactive"]:
            self.ask(before is None)
        counts = purging.purge(before=before, dry_run=options["dry_run"])
        if options["verbosity"]:
            verb = "Would remove" if options["dry_run"] else "Removed"
            told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS[1:] if counts[kind])
            self.stdout.write(f"{verb} what TMDB gave of {counts['films']} films{f': {told}' if told else ''}.")

    def ask(self, everything: bool) -> None:
        what = "ALL content of TMDB" if everything else "the content of TMDB that is too old"
        try:
            answer = input(f"Remove {what} from the catalogue? Type yes: ")
        except EOFError:
            raise CommandError("Nothing was removed: there is nobody to ask. Cron needs --noinput.") from None
        if answer != "yes":
            raise CommandError("Nothing was removed.")
