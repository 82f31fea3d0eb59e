"""Mails that no page waits for; run by `manage.py db_worker`."""

from urllib.parse import urljoin, urlsplit

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task

from accounts import mailing
from accounts.models import User


@task()
def mail_deletion_due(user_id: int, site: str) -> None:
    """Until when the account can be kept, and how; nothing to a member who came back meanwhile."""
    user = User.objects.filter(pk=user_id).exclude(deletion_due_at=None).first()
    if user is None:
        return
    with override(user.language):
        context = {"user": user, "host": urlsplit(site).netloc, "login": urljoin(site, reverse("account_login"))}
        subject = render_to_string("accounts/email/deletion_due_subject.txt", context).strip()
        body = render_to_string("accounts/email/deletion_due_message.txt", context)
    mailing.send_later(EmailMessage(subject, body, to=[user.email]))
