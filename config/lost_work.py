"""Work that a worker had begun when it was killed, or lost the database: django-tasks leaves it running for ever."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Func, IntegerField
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

LONGEST = timedelta(minutes=15)  # no task takes nearly as long
MOST_TRIES = 3


@transaction.atomic
def queue_again(*, now: datetime) -> int:
    """Put back what was begun too long ago; what was begun three times fails, as it may be what kills the worker.

    A mail that was sent just before may be sent twice; the alternative is none.
    """
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=now - LONGEST)
    tries = Func(F("worker_ids"), function="jsonb_array_length", output_field=IntegerField())
    hopeless = lost.alias(tries=tries).filter(tries__gte=MOST_TRIES)
    for result in hopeless.select_for_update(skip_locked=True):
        logger.error("%s was begun %d times and never ended", result.task_path, MOST_TRIES)
        result.status, result.finished_at = TaskResultStatus.FAILED, now
        result.save(update_fields=["status", "finished_at"])
    return lost.update(status=TaskResultStatus.READY, started_at=None)
