import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.templatetags.accounts import browser

from .factories import make_verified

pytestmark = pytest.mark.django_db

KEY = {
    "name": "Phone",
    "credential": {"clientExtensionResults": {"credProps": {"rk": True}}},
}


@pytest.fixture
def member(client):
    member = make_verified(username="anna")
    client.force_login(member)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    return member


def code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def activate(client):
    """Switch the authenticator app on; its secret."""
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert response.status_code == 302
    return secret


def test_second_factor_page_of_a_member_without_one(client, member):
    page = client.get(reverse("mfa_index")).content.decode()

    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page
    assert reverse("mfa_generate_recovery_codes") not in page


def test_second_factor_needs_the_password_first(client):
    client.force_login(make_verified())

    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


def test_authenticator_app_is_set_up(client, member):
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    assert 'class="qr-code" src="data:image/svg+xml' in page

    activate(client)

    assert set(member.authenticator_set.values_list("type", flat=True)) == {"totp", "recovery_codes"}
    page = client.get(reverse("mfa_index")).content.decode()
    assert reverse("mfa_deactivate_totp") in page
    assert reverse("mfa_view_recovery_codes") in page


def test_authenticator_app_refuses_a_wrong_code(client, member):
    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert list(response.context["form"].errors) == ["code"]
    assert not Authenticator.objects.exists()


def test_login_asks_for_the_second_factor_and_keeps_next(client, member):
    secret = activate(client)
    visitor = Client()
    login = {"login": "anna", "password": "correct horse", "next": "/films/"}

    response = visitor.post(reverse("account_login"), login)
    assert response.url == reverse("mfa_authenticate")
    assert "Enter the code" in visitor.get(response.url).content.decode()
    assert "_auth_user_id" not in visitor.session
    wrong = visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert list(wrong.context["form"].errors) == ["code"]
    member.authenticator_set.filter(type="totp").update(data={"secret": secret})
    response = visitor.post(reverse("mfa_authenticate"), {"code": code(secret)})

    assert response.url == "/films/"
    assert "_auth_user_id" in visitor.session


def test_recovery_codes_are_shown_downloaded_and_made_anew(client, member):
    activate(client)
    page = client.get(reverse("mfa_view_recovery_codes"))
    codes = page.context["unused_codes"]
    assert all(f"<code>{code}</code>" in page.content.decode() for code in codes)
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes

    assert "no longer work" in client.get(reverse("mfa_generate_recovery_codes")).content.decode()
    client.post(reverse("mfa_generate_recovery_codes"))

    assert not set(codes) & set(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"])


def test_authenticator_app_is_switched_off(client, member):
    activate(client)
    assert "Switch off the authenticator app?" in client.get(reverse("mfa_deactivate_totp")).content.decode()

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()


def test_member_with_a_second_factor_can_change_the_address(client, member, mailoutbox):
    activate(client)

    client.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})

    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]


def test_reauthentication_offers_the_second_factor(client, member):
    activate(client)

    page = client.get(reverse("account_reauthenticate")).content.decode()

    assert reverse("mfa_reauthenticate") in page
    assert "Enter the code" in client.get(reverse("mfa_reauthenticate")).content.decode()


def test_keys_are_listed_renamed_and_removed(client, member):
    key = Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data=KEY)
    edit, remove = (reverse(f"mfa_{action}_webauthn", args=[key.pk]) for action in ("edit", "remove"))

    page = client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "Passkey: logs you in without a password." in page
    assert edit in page
    assert "You have 1 key." in client.get(reverse("mfa_index")).content.decode()
    assert "Rename the key" in client.get(edit).content.decode()
    client.post(edit, {"name": "Old phone"})
    assert "Old phone" in client.get(reverse("mfa_list_webauthn")).content.decode()
    assert "Remove the key?" in client.get(remove).content.decode()
    client.post(remove)

    assert not Authenticator.objects.exists()
    assert "You have no keys yet" in client.get(reverse("mfa_list_webauthn")).content.decode()


def test_key_of_another_member_is_not_found(client, member):
    key = Authenticator.objects.create(user=make_verified(), type=Authenticator.Type.WEBAUTHN, data=KEY)

    for action in ("edit", "remove"):
        assert client.post(reverse(f"mfa_{action}_webauthn", args=[key.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Phone"


def test_page_to_add_a_key_has_what_the_browser_needs(client, member):
    page = client.get(reverse("mfa_add_webauthn")).content.decode()

    assert 'id="js_data"' in page
    assert "allauth.webauthn.forms.addForm" in page
    assert "mfa/js/webauthn.js" in page


def test_sessions_are_listed_and_ended(client):
    member = make_verified(username="anna")
    login = {"login": "anna", "password": "correct horse"}
    client.post(reverse("account_login"), login, headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    assert "Log out everywhere else" not in client.get(reverse("usersessions_list")).content.decode()
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), login)

    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox, Linux" in page
    assert page.count("This one") == 1
    assert "Log out everywhere else" in page
    client.post(reverse("usersessions_list"))

    assert client.get(reverse("accounts:settings")).status_code == 200
    assert elsewhere.get(reverse("accounts:settings")).status_code == 302
    assert member.usersession_set.count() == 1


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Gecko/20100101 Firefox/140.0", "Firefox, Mac"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Unknown browser"),
    ],
)
def test_browser_is_named(user_agent, name):
    assert browser(user_agent) == name


@pytest.mark.parametrize("path", ["mfa_index", "mfa_list_webauthn", "usersessions_list", "account_reauthenticate"])
def test_security_pages_are_for_members(client, path):
    assert client.get(reverse(path)).url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "path", ["2fa/", "2fa/webauthn/", "sessions/", "email/", "password/change/", "settings/", "2fa/totp/activate/"]
)
def test_manage_pages_in_russian_have_the_settings_around_them(client, member, path):
    page = client.get(f"/ru/accounts/{path}").content.decode()

    assert page.count('aria-current="page"') == 1
    assert "/ru/accounts/sessions/" in page
