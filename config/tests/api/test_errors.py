import re

import pytest
from django.test import Client

from accounts.tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("config.tests.api.api_urls")]


def error_of(response, *, status, code):
    """The error, after looking at its shape."""
    assert response.status_code == status
    assert response["Content-Type"] == "application/json"
    assert set(response.json()) == {"error"}
    error = response.json()["error"]
    assert set(error) == {"code", "message", "fields", "request_id"}
    assert error["code"] == code
    assert error["message"]
    assert error["request_id"] == response["X-Request-ID"]
    return error


@pytest.mark.parametrize(
    "address", ["/api/", "/api/none", "/api/v1/none/", "/api/v1/films/genres", "/api/v1/auth/login", "/api/v1/%00/"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_address_is_404(client, address, method):
    error_of(client.generic(method, address), status=404, code="not_found")


def test_wrong_method_is_405(client):
    client.force_login(make_user())

    response = client.put("/api/v1/films/genres/")

    error_of(response, status=405, code="method_not_allowed")
    assert "GET" in response["Allow"]


def test_visitor_who_writes_is_401(client):
    response = client.post("/api/v1/following/")

    error_of(response, status=401, code="not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["x", "a.b.c", "\u00ff"])
def test_broken_token_is_401(client, token):
    response = client.get("/api/v1/films/genres/", headers={"Authorization": f"Bearer {token}"})

    error_of(response, status=401, code="token_not_valid")


@pytest.mark.parametrize(
    "body",
    ["{", "[" * 100_000, '{"user": NaN}', '{"user": 1' + "0" * 5000 + "}", b"\xff\xfe", ""],
    ids=["unfinished", "deep", "nan", "huge", "broken", "empty"],
)
def test_broken_json_is_400(client, body):
    client.force_login(make_user())

    response = client.generic("POST", "/api/v1/following/", body or " ", content_type="application/json")

    error_of(response, status=400, code="parse_error")


def test_body_that_is_too_large_is_413(client):
    client.force_login(make_user())

    response = client.generic("POST", "/api/v1/following/", " " * 3_000_000, content_type="application/json")

    error_of(response, status=413, code="too_large")


def test_body_that_is_no_json_is_415(client):
    client.force_login(make_user())

    error_of(client.post("/api/v1/following/", {"user": 1}), status=415, code="unsupported_media_type")


def test_too_many_requests_are_429_with_the_seconds_to_wait(client, settings):
    settings.API_LIMITS = settings.API_LIMITS | {"address": (2, 60)}
    statuses = [client.get("/api/v1/films/genres/").status_code for _number in range(2)]

    response = client.get("/api/v1/films/genres/")

    assert statuses == [200, 200]
    error_of(response, status=429, code="throttled")
    assert 58 <= int(response["Retry-After"]) <= 60


def test_error_that_nobody_foresaw_is_500_and_tells_nothing(caplog):
    response = Client(raise_request_exception=False).get("/api/v1/failing/value/")

    error_of(response, status=500, code="server_error")
    assert b"secret" not in response.content
    caplog.clear()


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("suspicious", 400, "bad_request"), ("denied", 403, "permission_denied"), ("diary", 409, "already_in_diary")],
)
def test_error_of_a_view_has_the_shape(client, caplog, name, status, code):
    error_of(client.get(f"/api/v1/failing/{name}/"), status=status, code=code)
    caplog.clear()  # Django logs suspicious operations as errors


@pytest.mark.parametrize(("name", "value"), [("page", "0"), ("page", "x"), ("page", "9" * 30), ("page_size", "101")])
def test_number_that_is_none_is_400_and_names_the_field(client, name, value):
    error = error_of(client.get("/api/v1/films/genres/", {name: value}), status=400, code="invalid")

    assert list(error["fields"]) == [name]


def test_page_beyond_the_last_is_404(client):
    error_of(client.get("/api/v1/films/genres/", {"page": 999}), status=404, code="not_found")


def test_unknown_host_is_400(client, caplog):
    error_of(client.get("/api/v1/films/genres/", headers={"Host": "evil.example"}), status=400, code="bad_request")
    caplog.clear()


def test_request_id_that_was_sent_comes_back(client):
    error = error_of(client.get("/api/none", headers={"X-Request-ID": "my-request-7"}), status=404, code="not_found")

    assert error["request_id"] == "my-request-7"


def test_request_id_is_made_if_none_was_sent(client):
    error = error_of(client.get("/api/none"), status=404, code="not_found")

    assert re.fullmatch("[0-9a-f]{32}", error["request_id"])


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ru", "По этому адресу ничего нет."),
        ("ru-RU, en;q=0.5", "По этому адресу ничего нет."),
        ("en", "There is nothing at this address."),
        ("fr", "There is nothing at this address."),
        ("*", "There is nothing at this address."),
        ("x" * 5000, "There is nothing at this address."),
    ],
)
def test_message_is_in_the_language_that_is_accepted(client, language, message):
    error = error_of(client.get("/api/none", headers={"Accept-Language": language}), status=404, code="not_found")

    assert error["message"] == message
