import base64
import datetime
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
import rest_framework_simplejwt.tokens
from django.conf import settings as site
from django.contrib.auth import get_user_model
from django.db import connections
from django.utils import timezone

from accounts import leaving
from accounts.api import tokens
from accounts.models import TokenSession
from accounts.tests.api.calls import AUTH, PROFILE, code_of, get, log_in, post, refresh, tokens_of
from accounts.tests.factories import PASSWORD, make_verified

pytestmark = pytest.mark.django_db
INVALID = (401, "token_not_valid")


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def signed(token, **changes):
    """The token with other claims, signed with the site's own key."""
    return jwt.encode({**claims(token), **changes}, site.SECRET_KEY, algorithm="HS256")


def is_dead(pair):
    """Whether neither of the tokens does anything."""
    return code_of(get(access=pair["access"])) == INVALID and code_of(refresh(pair["refresh"])) == INVALID


def test_access_token_tells_who_asks_in_one_query(django_assert_num_queries):
    pair = tokens_of(make_verified(username="anna"))

    with django_assert_num_queries(1):
        response = get(access=pair["access"])

    assert (response.status_code, response.json()["username"]) == (200, "anna")
    assert "sessionid" not in response.cookies


def test_tokens_last_fifteen_minutes_and_seven_days():
    pair = tokens_of(make_verified())

    lasts = {name: claims(pair[name])["exp"] - claims(pair[name])["iat"] for name in ("access", "refresh")}

    assert lasts == {"access": 15 * 60, "refresh": 7 * 24 * 3600}


def test_refresh_gives_new_tokens_that_work():
    first = tokens_of(make_verified())

    response = refresh(first["refresh"])

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    second = response.json()
    assert get(access=second["access"]).status_code == 200
    assert refresh(second["refresh"]).status_code == 200


def test_refresh_token_works_once():
    first = tokens_of(make_verified())
    second = refresh(first["refresh"]).json()

    assert code_of(refresh(first["refresh"])) == INVALID
    assert refresh(second["refresh"]).status_code == 200  # sent twice at once is no theft


def test_refresh_token_that_comes_again_later_ends_the_session():
    first = tokens_of(make_verified())
    second = refresh(first["refresh"]).json()
    TokenSession.objects.update(last_used_at=timezone.now() - tokens.SENT_TWICE - datetime.timedelta(seconds=1))

    assert code_of(refresh(first["refresh"])) == INVALID

    assert is_dead(second)
    assert not TokenSession.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_refreshes_at_once_one_succeeds(settings):
    settings.THROTTLED = False
    pair = tokens_of(make_verified())

    def send(token, together):
        try:
            together.wait(20)
            return refresh(token)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        for _round in range(20):
            together = threading.Barrier(8)
            responses = list(pool.map(send, [pair["refresh"]] * 8, [together] * 8))
            assert sorted(response.status_code for response in responses) == [200] + [401] * 7
            pair = next(response.json() for response in responses if response.status_code == 200)

    assert get(access=pair["access"]).status_code == 200
    assert TokenSession.objects.count() == 1


def test_refresh_token_is_no_access_token():
    assert code_of(get(access=tokens_of(make_verified())["refresh"])) == INVALID


def test_access_token_is_no_refresh_token():
    assert code_of(refresh(tokens_of(make_verified())["access"])) == INVALID


def unsigned(token):
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims(token))]
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        lambda token: jwt.encode(claims(token), "another-key-that-is-long-enough-for-this", algorithm="HS256"),
        lambda token: jwt.encode(claims(token), site.SECRET_KEY + "x" * 30, algorithm="HS512"),
        lambda token: signed(token, iss="another-site"),
        lambda token: signed(token, exp=1),
        lambda token: signed(token, sid=None),
        lambda token: signed(token, sid=10**30),
        lambda token: signed(token, sid="x"),
        lambda token: signed(token, user_id="0"),
        lambda token: token[:-4],
        lambda token: token + "\x00",
        lambda token: "x" * 1900,
    ],
)
@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_forged_token_is_refused(forge, kind):
    forged = forge(tokens_of(make_verified())[kind])

    response = get(access=forged) if kind == "access" else refresh(forged)

    assert response.status_code in ((401,) if kind == "access" else (400, 401))


