from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from config import lost_work


class Command(BaseCommand):
    help = "Queue anew the work that a worker had begun when it was killed."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        count = lost_work.queue_again(now=timezone.now())
        if verbosity:
            self.stdout.write(f"Queued {count} anew.")
