"""Mail that no page waits for: it goes by `manage.py db_worker`, and is tried again while the mail server is away."""

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import task

logger = logging.getLogger(__name__)

# After each failure; half a day in all. Links to confirm an address or to set a password last longer.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 480)]


def send_later(message: EmailMessage) -> None:
    deliver.enqueue(
        {
            "subject": message.subject,
            "body": message.body,
            "from_email": message.from_email,
            "to": message.to,
            "reply_to": message.reply_to,
        }
    )


@task()
def deliver(message: dict[str, Any], failures: int = 0) -> None:
    try:
        EmailMessage(**message).send()
    except (OSError, SMTPException) as error:
        if (
            isinstance(error, SMTPRecipientsRefused)
            or failures == len(PAUSES)
            or not deliver.get_backend().supports_defer
        ):
            raise
        logger.warning("A mail was not taken, try %d: %s", failures + 1, type(error).__name__)
        later = deliver.using(run_after=timezone.now() + PAUSES[failures])
        later.enqueue(message, failures + 1)
