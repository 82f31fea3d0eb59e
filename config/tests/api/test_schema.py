import io

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from config.api.schema import errors_of


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture(scope="module")
def operations(schema):
    paths = schema["paths"]
    return {(method, path): operation for path, found in paths.items() for method, operation in found.items()}


def test_schema_has_no_warnings():
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())


def test_every_operation_has_a_summary_of_its_own(operations):
    summaries = [operation.get("summary") for operation in operations.values()]

    assert operations
    assert all(summaries)
    assert len(set(summaries)) == len(summaries)


def test_every_operation_names_its_errors(operations):
    missing = {
        key: status
        for key, operation in operations.items()
        for status in errors_of(key[1], key[0], operation)
        if status not in operation["responses"]
    }

    assert missing == {}


def media_of(operation):
    """What is sent and what is answered, each by its content type."""
    answers = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    parts = [operation.get("requestBody", {}), *answers]
    return [media for part in parts for media in part.get("content", {}).values()]


def test_every_operation_has_examples_of_what_is_sent_and_answered(operations):
    missing = {
        key for key, operation in operations.items() for media in media_of(operation) if not media.get("examples")
    }

    assert missing == set()


def test_examples_have_the_fields_that_are_answered(schema, operations):
    wrong = {}
    for key, operation in operations.items():
        for status, answer in operation["responses"].items():
            for media in answer.get("content", {}).values() if status.startswith("2") else ():
                for example in media.get("examples", {}).values():
                    names = fields_of(media["schema"], schema)
                    given = example["value"]
                    given = given[0] if isinstance(given, list) else given
                    if set(given) != names:
                        wrong[key] = set(given) ^ names

    assert wrong == {}


def fields_of(description, schema):
    if "$ref" in description:
        description = schema["components"]["schemas"][description["$ref"].rpartition("/")[2]]
    return fields_of(description["items"], schema) if description["type"] == "array" else set(description["properties"])


def test_schema_says_what_needs_no_token(operations):
    assert {} in operations["get", "/api/v1/films/genres/"]["security"]
    assert {} not in operations["get", "/api/v1/auth/profile/"]["security"]
    assert operations["post", "/api/v1/auth/login/"]["security"] == [{}]


def test_schema_names_the_key_where_it_counts(operations):
    with_key = {
        key
        for key, operation in operations.items()
        if "Idempotency-Key" in {p["name"] for p in operation["parameters"]}
    }

    assert {method for method, _path in with_key} <= {"post"}
    assert not any(path.startswith("/api/v1/auth/") for _method, path in with_key)


def test_schema_says_which_values_filters_take(operations):
    parameters = {
        (path.removeprefix("/api/v1/"), parameter["name"]): parameter["schema"]
        for (method, path), operation in operations.items()
        for parameter in operation["parameters"]
        if method == "get"
    }

    assert parameters["films/", "year_from"] == {"type": "integer", "minimum": 1870, "maximum": 2200}
    assert parameters["films/", "rating_from"] == {
        "type": "number",
        "format": "double",
        "minimum": 1,
        "maximum": 10,
    }
    assert parameters["films/", "title"] == {"type": "string", "maxLength": 100}
    assert parameters["ratings/", "rating"] == {"type": "integer", "minimum": 1, "maximum": 10}
    assert parameters["reviews/", "is_edited"] == {"type": "boolean"}


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["swagger-ui", "redoc"])
def test_pages_of_the_schema_have_no_inline_script_and_nothing_from_elsewhere(client, page):
    response = client.get(f"/api/schema/{page}/")

    html = response.content.decode()
    assert response.status_code == 200
    assert "<style" not in html
    assert html.count("<script ") == html.count("<script")
    assert "//" not in html.replace("<!DOCTYPE html>", "")
    assert "'unsafe-inline'" not in response["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]
