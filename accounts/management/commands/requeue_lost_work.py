from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

LOST_AFTER = timedelta(minutes=30)  # nothing that pages leave for later takes as long
MOST_TRIES = 3  # for work that ends its worker each time


class Command(BaseCommand):
    help = "Let work be done whose worker was killed in the midst of it; a mail of it may come twice."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        lost = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LOST_AFTER)
        count = lost.filter(**{f"worker_ids__{MOST_TRIES - 1}__isnull": True}).update(status=TaskResultStatus.READY)
        if verbosity:
            self.stdout.write(f"{count} tasks of killed workers wait again.")
