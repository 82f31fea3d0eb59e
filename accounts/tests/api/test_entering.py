import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.utils import timezone

from accounts.adapter import TRIES_FROM_ANYWHERE
from accounts.models import TokenSession, User
from accounts.tests.api.calls import code_of, get, log_in, post, tokens_of
from accounts.tests.factories import PASSWORD, make_user, make_verified
from accounts.tests.mails import link_in

pytestmark = pytest.mark.django_db

ANNA = {"email": "anna@example.org", "username": "anna", "password": "quiet harbour 9"}
WRONG_PASSWORD = "wrong horse"
WRONG = "This name and password do not belong together."


# Sign-up


def test_sign_up_gives_tokens_only_after_the_address_is_confirmed(client, mailoutbox):
    response = post("register/", ANNA, client=client)

    assert response.status_code == 201
    assert response.json() == {"email": "anna@example.org", "verification_required": True, "tokens": None}
    assert response.cookies == {}
    assert code_of(log_in("anna", ANNA["password"])) == (403, "unverified")

    confirm = link_in(mailoutbox[0])
    client.get(confirm)
    client.post(confirm)

    assert log_in("anna", ANNA["password"]).status_code == 200


def test_sign_up_gives_tokens_at_once_where_no_address_is_confirmed(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"

    pair = post("register/", ANNA).json()["tokens"]

    assert get(access=pair["access"]).json()["username"] == "anna"


def test_sign_up_with_the_address_of_a_member_looks_the_same_and_makes_nobody(mailoutbox):
    make_verified(email="anna@example.org", username="first")

    response = post("register/", ANNA)

    assert response.status_code == 201
    assert response.json() == {"email": "anna@example.org", "verification_required": True, "tokens": None}
    assert [user.username for user in User.objects.all()] == ["first"]
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"]]
    again = post("register/", {**ANNA, "email": "other@example.org"})
    assert list(again.json()["error"]["fields"]) == ["username"]  # as it would be had there been a sign-up


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "12345678901"}, "password"),
        ({"password": "short"}, "password"),
        ({"password": "anna@example.org"}, "password"),
        ({"password": ""}, "password"),
        ({"username": "an na"}, "username"),
        ({"username": "TAKEN"}, "username"),
        ({"username": "x" * 31}, "username"),
        ({"username": "an\0na"}, "username"),
        ({"username": {"a": 1}}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": None}, "email"),
    ],
)
def test_sign_up_that_is_not_valid_names_the_field(changes, field):
    make_user(username="Taken")

    response = post("register/", ANNA | changes)

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert User.objects.count() == 1


def test_sign_up_sets_nothing_else():
    post("register/", ANNA | {"is_staff": True, "is_superuser": True, "is_active": False, "id": 7, "theme": "dark"})

    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active, user.theme) == (False, False, True, "system")


# Login


@pytest.mark.parametrize("login", ["Anna", "anna", "ANNA@example.org"])
def test_login_gives_tokens_and_the_member(login):
    user = make_verified(username="Anna", email="anna@example.org")

    response = log_in(login)

    assert response.status_code == 200
    assert set(response.json()) == {"access", "refresh", "user"}
    assert response.json()["user"]["id"] == user.pk
    assert (response.cookies, response["Cache-Control"]) == ({}, "no-store")
    assert User.objects.get().last_login is not None


@pytest.mark.parametrize("login", ["anna", "anna@example.org", "nobody", "nobody@example.org"])
def test_wrong_login_says_the_same_to_all(login):
    make_verified(username="anna", email="anna@example.org")

    response = log_in(login, "wrong horse")

    assert code_of(response) == (401, "invalid_credentials")
    assert response.json()["error"]["message"] == WRONG
    assert not TokenSession.objects.exists()


@pytest.mark.parametrize(("known", "unknown"), [("anna", "nobody"), ("anna@example.org", "nobody@example.org")])
def test_login_hashes_as_many_passwords_for_members_as_for_others(monkeypatch, known, unknown):
    make_verified(username="anna", email="anna@example.org")
    encode = MD5PasswordHasher.encode
    hashed = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    counts = []
    for login in (known, unknown):
        hashed.clear()
        log_in(login, "wrong horse")
        counts.append(len(hashed))

    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    "data", [{}, {"login": "anna"}, {"login": "", "password": "x"}, {"login": [], "password": "x"}]
)
def test_login_without_name_or_password_is_400(data):
    assert code_of(post("login/", data)) == (400, "invalid")


