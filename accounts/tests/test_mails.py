import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.utils.translation import get_language

from .factories import make_verified

pytestmark = pytest.mark.django_db

NOTICES = {
    "account/email/password_changed": {},
    "account/email/password_reset": {},
    "account/email/password_set": {},
    "account/email/email_changed": {"from_email": "old@example.org", "to_email": "new@example.org"},
    "account/email/email_deleted": {"deleted_email": "new@example.org"},
    "mfa/email/recovery_codes_generated": {},
    "mfa/email/totp_activated": {},
    "mfa/email/totp_deactivated": {},
    "mfa/email/webauthn_added": {},
    "mfa/email/webauthn_removed": {},
}


@pytest.mark.parametrize("template", NOTICES)
def test_notice_says_what_happened_and_what_to_do(rf, mailoutbox, template):
    member = make_verified(language="ru", email="anna@example.org")
    request = rf.get("/", headers={"user-agent": "Mozilla's <browser>"})

    with context.request_context(request):
        get_adapter().send_notification_mail(template, member, NOTICES[template])

    (mail,) = mailoutbox
    assert mail.to == ["anna@example.org"]
    assert mail.subject
    assert "\n" not in mail.subject
    assert "Mozilla's <browser>" in mail.body
    assert "http://testserver/ru/accounts/password/reset/" in mail.body
    assert all(text in mail.body for text in NOTICES[template].values())
    assert get_language() == "en"


def test_mail_is_plain_text_from_the_site(client, mailoutbox, settings):
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    (mail,) = mailoutbox
    assert mail.from_email == settings.DEFAULT_FROM_EMAIL
    assert (mail.content_subtype, mail.attachments) == ("plain", [])
    assert mail.body.startswith("Hello,\n")
    assert mail.body.endswith("--\nFilmTracker\ntestserver")


def test_link_in_a_mail_has_the_host_of_the_request(client, mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["films.example.org"]
    member = make_verified()

    client.post(
        "/accounts/password/reset/", {"email": member.email}, headers={"host": "films.example.org"}, secure=True
    )

    assert "https://films.example.org/accounts/password/reset/key/" in mailoutbox[0].body
