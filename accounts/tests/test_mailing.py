from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import mailing

pytestmark = pytest.mark.django_db
MESSAGE = {"subject": "Confirm", "body": "Open it", "from_email": "site@example.org", "to": ["a@example.org"]}


@pytest.fixture
def queued(settings):
    """Work waits in the database, as in production, for a mail server that refuses connections."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_mail_keeps_its_sender_its_receivers_and_where_to_answer():
    sent = mail.EmailMessage("Confirm", "Open it", "site@example.org", ["a@example.org"], reply_to=["b@example.org"])

    mailing.send_later(sent)

    (came,) = mail.outbox
    assert (came.subject, came.body, came.from_email) == ("Confirm", "Open it", "site@example.org")
    assert (came.to, came.reply_to) == (["a@example.org"], ["b@example.org"])


@pytest.mark.usefixtures("queued")
@pytest.mark.parametrize(("failures", "minutes"), [(0, 1), (1, 5), (5, 480)])
def test_mail_that_is_not_taken_is_tried_again_after_a_pause(failures, minutes):
    mailing.deliver.call(MESSAGE, failures)

    (waiting,) = DBTaskResult.objects.all()
    assert waiting.args_kwargs["args"] == [MESSAGE, failures + 1]
    assert abs(waiting.run_after - timezone.now() - timedelta(minutes=minutes)) < timedelta(seconds=30)


@pytest.mark.usefixtures("queued")
def test_mail_that_is_never_taken_is_given_up():
    with pytest.raises(OSError, match="refused"):
        mailing.deliver.call(MESSAGE, len(mailing.PAUSES))

    assert not DBTaskResult.objects.exists()
