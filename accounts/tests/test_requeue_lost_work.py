from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts import mailing

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(settings):
    """A mail that a worker has taken, but not sent."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    mailing.send_later(EmailMessage("Confirm", "Open it", "site@example.org", ["a@example.org"]))
    task = DBTaskResult.objects.get()
    task.claim("killed")
    return task


def after(minutes, task):
    DBTaskResult.objects.filter(pk=task.pk).update(started_at=timezone.now() - timedelta(minutes=minutes))


def found_by_a_worker():
    call_command("requeue_lost_work", verbosity=0)
    return list(DBTaskResult.objects.ready())


def test_mail_of_a_killed_worker_waits_again(taken):
    after(31, taken)

    assert found_by_a_worker() == [taken]


def test_mail_that_a_worker_may_still_send_is_left_to_it(taken):
    after(29, taken)

    assert found_by_a_worker() == []


def test_work_that_ended_three_workers_is_given_up(taken):
    for worker in ("killed too", "killed as well"):
        taken.claim(worker)
    after(31, taken)

    assert found_by_a_worker() == []