def test_login_of_a_member_who_is_inactive_is_403():
    make_verified(username="anna", is_active=False)

    assert code_of(log_in("anna")) == (403, "inactive")
    assert code_of(log_in("anna", "wrong horse")) == (401, "invalid_credentials")


def test_login_with_an_unconfirmed_address_is_403_and_sends_the_link_again(mailoutbox):
    user = make_user(username="anna", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)

    assert code_of(log_in("anna")) == (403, "unverified")
    assert [mail.to for mail in mailoutbox] == [[user.email]]


def test_login_of_a_member_who_is_leaving_asks_whether_to_stay():
    user = make_verified(username="anna", deletion_due_at=timezone.now() + timedelta(days=3))

    assert code_of(log_in("anna")) == (403, "account_leaving")
    user.refresh_from_db()
    assert user.deletion_due_at is not None

    pair = log_in("anna", keep_account=True).json()
    user.refresh_from_db()
    assert user.deletion_due_at is None
    assert get(access=pair["access"]).status_code == 200


# The second factor


@pytest.fixture
def second_factor():
    user = make_verified(username="anna")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def current_code():
    return format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", next(iter(yield_hotp_counters_from_time()))))


def test_login_with_a_second_factor_needs_its_code(second_factor):
    assert code_of(log_in("anna")) == (401, "second_factor_required")
    assert code_of(log_in("anna", code="000000")) == (401, "invalid_code")
    assert code_of(log_in("anna", "wrong horse", code=current_code())) == (401, "invalid_credentials")
    assert not TokenSession.objects.exists()

    assert log_in("anna", code=current_code()).status_code == 200


def test_recovery_code_works_once(second_factor):
    code = RecoveryCodes.activate(second_factor).get_unused_codes()[0]

    assert log_in("anna", code=code).status_code == 200
    assert code_of(log_in("anna", code=code)) == (401, "invalid_code")


def test_codes_cannot_be_guessed(second_factor):
    answers = [log_in("anna", code="000000").status_code for _number in range(6)]

    assert answers == [401] * 5 + [429]
    assert log_in("anna", code=current_code()).status_code == 429


def test_member_who_has_a_passkey_alone_uses_a_recovery_code():
    user = make_verified(username="anna")
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "key", "credential": {}})

    assert code_of(log_in("anna")) == (401, "second_factor_required")
    assert code_of(log_in("anna", code="000000")) == (401, "invalid_code")


# One count for all doors


def site(login, password=WRONG_PASSWORD):
    return Client().post("/accounts/login/", {"login": login, "password": password})


def admin(login, password=WRONG_PASSWORD):
    return Client().post("/admin/login/", {"username": login, "password": password})


def api(login, password=WRONG_PASSWORD):
    return log_in(login, password)


def test_failed_logins_are_counted_over_all_doors():
    make_verified(username="anna", email="anna@example.org")
    for door, login in [
        (site, "anna"),
        (api, "ANNA"),
        (site, "anna@example.org"),
        (api, "anna"),
        (api, "Anna@example.org"),
    ]:
        door(login)

    response = api("anna", PASSWORD)

    assert code_of(response) == (429, "throttled")
    assert int(response["Retry-After"]) > 0
    assert "_auth_user_id" not in site("anna@example.org", PASSWORD).wsgi_request.session
    assert not TokenSession.objects.exists()


def test_the_admin_has_no_door_of_its_own():
    make_verified(username="anna", is_staff=True, is_superuser=True)

    response = admin("anna", PASSWORD)

    assert "account/login.html" in [template.name for template in response.templates]
    assert "_auth_user_id" not in response.wsgi_request.session


def test_what_is_sent_to_the_admin_is_counted_with_the_site():
    statuses = [admin("anna").status_code for _number in range(31)]

    assert statuses == [200] * 30 + [429]
    assert site("anna").status_code == 429


def test_member_cannot_be_locked_out_from_afar():
    make_verified(username="anna")
    for _number in range(6):
        api("anna")

    assert api("anna", PASSWORD).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert post("login/", {"login": "anna", "password": PASSWORD}, client=elsewhere).status_code == 200


def test_password_cannot_be_guessed_from_many_addresses():
    make_verified(username="anna")

    def guess(number, password=WRONG_PASSWORD):
        client = Client(REMOTE_ADDR=f"10.0.{number // 4}.1")
        return post("login/", {"login": "anna", "password": password}, client=client).status_code

    assert {guess(number) for number in range(TRIES_FROM_ANYWHERE)} == {401}
    assert guess(1000, PASSWORD) == 429


