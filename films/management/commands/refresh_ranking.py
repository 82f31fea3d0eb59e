from typing import Any

from django.core.management.base import BaseCommand

from films.services import ranking


class Command(BaseCommand):
    help = "Rank all films by the present mean of the site. Run it daily."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = ranking.refresh_ranking()
        if options["verbosity"]:
            self.stdout.write(f"Ranked anew: {moved} films.")
