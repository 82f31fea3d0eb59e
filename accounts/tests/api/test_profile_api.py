from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from accounts import leaving
from accounts.models import TokenSession, User
from accounts.tests.api.calls import AUTH, PROFILE, code_of, get, log_in, tokens_of
from accounts.tests.factories import make_verified
from accounts.tests.pictures import upload

pytestmark = pytest.mark.django_db
SESSIONS = f"{AUTH}sessions/"
SETTINGS = {
    "name": "Anna K.",
    "bio": "Films.",
    "language": "ru",
    "theme": "dark",
    "is_private": True,
    "spoiler_safe": True,
}


def send(method, data=None, *, access, path=PROFILE, **headers):
    headers = {"Authorization": f"Bearer {access}", **headers}
    return getattr(Client(), method)(path, data, content_type="application/json", headers=headers)


@pytest.fixture
def anna():
    return make_verified(username="anna")


@pytest.fixture
def access(anna):
    return tokens_of(anna)["access"]


def test_profile_is_one_s_own(access, anna):
    make_verified(username="boris")

    profile = get(access=access).json()

    assert (profile["id"], profile["username"], profile["email"]) == (anna.pk, "anna", anna.email)
    assert not {"password", "is_staff", "is_superuser", "last_login"} & set(profile)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_profile_of_nobody_is_401(client, method):
    assert getattr(client, method)(PROFILE).status_code == 401


def test_put_replaces_the_settings(access):
    response = send("put", SETTINGS, access=access)

    assert response.status_code == 200
    assert SETTINGS.items() <= response.json().items()
    assert SETTINGS.items() <= User.objects.values(*SETTINGS).get().items()


def test_put_needs_all_settings_and_patch_any(access):
    assert set(send("put", {"name": "A"}, access=access).json()["error"]["fields"]) == set(SETTINGS) - {"name"}

    assert send("patch", {"name": "A"}, access=access).status_code == 200
    assert User.objects.values_list("name", "language").get() == ("A", "en")


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "de"), ("theme", 1), ("name", "x" * 61), ("bio", "x" * 1001), ("is_private", "?"), ("name", "\0")],
)
def test_setting_that_is_not_valid_changes_nothing(access, field, value):
    response = send("patch", {"name": "A", field: value}, access=access)

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [field]
    assert User.objects.get().name == ""


def test_settings_are_all_that_can_be_set(access, anna):
    before = User.objects.values().get()

    sent = {name: 1 for name in before if name not in SETTINGS and name != "avatar"}
    response = send("patch", {**sent, "groups": [1], "user_permissions": [1]}, access=access)

    assert response.status_code == 200
    assert User.objects.values().get() == before


def test_suspended_member_keeps_what_others_see(access, anna):
    User.objects.update(suspended_until=timezone.now() + timedelta(days=1))

    assert code_of(send("patch", {"bio": "Buy!"}, access=access)) == (403, "suspended")
    assert send("patch", {"theme": "dark", "bio": ""}, access=access).status_code == 200
    assert User.objects.values_list("bio", "theme").get() == ("", "dark")


def test_picture_is_set_and_removed(access):
    body = encode_multipart(BOUNDARY, {"avatar": upload()})  # the test client does it for POST alone
    response = Client().generic(
        "PATCH", PROFILE, body, MULTIPART_CONTENT, headers={"Authorization": f"Bearer {access}"}
    )
    assert response.status_code == 200
    assert response.json()["avatar"].startswith("http://testserver/media/avatars/")

    assert send("patch", {"remove_avatar": True}, access=access).json()["avatar"] is None
    assert User.objects.get().avatar == ""


def test_form_that_lacks_a_switch_does_not_switch_it_off(access):
    User.objects.update(spoiler_safe=True)
    body = encode_multipart(BOUNDARY, {name: value for name, value in SETTINGS.items() if name != "spoiler_safe"})

    answers = [
        Client()
        .generic(method, PROFILE, body, MULTIPART_CONTENT, headers={"Authorization": f"Bearer {access}"})
        .status_code
        for method in ("PUT", "PATCH")
    ]

    assert answers == [400, 200]
    assert User.objects.values_list("spoiler_safe", "language").get() == (True, "ru")


def test_file_that_is_no_picture_is_400(access):
    body = encode_multipart(BOUNDARY, {"avatar": SimpleUploadedFile("a.png", b"<svg/>", "image/png")})
    response = Client().generic(
        "PATCH", PROFILE, body, MULTIPART_CONTENT, headers={"Authorization": f"Bearer {access}"}
    )

    assert list(response.json()["error"]["fields"]) == ["avatar"]
    assert User.objects.get().avatar == ""


