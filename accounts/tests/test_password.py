import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User

from .factories import make_user, make_verified
from .mails import link_in

pytestmark = pytest.mark.django_db

RESET = reverse("account_reset_password")
CHANGE = reverse("account_change_password")
NEW = {"password1": "quiet harbour 9", "password2": "quiet harbour 9"}


def follow_link(client, mail):
    """The link of the mail redirects to an address without the secret."""
    response = client.get(link_in(mail))
    assert response.status_code == 302, response.content.decode()
    return response.url


def test_reset_sets_a_new_password(client, mailoutbox):
    member = make_verified(username="anna", email="anna@example.org")
    response = client.post(RESET, {"email": "ANNA@example.org"})
    assert response.url == reverse("account_reset_password_done")

    form = follow_link(client, mailoutbox[0])
    page = client.get(form)
    response = client.post(form, NEW)

    assert "Choose a new password" in page.content.decode()
    assert response.url == reverse("account_reset_password_from_key_done")
    assert "Your new password is saved" in client.get(response.url).content.decode()
    assert User.objects.get(pk=member.pk).check_password("quiet harbour 9")
    assert "_auth_user_id" not in client.session
    assert [mail.subject for mail in mailoutbox] == ["Choose a new password", "Your password was changed"]


def test_reset_logs_out_everywhere(client, mailoutbox):
    member = make_verified()
    elsewhere = Client()
    elsewhere.force_login(member)
    client.post(RESET, {"email": member.email})

    client.post(follow_link(client, mailoutbox[0]), NEW)

    assert elsewhere.get(reverse("accounts:settings")).status_code == 302


def test_reset_link_works_once(client, mailoutbox):
    member = make_verified()
    client.post(RESET, {"email": member.email})
    client.post(follow_link(client, mailoutbox[0]), NEW)

    page = client.get(link_in(mailoutbox[0]))

    assert page.status_code == 200
    assert "This link no longer works" in page.content.decode()


@pytest.mark.parametrize("key", ["1-wrong", "1-set-password", "zzzzzzzzzzzzz-x", "zzzzzzzzzzzzzzzzzzzz-x", "1-%00"])
def test_reset_link_that_is_wrong_says_so(client, key):
    page = client.get(f"/accounts/password/reset/key/{key}/")

    assert page.status_code == 200
    assert "This link no longer works" in page.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "quiet harbour 9", "password2": "quiet harbour 8"}, "password2"),
    ],
)
def test_reset_refuses_a_bad_password(client, mailoutbox, values, field):
    member = make_verified()
    client.post(RESET, {"email": member.email})

    response = client.post(follow_link(client, mailoutbox[0]), values)

    assert list(response.context["form"].errors) == [field]
    assert User.objects.get(pk=member.pk).check_password("correct horse")


def test_reset_mail_speaks_the_language_of_the_member(client, mailoutbox):
    member = make_verified(language="ru")

    client.post(RESET, {"email": member.email})

    assert link_in(mailoutbox[0]).startswith("/ru/accounts/password/reset/key/")
    assert follow_link(client, mailoutbox[0]).startswith("/ru/")


def test_reset_mail_to_a_stranger_speaks_the_language_of_the_page(client, mailoutbox):
    client.post("/ru/accounts/password/reset/", {"email": "nobody@example.org"})

    assert link_in(mailoutbox[0]) == "/ru/accounts/signup/"


def test_reset_for_an_unknown_address_looks_like_any_other(mailoutbox):
    make_verified(email="known@example.org")
    make_verified(email="gone@example.org", is_active=False)
    pages = []
    for email in ("known@example.org", "gone@example.org", "nobody@example.org"):
        client = Client()
        response = client.post(RESET, {"email": email})
        page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", client.get(response.url).content.decode())
        messages = [str(message) for message in get_messages(response.wsgi_request)]
        pages.append((response.status_code, response.url, sorted(response.cookies), messages, page))

    assert pages[0] == pages[1] == pages[2]
    assert [mail.to[0] for mail in mailoutbox] == ["known@example.org", "gone@example.org", "nobody@example.org"]
    assert [mail.subject for mail in mailoutbox[1:]] == ["There is no account with your address"] * 2


def test_reset_through_an_address_that_waits_to_be_confirmed_is_refused(client, mailoutbox):
    member = make_verified(email="anna@example.org")
    member.emailaddress_set.create(email="mistyped@example.org")

    client.post(RESET, {"email": "mistyped@example.org"})

    assert [mail.subject for mail in mailoutbox] == ["There is no account with your address"]


@pytest.mark.parametrize("email", ["", "anna", "an\x00na@example.org"])
def test_reset_refuses_what_is_no_address(client, mailoutbox, email):
    response = client.post(RESET, {"email": email})

    assert list(response.context["form"].errors) == ["email"]
    assert mailoutbox == []


def test_reset_has_a_rate_limit_by_address(client, mailoutbox):
    for _attempt in range(5):
        client.post(RESET, {"email": "anna@example.org"})

    response = client.post(RESET, {"email": "Anna@example.org"})

    assert response.status_code == 429
    assert len(mailoutbox) == 5


def test_change_keeps_this_session_and_ends_the_others(client, mailoutbox):
    member = make_verified()
    elsewhere = Client()
    elsewhere.force_login(member)
    client.force_login(member)

    response = client.post(CHANGE, {"oldpassword": "correct horse", **NEW})

    assert response.url == CHANGE
    assert User.objects.get(pk=member.pk).check_password("quiet harbour 9")
    assert client.get(CHANGE).status_code == 200
    assert elsewhere.get(CHANGE).status_code == 302
    assert [mail.subject for mail in mailoutbox] == ["Your password was changed"]


def test_notice_of_a_change_speaks_the_language_of_the_member(client, mailoutbox):
    member = make_verified(language="ru")
    client.force_login(member)

    client.post(CHANGE, {"oldpassword": "correct horse", **NEW}, headers={"user-agent": "Firefox <b>"})

    assert link_in(mailoutbox[0]) == "/ru/accounts/password/reset/"
    assert "Firefox <b>" in mailoutbox[0].body
    assert "127.0.0.1" in mailoutbox[0].body


def test_change_refuses_a_wrong_password(client, mailoutbox):
    member = make_verified()
    client.force_login(member)

    response = client.post(CHANGE, {"oldpassword": "wrong horse", **NEW})

    assert list(response.context["form"].errors) == ["oldpassword"]
    assert User.objects.get(pk=member.pk).check_password("correct horse")
    assert mailoutbox == []


def test_change_by_a_visitor_leads_to_the_login(client):
    assert client.get(CHANGE).url == f"{reverse('account_login')}?next={CHANGE}"


def test_member_without_a_password_can_set_one(client):
    member = make_user()
    client.force_login(member)
    assert client.get(CHANGE).url == reverse("account_set_password")

    assert "no password yet" in client.get(reverse("account_set_password")).content.decode()
    client.post(reverse("account_set_password"), NEW)

    assert User.objects.get(pk=member.pk).check_password("quiet harbour 9")
