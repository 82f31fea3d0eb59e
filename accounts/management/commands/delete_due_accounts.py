from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import leaving


class Command(BaseCommand):
    help = "Delete for good the accounts whose members asked for it and did not come back in time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say whose accounts are due.")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            for user in leaving.due(now=now):
                self.stdout.write(f"{user.pk} {user.username}: due {user.deletion_due_at:%Y-%m-%d %H:%M} UTC")
            return
        deleted = leaving.delete_due(now=now)
        if options["verbosity"]:
            self.stdout.write(f"Deleted {deleted} accounts.")
