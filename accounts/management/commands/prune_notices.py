from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import notices


class Command(BaseCommand):
    help = f"Delete what members were told more than {notices.KEPT_FOR.days} days ago."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many, delete none")

    def handle(self, *, dry_run: bool, verbosity: int, **options: Any) -> None:
        old = notices.old_notices(now=timezone.now())
        count = old.count() if dry_run else old.delete()[0]
        if verbosity:
            self.stdout.write(f"{count} old notices{' would be' if dry_run else ''} deleted.")
