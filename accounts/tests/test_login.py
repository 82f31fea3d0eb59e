import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from .factories import PASSWORD, make_user, make_verified
from .mails import link_in

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
WRONG = "This name and password do not belong together."


def log_in(client, login, password=PASSWORD, path=LOGIN, **values):
    return client.post(path, {"login": login, "password": password, **values})


@pytest.mark.parametrize("login", ["Anna", "anna", "ANNA", " anna ", "anna@example.org", "Anna@Example.org"])
def test_login_by_name_or_address_in_any_case(client, login):
    member = make_verified(username="Anna", email="anna@example.org")

    response = log_in(client, login)

    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(member.pk)


def test_login_page_has_one_form_and_the_ways_out(client):
    page = client.get(LOGIN, {"next": "/films/?page=2"}).content.decode()

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert reverse("account_reset_password") in page
    assert reverse("account_signup") + "?next=%2Ffilms%2F%3Fpage%3D2" in page
    assert '<input type="hidden" name="next" value="/films/?page=2">' in page


def test_login_that_is_not_remembered_ends_with_the_browser(client):
    make_verified(username="anna")

    log_in(client, "anna")

    assert client.session.get_expire_at_browser_close()


def test_login_that_is_remembered_lasts(client, settings):
    make_verified(username="anna")

    log_in(client, "anna", remember="on")

    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_login_goes_to_the_front_page_in_the_language_of_the_member(client):
    make_verified(username="anna", language="ru")

    assert log_in(client, "anna").url == "/ru/"


def test_login_returns_to_where_the_visitor_was(client):
    make_verified(username="anna", language="ru")

    assert log_in(client, "anna", next="/films/7-solaris/").url == "/films/7-solaris/"


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:evil.example"]
)
def test_login_does_not_lead_to_another_site(client, url):
    make_verified(username="anna")

    assert log_in(client, "anna", next=url).url == "/"


def test_login_page_in_russian(client):
    page = client.get("/ru/accounts/login/")

    assert page.status_code == 200
    assert 'action="/ru/accounts/login/"' in page.content.decode()


@pytest.mark.parametrize("login", ["anna", "anna@example.org", "nobody", "nobody@example.org", "no@body@"])
def test_login_with_a_wrong_password_says_the_same_to_all(client, login):
    make_verified(username="anna", email="anna@example.org")

    response = log_in(client, login, "wrong horse")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert f'value="{login}"' in response.content.decode()
    assert "wrong horse" not in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("known", "unknown"), [("anna", "nobody"), ("anna@example.org", "nobody@example.org")])
def test_login_hashes_as_many_passwords_for_members_as_for_others(client, monkeypatch, known, unknown):
    make_verified(username="anna", email="anna@example.org")
    encode = MD5PasswordHasher.encode
    hashed = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    counts = []
    for login in (known, unknown):
        hashed.clear()
        log_in(client, login, "wrong horse")
        counts.append(len(hashed))

    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("values", [{"login": ""}, {"password": ""}, {"login": "an\x00na"}, {"password": "\x00"}])
def test_login_refuses_what_is_no_login(client, values):
    response = client.post(LOGIN, {"login": "anna", "password": "x", **values})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(values)


def test_login_before_the_confirmation_sends_another_link(client, mailoutbox):
    member = make_user(username="anna", email="anna@example.org", password="correct horse", language="ru")

    response = log_in(client, "anna")

    assert response.url == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]
    assert client.post(link_in(mailoutbox[0])).url == "/ru/"
    assert client.session["_auth_user_id"] == str(member.pk)


def test_login_before_the_confirmation_needs_the_password(client, mailoutbox):
    make_user(username="anna", password="correct horse")

    response = log_in(client, "anna", "wrong horse")

    assert response.context["form"].non_field_errors() == [WRONG]
    assert mailoutbox == []


def test_login_of_a_deactivated_member_says_so_to_who_knows_the_password(client):
    make_verified(username="anna", is_active=False)

    assert log_in(client, "anna").url == reverse("account_inactive")
    assert log_in(client, "anna", "wrong horse").context["form"].non_field_errors() == [WRONG]
    assert "This account is deactivated" in client.get(reverse("account_inactive")).content.decode()
    assert "_auth_user_id" not in client.session


def test_login_of_a_member_leads_on(client):
    client.force_login(make_user(language="ru"))

    assert client.get(LOGIN).url == "/ru/"
    assert client.get(LOGIN, {"next": "/films/"}).url == "/films/"


def test_login_stops_after_five_wrong_passwords(client):
    make_verified(username="anna")
    for _attempt in range(5):
        log_in(client, "Anna", "wrong horse")

    response = log_in(client, "anna")

    assert response.context["form"].non_field_errors() == ["Too many failed login attempts. Try again later."]
    assert "_auth_user_id" not in client.session
    assert log_in(Client(), "other", "wrong horse").context["form"].non_field_errors() == [WRONG]


def test_login_has_a_rate_limit_by_address(client):
    for _attempt in range(30):
        client.post(LOGIN, {"login": "anna"})

    response = client.post(LOGIN, {"login": "anna"})

    assert response.status_code == 429
    assert "429.html" in [template.name for template in response.templates]
    assert client.get(LOGIN).status_code == 200


def test_logout_asks_on_get_and_acts_on_post(client):
    client.force_login(make_user())

    page = client.get(reverse("account_logout"))
    assert "Log out?" in page.content.decode()
    assert "_auth_user_id" in client.session
    response = client.post(reverse("account_logout"))

    assert response.url == "/"
    assert "_auth_user_id" not in client.session
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["You are logged out."]


def test_logout_needs_the_token(client):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user())

    assert strict.post(reverse("account_logout")).status_code == 403
    assert "_auth_user_id" in strict.session


def test_login_form_needs_the_token():
    make_verified(username="anna")

    assert log_in(Client(enforce_csrf_checks=True), "anna").status_code == 403


def test_accounts_root_leads_to_the_login(client):
    assert client.get("/accounts/").url == LOGIN