def test_edit_of_what_was_changed_meanwhile_is_412(access):
    etag = get(access=access)["ETag"]
    assert send("patch", {"name": "A"}, access=access, **{"If-Match": etag}).status_code == 200

    stale = send("patch", {"name": "B"}, access=access, **{"If-Match": etag})

    assert code_of(stale) == (412, "precondition_failed")
    assert User.objects.get().name == "A"
    fresh = get(access=access)["ETag"]
    assert send("patch", {"name": "C"}, access=access, **{"If-Match": f'"x", W/{fresh}'}).status_code == 200
    assert send("patch", {"name": "D"}, access=access, **{"If-Match": "*"}).status_code == 200


# Deletion


def test_delete_sets_the_day_and_ends_the_session(access, anna):
    response = send("delete", access=access)

    assert response.status_code == 202
    anna.refresh_from_db()
    assert timedelta(days=6.9) < anna.deletion_due_at - timezone.now() < leaving.GRACE
    assert get(access=access).status_code == 401
    assert code_of(log_in("anna")) == (403, "account_leaving")


def test_delete_needs_a_login_of_now(access, anna):
    TokenSession.objects.update(created_at=timezone.now() - timedelta(minutes=6))

    assert code_of(send("delete", access=access)) == (403, "reauthentication_required")
    anna.refresh_from_db()
    assert anna.deletion_due_at is None


def test_session_of_a_member_who_is_leaving_is_refused(client, anna):
    leaving.schedule_deletion(user=anna, site="https://example.org/", now=timezone.now())
    client.force_login(anna)

    assert code_of(client.get(PROFILE)) == (403, "account_leaving")


# Sessions


def test_sessions_tell_where_one_is_logged_in(anna, access, client):
    client.post("/accounts/login/", {"login": "anna", "password": "correct horse"}, headers={"User-Agent": "Firefox"})
    tokens_of(make_verified())

    found = get(SESSIONS, access=access).json()["results"]

    assert {(place["kind"], place["user_agent"], place["is_current"]) for place in found} == {
        ("token", "", True),
        ("site", "Firefox", False),
    }
    assert {place["ip"] for place in found} == {"127.0.0.1"}


def test_session_can_be_ended(anna, access):
    other = tokens_of(anna)["access"]
    there = next(p["id"] for p in get(SESSIONS, access=access).json()["results"] if not p["is_current"])

    assert send("delete", access=access, path=f"{SESSIONS}{there}/").status_code == 204

    assert get(access=other).status_code == 401
    assert get(access=access).status_code == 200
    assert send("delete", access=access, path=f"{SESSIONS}{there}/").status_code == 404


def test_session_of_the_site_can_be_ended(anna, access, client):
    client.post("/accounts/login/", {"login": "anna", "password": "correct horse"})
    site = next(p["id"] for p in get(SESSIONS, access=access).json()["results"] if p["kind"] == "site")

    assert send("delete", access=access, path=f"{SESSIONS}{site}/").status_code == 204

    assert client.get("/accounts/settings/").status_code == 302


def test_session_of_another_member_is_404(access):
    other = make_verified()
    kept = tokens_of(other)["access"]
    name = f"token-{other.token_sessions.get().pk}"

    for path in (name, "token-", "token-x", "x", "site-0", "token-" + "9" * 30):
        assert send("delete", access=access, path=f"{SESSIONS}{path}/").status_code == 404
    assert get(access=kept).status_code == 200


def test_all_other_sessions_can_be_ended_at_once(anna, access, client):
    client.post("/accounts/login/", {"login": "anna", "password": "correct horse"})
    other = tokens_of(anna)["access"]

    assert send("delete", access=access, path=SESSIONS).status_code == 204

    assert get(access=other).status_code == 401
    assert client.get("/accounts/settings/").status_code == 302
    assert get(access=access).status_code == 200


def test_form_that_cannot_be_read_is_refused(access):
    headers = {"Authorization": f"Bearer {access}"}
    broken, empty = "--limit\r\n" + 100 * "[" + "--limit--\r\n", "--limit--\r\n"

    answers = [
        Client().patch(PROFILE, form, content_type="multipart/form-data; boundary=limit", headers=headers)
        for form in (broken, empty)
    ]

    assert [answer.status_code for answer in answers] == [400, 200]
