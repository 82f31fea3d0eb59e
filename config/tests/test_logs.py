import json
import logging

import pytest

from config.logs import SafeJsonFormatter, without_secrets


def record(message, **extra):
    made = logging.makeLogRecord({"name": "django.request", "levelname": "ERROR", "msg": message})
    made.__dict__ |= {"request_id": "the-request-42"} | extra
    return made


@pytest.mark.parametrize(
    "text",
    [
        "Internal Server Error: /accounts/password/reset/key/1-hunter2/",
        "Not Found: /ru/accounts/confirm-email/hunter2/",
        "GET /search/feed/?token=hunter2&q=x",
        "{'password': 'hunter2', 'login': 'anna'}",
        '{"old_password":"hunter2"}',
        "password1=hunter2&x=1",
        "Authorization: Bearer hunter2",
        "{'Authorization': 'Bearer hunter2'}",
        "cannot connect to postgres://films:hunter2@db:5432/films",
        "redis://:hunter2@redis:6379/0",
        "Cookie: __Host-sessionid=hunter2; theme=dark",
        "SECRET_KEY=hunter2",
        "api_key=hunter2",
    ],
)
def test_secret_is_not_logged(text):
    line = without_secrets(text)

    assert "hunter2" not in line
    assert "[hidden]" in line


@pytest.mark.parametrize(
    "text",
    ["Not Found: /films/7-the-secret-garden/", "Service Unavailable: /films/", "3 of 5 sessions ended", "x" * 9999],
)
def test_other_lines_are_left(text):
    assert without_secrets(text) == text


def test_line_is_json_with_the_request_and_no_more_of_it(rf):
    request = rf.get("/films/?token=hunter2")

    line = SafeJsonFormatter().format(
        record("Internal Server Error: %s", args=("/films/",), request=request, status_code=500)
    )

    said = json.loads(line)
    assert said.pop("time")
    assert said == {
        "level": "ERROR",
        "logger": "django.request",
        "request_id": "the-request-42",
        "message": "Internal Server Error: /films/",
        "status_code": 500,
    }


def test_traceback_is_part_of_the_line():
    try:
        raise ValueError("password=hunter2")
    except ValueError as error:
        line = SafeJsonFormatter().format(record("broken", exc_info=(type(error), error, error.__traceback__)))

    assert "\n" not in line
    said = json.loads(line)
    assert "ValueError" in said["exc_info"]
    assert "hunter2" not in line
