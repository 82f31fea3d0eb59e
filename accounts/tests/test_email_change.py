import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User

from .factories import make_user, make_verified
from .mails import link_in

pytestmark = pytest.mark.django_db

EMAIL = reverse("account_email")
REAUTHENTICATE = reverse("account_reauthenticate")


@pytest.fixture
def member(client):
    """A member with the address anna@example.org who is logged in and has just shown the password."""
    member = make_verified(username="anna", email="anna@example.org")
    client.force_login(member)
    client.post(REAUTHENTICATE, {"password": "correct horse"})
    return member


def change_to(client, email):
    return client.post(EMAIL, {"action_add": "", "email": email})


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_change_asks_for_the_password_and_then_goes_on(client, mailoutbox):
    member = make_verified(username="anna", email="anna@example.org")
    client.force_login(member)

    response = change_to(client, "new@example.org")
    assert response.url == f"{REAUTHENTICATE}?next=%2Faccounts%2Femail%2F"
    assert "Confirm it is you" in client.get(response.url).content.decode()
    assert mailoutbox == []
    wrong = client.post(REAUTHENTICATE, {"password": "wrong horse", "next": EMAIL})
    assert list(wrong.context["form"].errors) == ["password"]
    response = client.post(REAUTHENTICATE, {"password": "correct horse", "next": EMAIL})

    assert response.url == EMAIL
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]


def test_change_waits_for_the_confirmation(client, member, mailoutbox):
    response = change_to(client, "New@example.org")

    page = client.get(response.url).content.decode()
    assert "<strong>anna@example.org</strong>" in page
    assert "<strong>new@example.org</strong> waits to be confirmed" in page
    member.refresh_from_db()
    assert member.email == "anna@example.org"
    assert [mail.subject for mail in mailoutbox] == ["Confirm your address"]


def test_change_confirmed_replaces_the_address_and_tells_the_old_one(client, member, mailoutbox):
    change_to(client, "new@example.org")

    client.post(link_in(mailoutbox[0]))

    member.refresh_from_db()
    assert member.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]
    assert [(mail.to, mail.subject) for mail in mailoutbox[1:]] == [(["anna@example.org"], "Your address was changed")]


def test_change_confirmed_in_another_browser_works(client, member, mailoutbox):
    change_to(client, "new@example.org")

    response = Client().post(link_in(mailoutbox[0]))

    assert response.url == reverse("account_login")
    member.refresh_from_db()
    assert member.email == "new@example.org"


def test_change_can_be_given_up(client, member, mailoutbox):
    change_to(client, "new@example.org")

    client.post(EMAIL, {"action_remove": "", "email": "new@example.org"})

    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["anna@example.org"]
    assert "This link no longer works" in client.get(link_in(mailoutbox[0])).content.decode()


def test_change_link_is_sent_again(client, member, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    change_to(client, "new@example.org")

    client.post(EMAIL, {"action_send": "", "email": "new@example.org"})

    assert [mail.to for mail in mailoutbox] == [["new@example.org"]] * 2


def test_change_to_a_third_address_forgets_the_second(client, member):
    change_to(client, "second@example.org")

    change_to(client, "third@example.org")

    addresses = EmailAddress.objects.order_by("pk").values_list("email", flat=True)
    assert list(addresses) == ["anna@example.org", "third@example.org"]


def test_address_of_the_account_cannot_be_removed(client, member):
    response = client.post(EMAIL, {"action_remove": "", "email": "anna@example.org"})

    assert response.url == EMAIL
    assert messages_of(response) == ["anna@example.org is your address. Change it to another one instead."]
    assert EmailAddress.objects.filter(user=member).count() == 1


@pytest.mark.parametrize("email", ["", "anna", "a\x00@example.org", "anna@example.org", "ANNA@example.org"])
def test_change_refuses_what_is_no_new_address(client, member, mailoutbox, email):
    response = change_to(client, email)

    assert list(response.context["form"].errors) == ["email"]
    assert EmailAddress.objects.count() == 1
    assert mailoutbox == []


def test_change_to_the_address_of_another_member_looks_like_any_other(client, member, mailoutbox):
    other = make_verified(email="known@example.org")
    outcomes = []
    for email in ("known@example.org", "unknown@example.org"):
        response = change_to(client, email)
        outcomes.append(
            (response.status_code, response.url, [text.replace(email, "") for text in messages_of(response)[-1:]])
        )

    assert outcomes[0] == outcomes[1]
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        (["known@example.org"], "Confirm your address"),
        (["unknown@example.org"], "Confirm your address"),
    ]
    other.refresh_from_db()
    assert other.email == "known@example.org"


def test_address_of_another_member_cannot_be_confirmed(client, member, mailoutbox):
    make_verified(email="known@example.org")
    change_to(client, "known@example.org")

    page = client.get(link_in(mailoutbox[0]))
    response = client.post(link_in(mailoutbox[0]))

    assert "This address belongs to another account" in page.content.decode()
    assert messages_of(response)[-1:] == [
        "known@example.org belongs to another account. It cannot be confirmed for this one."
    ]
    member.refresh_from_db()
    assert member.email == "anna@example.org"


def test_address_of_a_member_who_never_confirmed_it_cannot_be_confirmed(client, member, mailoutbox):
    make_user(email="known@example.org")
    change_to(client, "known@example.org")

    response = client.post(link_in(mailoutbox[0]))

    assert response.status_code == 302
    assert messages_of(response)[-1:] == [
        "known@example.org belongs to another account. It cannot be confirmed for this one."
    ]
    member.refresh_from_db()
    assert member.email == "anna@example.org"
    assert EmailAddress.objects.get(user=member, primary=True).email == "anna@example.org"


def test_change_sent_twice_at_once_has_one_effect(client, member, monkeypatch, mailoutbox):
    manager = type(EmailAddress.objects)

    def add_second(self, request, user, email, send_verification=True):
        EmailAddress.objects.create(user=user, email=email)
        raise IntegrityError

    monkeypatch.setattr(manager, "add_new_email", add_second)

    response = change_to(client, "new@example.org")

    assert response.url == EMAIL
    assert EmailAddress.objects.filter(email="new@example.org").count() == 1


def test_mail_of_a_change_speaks_the_language_of_the_member(client, member, mailoutbox):
    User.objects.update(language="ru")

    change_to(client, "new@example.org")

    assert link_in(mailoutbox[0]).startswith("/ru/accounts/confirm-email/")


def test_email_page_is_for_members(client):
    assert client.get(EMAIL).url == f"{reverse('account_login')}?next={EMAIL}"


def test_changes_have_a_rate_limit(client, member, settings):
    settings.ACCOUNT_RATE_LIMITS = {"manage_email": "1/m/user"}
    change_to(client, "new@example.org")

    assert change_to(client, "newer@example.org").status_code == 429
