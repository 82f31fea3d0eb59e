import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.forms import SignupForm
from accounts.models import User

from .factories import make_user, make_verified
from .mails import link_in

pytestmark = pytest.mark.django_db

SENT = reverse("account_email_verification_sent")


def sign_up(client, path="/accounts/signup/", **overrides):
    values = {"email": "anna@example.org", "username": "anna", "password1": "quiet harbour 9", **overrides}
    return client.post(path, values)


def test_signup_makes_a_member_who_waits_for_confirmation(client, mailoutbox):
    response = sign_up(client, email="Anna@Example.org", username="Anna")

    assert response.url == SENT
    member = User.objects.get()
    assert (member.username, member.email, member.language) == ("Anna", "anna@example.org", "en")
    assert member.check_password("quiet harbour 9")
    assert not EmailAddress.objects.get(user=member).verified
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]
    assert "_auth_user_id" not in client.session
    assert "Check your mail" in client.get(SENT).content.decode()


def test_signup_page_says_which_characters_a_name_may_have(client):
    page = client.get(reverse("account_signup")).content.decode()

    assert "3 to 30 Latin letters and digits, with dots, hyphens or underscores between them" in page
    assert page.count('type="password"') == 1


def test_confirmation_page_confirms_by_post_only(client, mailoutbox):
    sign_up(client)

    page = client.get(link_in(mailoutbox[0]))

    assert page.status_code == 200
    assert '<button type="submit" class="btn btn-primary w-100">Yes, confirm</button>' in page.content.decode()
    assert not EmailAddress.objects.get().verified


def test_confirmation_logs_in_where_the_signup_was(client, mailoutbox):
    sign_up(client)

    response = client.post(link_in(mailoutbox[0]))

    assert response.url == "/"
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_confirmation_elsewhere_leads_to_the_login(client, mailoutbox):
    sign_up(client)
    elsewhere = Client()

    response = elsewhere.post(link_in(mailoutbox[0]))

    assert response.url == reverse("account_login")
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" not in elsewhere.session


def test_confirmation_link_works_once(client, mailoutbox):
    sign_up(client)
    link = link_in(mailoutbox[0])
    client.post(link)
    client.logout()

    page = client.get(link)

    assert "This link no longer works" in page.content.decode()
    assert client.post(link).status_code == 404


@pytest.mark.parametrize("key", ["wrong", "MQ:1abc:xyz", "ключ", "%00"])
def test_confirmation_link_that_is_wrong_says_so(client, key):
    response = client.get(f"/accounts/confirm-email/{key}/")

    assert response.status_code in (200, 404)


def test_signup_keeps_next_until_the_login(client, mailoutbox):
    page = client.get(reverse("account_signup"), {"next": "/ru/films/"}).content.decode()
    assert '<input type="hidden" name="next" value="/ru/films/">' in page
    sign_up(client, next="/ru/films/")

    response = client.post(link_in(mailoutbox[0]))

    assert response.url == "/ru/films/"


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signup_forgets_a_next_of_another_site(client, mailoutbox, url):
    sign_up(client, next=url)

    response = client.post(link_in(mailoutbox[0]))

    assert response.url == "/"


def test_signup_on_a_russian_page_makes_a_russian_member(client, mailoutbox):
    page = client.get("/ru/accounts/signup/")
    assert page.status_code == 200
    response = sign_up(client, "/ru/accounts/signup/")

    assert response.url == "/ru" + SENT
    assert User.objects.get().language == "ru"
    link = link_in(mailoutbox[0])
    assert link.startswith("/ru/accounts/confirm-email/")
    assert client.post(link).url == "/ru/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ann"[:2]),
        ("username", "a" * 31),
        ("username", "анна"),
        ("username", "anna smith"),
        ("username", "anna@home"),
        ("username", "-anna"),
        ("username", "Admin"),
        ("username", "an\x00na"),
        ("username", ""),
        ("email", "anna"),
        ("email", "an\x00na@example.org"),
        ("email", ""),
        ("password1", "short"),
        ("password1", "1234567890123"),
        ("password1", "password123"),
        ("password1", ""),
    ],
)
def test_signup_refuses_and_keeps_what_was_typed(client, mailoutbox, field, value):
    response = sign_up(client, **{field: value})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    if field != "email":
        assert 'value="anna@example.org"' in response.content.decode()
    assert not User.objects.exists()
    assert mailoutbox == []


