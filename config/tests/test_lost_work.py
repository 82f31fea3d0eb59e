from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts import mailing
from config import lost_work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tasks_in_the_database(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def begin_mail(*, minutes_ago, times=1):
    """As a worker that was killed leaves it."""
    mailing.send_later(EmailMessage("Hello", "Text", to=["ada@example.org"]))
    result = DBTaskResult.objects.latest("enqueued_at")
    for number in range(times):
        result.claim(f"worker{number}")
    DBTaskResult.objects.filter(pk=result.pk).update(started_at=timezone.now() - timedelta(minutes=minutes_ago))
    return result


def test_mail_of_a_killed_worker_waits_for_the_next_one():
    begin_mail(minutes_ago=16)

    call_command("resume_tasks", verbosity=0)
    (waiting,) = DBTaskResult.objects.ready()
    waiting.task.call(*waiting.args_kwargs["args"])

    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_work_that_is_still_being_done_is_left_alone():
    result = begin_mail(minutes_ago=14)

    assert lost_work.queue_again(now=timezone.now()) == 0

    result.refresh_from_db()
    assert result.status == TaskResultStatus.RUNNING


def test_work_that_was_begun_three_times_fails(caplog):
    result = begin_mail(minutes_ago=16, times=3)

    assert lost_work.queue_again(now=timezone.now()) == 0

    result.refresh_from_db()
    assert result.status == TaskResultStatus.FAILED
    assert "never ended" in caplog.text
    caplog.clear()  # an error was expected


def test_work_that_is_done_is_not_done_again():
    result = begin_mail(minutes_ago=16)
    result.set_successful(None)

    assert lost_work.queue_again(now=timezone.now()) == 0

    result.refresh_from_db()
    assert result.status == TaskResultStatus.SUCCESSFUL