def test_forging_keeps_what_is_not_changed():
    """Else the test above would prove nothing."""
    assert get(access=signed(tokens_of(make_verified())["access"])).status_code == 200


def test_tokens_are_dead_eight_days_later(monkeypatch):
    pair = tokens_of(make_verified())
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=8)

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return later

    monkeypatch.setattr("jwt.api_jwt.datetime", Later)
    monkeypatch.setattr(rest_framework_simplejwt.tokens, "aware_utcnow", lambda: later)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)

    assert is_dead(pair)


def change_on_the_site(client, user):
    client.force_login(user)
    data = {"oldpassword": PASSWORD, "password1": "quiet harbour 9", "password2": "quiet harbour 9"}
    assert client.post("/accounts/password/change/", data).status_code == 302


def change_by_api(client, user):
    data = {"old_password": PASSWORD, "new_password": "quiet harbour 9"}
    assert post("change-password/", data, access=tokens_of(user)["access"]).status_code == 200


def deactivate(client, user):
    user.is_active = False
    user.save(update_fields=["is_active"])


def deactivate_for_a_while(client, user):
    users = get_user_model().objects.filter(pk=user.pk)
    users.update(is_active=False)
    users.update(is_active=True)


def leave(client, user):
    leaving.schedule_deletion(user=user, site="https://example.org/", now=timezone.now())


def leave_and_come_back(client, user):
    leave(client, user)
    leaving.keep_account(user=user)


def delete(client, user):
    user.delete()


@pytest.mark.parametrize(
    "happen",
    [
        change_on_the_site,
        change_by_api,
        deactivate,
        deactivate_for_a_while,
        leave,
        leave_and_come_back,
        delete,
    ],
)
def test_all_tokens_of_the_member_end(client, happen):
    user, other = make_verified(), make_verified()
    pairs = [tokens_of(user), tokens_of(user)]
    kept = tokens_of(other)

    happen(client, user)

    assert [is_dead(pair) for pair in pairs] == [True, True]
    assert get(access=kept["access"]).status_code == 200


def test_logout_ends_this_session_alone():
    user = make_verified()
    here, there = tokens_of(user), tokens_of(user)

    assert post("logout/", access=here["access"]).status_code == 204

    assert is_dead(here)
    assert get(access=there["access"]).status_code == 200


def test_logout_by_refresh_token_needs_no_access_token():
    pair = tokens_of(make_verified())

    assert post("logout/", {"refresh": pair["refresh"]}).status_code == 204

    assert is_dead(pair)


def test_logout_of_nobody_is_401():
    assert post("logout/").status_code == 401
    assert post("logout/", {"refresh": "x"}).status_code == 401


def test_logout_ends_the_session_of_the_site(client):
    client.force_login(make_verified())

    assert post("logout/", client=client).status_code == 204

    assert "_auth_user_id" not in client.session


def test_a_member_has_at_most_fifty_sessions(settings):
    settings.THROTTLED = False
    user = make_verified()
    now = timezone.now()
    for number in range(tokens.MOST_SESSIONS + 2):
        tokens.begin(user=user, ip="::1", user_agent="", now=now + datetime.timedelta(seconds=number))

    assert log_in(user.username).status_code == 200
    assert user.token_sessions.count() == tokens.MOST_SESSIONS


def test_token_is_not_taken_from_elsewhere(client):
    access = tokens_of(make_verified())["access"]

    assert client.get(PROFILE, {"access": access, "token": access}).status_code == 401
    client.cookies["access"] = access
    assert client.get(PROFILE).status_code == 401
    assert client.get(PROFILE, headers={"Authorization": f"Token {access}"}).status_code == 401
    assert client.get(f"{AUTH}token/refresh/", {"refresh": access}).status_code == 405