def test_signup_refuses_a_password_like_the_name(client):
    response = sign_up(client, username="harbourmaster", password1="harbourmaster")

    assert list(response.context["form"].errors) == ["password1"]


def test_signup_refuses_a_name_that_differs_in_case_only(client):
    make_user(username="Anna")

    response = sign_up(client, username="anNA")

    assert response.context["form"].errors == {"username": ["This name is taken. Choose another one."]}
    assert User.objects.count() == 1


def test_signup_by_a_member_leads_on(client):
    client.force_login(make_user())

    assert client.get(reverse("account_signup")).status_code == 302


def test_signup_closed_says_so(client, monkeypatch):
    monkeypatch.setattr(AccountAdapter, "is_open_for_signup", lambda *args: False)

    page = client.get(reverse("account_signup"))

    assert "Sign-up is closed" in page.content.decode()


# Nobody learns who is a member


def without_what_was_typed(response, *typed):
    page = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    for text in typed:
        page = page.replace(text, "")
    return page


def test_signup_with_the_address_of_a_member_looks_like_any_other(mailoutbox):
    make_verified(email="known@example.org")
    pages = []
    for email, username in [("known@example.org", "kari"), ("new@example.org", "nora")]:
        client = Client()
        response = sign_up(client, email=email, username=username)
        pages.append(
            (
                response.status_code,
                response.url,
                sorted(response.cookies),
                [str(message).replace(email, "") for message in get_messages(response.wsgi_request)],
                without_what_was_typed(client.get(response.url), email),
            )
        )

    assert pages[0] == pages[1]
    assert [mail.to for mail in mailoutbox] == [["known@example.org"], ["new@example.org"]]
    assert [mail.subject for mail in mailoutbox] == [
        "You already have an account",
        "Welcome to FilmTracker: confirm your address",
    ]
    assert set(User.objects.values_list("email", flat=True)) == {"known@example.org", "new@example.org"}


def test_signup_with_the_address_of_a_member_hashes_a_password_too(client, monkeypatch):
    make_verified(email="known@example.org")
    hashed = []
    monkeypatch.setattr(User, "set_password", lambda user, password: hashed.append(password))

    sign_up(client, email="known@example.org")

    assert hashed == ["quiet harbour 9"]


@pytest.mark.parametrize("email", ["known@example.org", "new@example.org"])
def test_signup_takes_the_name_whether_the_address_was_known_or_not(client, email):
    make_verified(email="known@example.org")
    sign_up(client, email=email, username="kari")

    again = sign_up(Client(), email="other@example.org", username="Kari")

    assert again.context["form"].errors == {"username": ["This name is taken. Choose another one."]}
    assert Client().get("/members/kari/").status_code == 404


def test_mail_about_a_second_signup_speaks_the_language_of_the_member(client, mailoutbox):
    make_verified(email="known@example.org", language="ru")

    sign_up(client, email="KNOWN@example.org")

    assert link_in(mailoutbox[0]) == "/ru/accounts/password/reset/"


# Two at once


def take_first(monkeypatch, **values):
    """Let another sign-up save a member with these `values` between the check of the form and its save."""
    save = SignupForm.save

    def save_second(form, request):
        monkeypatch.setattr(SignupForm, "save", save)
        make_user(**values)
        return save(form, request)

    monkeypatch.setattr(SignupForm, "save", save_second)


def test_signup_whose_name_is_taken_meanwhile_gets_a_form_error(client, monkeypatch, mailoutbox):
    take_first(monkeypatch, username="ANNA")

    response = sign_up(client)

    assert response.status_code == 200
    assert response.context["form"].errors == {"username": ["This name is taken. Choose another one."]}
    assert 'value="anna@example.org"' in response.content.decode()
    assert User.objects.count() == 1
    assert mailoutbox == []


def test_signup_whose_address_is_taken_meanwhile_looks_like_any_other(client, monkeypatch, mailoutbox):
    take_first(monkeypatch, email="anna@example.org")

    response = sign_up(client)

    assert response.url == SENT
    assert User.objects.count() == 1
    assert [mail.subject for mail in mailoutbox] == ["You already have an account"]


def test_database_refuses_names_and_addresses_that_differ_in_case_only():
    make_user(username="anna", email="anna@example.org")

    with pytest.raises(IntegrityError, match="user_email_unique"):
        make_user(email="ANNA@example.org")


def test_signup_has_a_rate_limit(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    sign_up(client, username="")

    response = sign_up(client)

    assert response.status_code == 429
    assert "429.html" in [template.name for template in response.templates]
    assert not User.objects.exists()