def test_another_member_can_still_log_in_from_elsewhere():
    make_verified(username="anna")
    make_verified(username="boris")
    for _number in range(6):
        api("anna")

    assert api("boris", PASSWORD).status_code == 200


def test_logins_that_succeed_are_not_counted_as_failed():
    make_verified(username="anna")

    assert [api("anna", PASSWORD).status_code for _number in range(7)] == [200] * 7


def test_logins_from_one_address_are_limited(settings):
    settings.API_LIMITS = settings.API_LIMITS | {"auth": (3, 60)}
    make_verified(username="anna")

    assert [api("anna", PASSWORD).status_code for _number in range(4)] == [200] * 3 + [429]


# Passwords


NEW = "quiet harbour 9"


def test_change_of_the_password_gives_new_tokens_and_a_mail(mailoutbox):
    user = make_verified(username="anna")
    here = tokens_of(user)

    response = post("change-password/", {"old_password": PASSWORD, "new_password": NEW}, access=here["access"])

    assert response.status_code == 200
    assert get(access=response.json()["access"]).status_code == 200
    assert User.objects.get().check_password(NEW)
    assert [mail.subject for mail in mailoutbox] == ["Your password was changed"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong horse"}, "old_password"),
        ({"new_password": "short"}, "new_password"),
        ({"new_password": ""}, "new_password"),
    ],
)
def test_change_of_the_password_that_is_not_valid_changes_nothing(changes, field):
    pair = tokens_of(make_verified(username="anna"))

    response = post(
        "change-password/", {"old_password": PASSWORD, "new_password": NEW} | changes, access=pair["access"]
    )

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert User.objects.get().check_password(PASSWORD)
    assert get(access=pair["access"]).status_code == 200


def test_old_password_cannot_be_guessed():
    access = tokens_of(make_verified(username="anna"))["access"]
    data = {"old_password": "wrong horse", "new_password": NEW}

    answers = [post("change-password/", data, access=access).status_code for _number in range(6)]

    assert answers == [400] * 5 + [429]


def test_change_of_the_password_keeps_the_session_of_the_site(client):
    client.force_login(make_verified(username="anna"))

    response = post("change-password/", {"old_password": PASSWORD, "new_password": NEW}, client=client)

    assert response.status_code == 200
    assert client.get("/accounts/settings/").status_code == 200


def key_in(mail):
    return re.search(r"/key/([^/\s]+)/", link_in(mail))[1]


def test_reset_sets_a_new_password_and_ends_all_sessions(mailoutbox):
    user = make_verified(username="anna")
    pair = tokens_of(user)
    assert post("password-reset/", {"email": user.email}).status_code == 202
    key = key_in(mailoutbox[0])

    assert post("password-reset/confirm/", {"key": key, "new_password": NEW}).status_code == 204

    assert log_in("anna", NEW).status_code == 200
    assert get(access=pair["access"]).status_code == 401
    again = post("password-reset/confirm/", {"key": key, "new_password": "another harbour 9"})
    assert list(again.json()["error"]["fields"]) == ["key"]


def test_reset_answers_the_same_to_all(mailoutbox):
    make_verified(email="anna@example.org")

    known = post("password-reset/", {"email": "anna@example.org"})
    unknown = post("password-reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    assert [mail.to for mail in mailoutbox] == [["anna@example.org"], ["nobody@example.org"]]


@pytest.mark.parametrize("key", ["x", "1-x", "-", "zzzzzzzzzzzzzzzzzzzzzz-abc-def", "1" * 200, "☃-☃"])
def test_reset_with_a_key_that_is_none_is_400(key):
    response = post("password-reset/confirm/", {"key": key, "new_password": NEW})

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == ["key"]


def test_reset_with_a_weak_password_changes_nothing(mailoutbox):
    user = make_verified(username="anna")
    post("password-reset/", {"email": user.email})

    response = post("password-reset/confirm/", {"key": key_in(mailoutbox[0]), "new_password": "short"})

    assert list(response.json()["error"]["fields"]) == ["new_password"]
    assert User.objects.get().check_password(PASSWORD)


def test_reset_mails_are_limited(mailoutbox):
    user = make_verified()

    answers = [post("password-reset/", {"email": user.email}).status_code for _number in range(6)]

    assert answers == [202] * 5 + [429]
    assert len(mailoutbox) == 5
