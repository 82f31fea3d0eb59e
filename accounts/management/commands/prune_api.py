from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import IdempotencyKey, TokenSession


class Command(BaseCommand):
    help = "Delete sessions of other programs that have ended, and Idempotency-Keys that count no longer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many, delete none")

    def handle(self, *, dry_run: bool, verbosity: int, **options: Any) -> None:
        now = timezone.now()
        rows = {
            "sessions": TokenSession.objects.filter(expires_at__lte=now),
            "keys": IdempotencyKey.objects.filter(created_at__lte=now - settings.API_IDEMPOTENCY_KEPT),
        }
        for name, old in rows.items():
            count = old.count() if dry_run else old.delete()[0]
            if verbosity:
                self.stdout.write(f"{count} {name}{' would be' if dry_run else ''} deleted.")
