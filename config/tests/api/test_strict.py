"""What the schema does not say is not taken for something else."""

import pytest

from .operations import OPERATIONS, ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("operation", "changes"),
    [
        ("POST auth/login/", {"login": 5}),
        ("POST auth/login/", {"keep_account": "true"}),
        ("PUT auth/profile/", {"is_private": "on"}),
        ("PATCH auth/profile/", {"name": 7}),
        ("POST reviews/", {"film": "{new_film_as_text}"}),
        ("POST reviews/", {"body": 0}),
        ("POST reviews/", {"has_spoilers": 1}),
        ("PUT reviews/{review}/vote/", {"is_helpful": "yes"}),
        ("PATCH ratings/{ratings}/", {"rating": "9"}),
        ("PATCH ratings/{ratings}/", {"rating": True}),
        ("POST films/", {"genres": [18]}),
        ("POST films/", {"collection": "1"}),
        ("POST reports/", {"text": 1}),
        ("PUT watch-history/{viewing}/", {"repeated": "0"}),
    ],
)
def test_value_of_another_type_is_refused_and_named(world, operation, changes):
    world["new_film_as_text"] = f"{world['new_film']}"
    data, expected = OPERATIONS[operation]
    role = next(role for role in ("owner", "other", "editor") if expected[role] < 300)

    response = world.call(role, operation, {**data, **changes})

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == list(changes)


def test_switch_of_a_form_is_true_or_false(world, client):
    headers = {"Authorization": f"Bearer {world['access']['owner']}"}
    boundary = "limit"

    def send(value):
        part = f'--{boundary}\r\nContent-Disposition: form-data; name="is_private"\r\n\r\n{value}\r\n--{boundary}--\r\n'
        kind = f"multipart/form-data; boundary={boundary}"
        return client.patch("/api/v1/auth/profile/", part, content_type=kind, headers=headers)

    assert send("true").json()["is_private"] is True
    assert send("on").status_code == 400
    assert send("false").json()["is_private"] is False


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("method", ["TRACE", "QUERY", "PUT"])
def test_method_that_there_is_none_of_is_405(world, role, method):
    answers = {address: world.call(role, f"{method} {address}") for address in ("films/", "reviews/", "ratings/")}

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(answers, 405)
    assert answers["films/"]["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_who_asks_is_known_before_a_method_is_refused(world):
    world["access"]["owner"] = "no token"

    assert world.call("owner", "TRACE films/").status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "films/{film}/",
        "films/{film}/reviews/",
        "reviews/",
        "reviews/{review}/",
        "reviews/{review}/comments/",
        "reviews/{review}/versions/",
        "comments/{comment}/",
        "discussions/",
        "discussions/{discussion}/",
        "users/{username}/reviews/",
    ],
)
def test_spoilers_are_shown_by_the_one_word_alone(world, address):
    answers = {word: world.call("other", f"GET {address}?spoilers={word}") for word in ("show", "hide", "")}

    assert {word: answer.status_code for word, answer in answers.items()} == {"show": 200, "hide": 400, "": 400}
    assert list(answers["hide"].json()["error"]["fields"]) == ["spoilers"]


@pytest.mark.parametrize("address", ["users/other/reviews/", "discussions/?film={new_film}&"])
def test_spoilers_are_looked_at_where_there_are_none(world, address):
    ending = "" if address.endswith("&") else "?"
    path = f"{world.filled(address)}{ending}spoilers="

    answers = [world.call("other", f"GET {path}{word}") for word in ("show", "hide")]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[0].json()["results"] == []


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("users/{username}/diary/?cursor=&page=0", "page"),
        ("reviews/?cursor=&page=x", "page"),
        ("films/trending/?window=", "window"),
        ("films/search/?q=", "q"),
        ("users/{username}/statistics/?year=", "year"),
    ],
)
def test_parameter_that_is_not_valid_is_named(world, address, name):
    response = world.call("visitor", f"GET {address}")

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == [name]
