"""What is done after a request, by `manage.py db_worker`."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task

from accounts import mailing
from accounts.models import User
from reviews import decision_texts
from reviews.models import Decision


@task()
def mail_decision(decision_id: int, name: str, site: str) -> None:
    """Tell the member, in their language; `name` is that of what it is about, `site` the root of the site."""
    decision = Decision.objects.get(pk=decision_id)
    member = User.objects.filter(pk=decision.member_id or 0).first()
    if member is None:  # deleted meanwhile
        return
    with override(member.language):
        context = {
            "decision": decision,
            "member": member,
            "told": decision_texts.decision_text(
                action=decision.action, target=decision.target, name=name, until=decision.until
            ),
            "appeal_url": urljoin(site, reverse("reviews:appeal", args=[decision.pk])),
            "site": site,
            "can_appeal_here": decision.action in ("hide", "warn", "suspend"),
        }
        subject = " ".join(render_to_string("reviews/mail/decision_subject.txt", context).split())
        body = render_to_string("reviews/mail/decision_message.txt", context)
    mailing.send_later(EmailMessage(subject, body, to=[member.email], reply_to=[settings.MODERATORS_EMAIL]))
