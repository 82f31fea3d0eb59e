"""What a viewset gets from the shell."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client

from accounts.tests.factories import make_user
from films.models import Keyword

pytestmark = [pytest.mark.django_db, pytest.mark.urls("config.tests.api.api_urls")]
URL = "/api/v1/keywords/"


def client_of(**overrides):
    client = Client()
    client.force_login(make_user(**overrides))
    return client


@pytest.fixture
def editor():
    return client_of(is_staff=True, is_superuser=True)


@pytest.fixture
def robot():
    return Keyword.objects.create(name="robot", slug="robot")


def send(client, method, path, data=None, **headers):
    return getattr(client, method)(path, data, content_type="application/json", headers=headers)


def test_make_answers_what_was_made(editor):
    response = send(editor, "post", URL, {"name": "robot", "slug": "mine", "id": 7})

    keyword = Keyword.objects.get()
    assert (response.status_code, response.json()) == (201, {"id": keyword.pk, "name": "robot", "slug": "robot"})


@pytest.mark.parametrize("method", ["put", "patch"])
def test_change_answers_what_it_is_now(editor, robot, method):
    response = send(editor, method, f"{URL}{robot.pk}/", {"name": "android", "slug": "mine"})

    assert (response.status_code, response.json()) == (200, {"id": robot.pk, "name": "android", "slug": "robot"})
    assert list(Keyword.objects.values_list("name", "slug")) == [("android", "robot")]


def test_remove_answers_nothing(editor, robot):
    response = send(editor, "delete", f"{URL}{robot.pk}/")

    assert (response.status_code, response.content, Keyword.objects.count()) == (204, b"", 0)


@pytest.mark.parametrize("data", [{}, {"name": ""}, {"name": None}, {"name": [1]}, [], 7, "x", None])
def test_input_that_is_not_valid_is_400(editor, robot, data):
    for method, path in (("post", URL), ("put", f"{URL}{robot.pk}/")):
        assert send(editor, method, path, data).status_code == 400
    assert list(Keyword.objects.values_list("name", flat=True)) == ["robot"]


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_what_there_is_none_of_is_404(editor, method, number):
    assert send(editor, method, f"{URL}{number}/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("member", "status"), [(None, 401), ({}, 403), ({"is_staff": True}, 403), ({"is_superuser": True}, 403)]
)
def test_editors_alone_write(robot, member, status):
    client = Client() if member is None else client_of(**member)

    answers = [send(client, "post", URL, {"name": "x"}).status_code]
    answers += [send(client, method, f"{URL}{robot.pk}/", {"name": "x"}).status_code for method in ("put", "delete")]

    assert answers == [status] * 3
    assert list(Keyword.objects.values_list("name", flat=True)) == ["robot"]
    assert client.get(URL).status_code == 200


def test_editors_write_as_their_group_may(robot):
    user = make_user(is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client = Client()
    client.force_login(user)

    assert send(client, "patch", f"{URL}{robot.pk}/", {"name": "android"}).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_what_was_changed_meanwhile_is_412(editor, robot, method):
    etag = editor.get(f"{URL}{robot.pk}/")["ETag"]
    Keyword.objects.update(name="android")

    response = send(editor, method, f"{URL}{robot.pk}/", {"name": "mine"}, **{"If-Match": etag})

    assert response.status_code == 412
    assert Keyword.objects.get().name == "android"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_edits_of_the_same_reading_one_succeeds(robot):
    users = [make_user(is_staff=True, is_superuser=True) for _number in range(4)]
    etag = Client().get(f"{URL}{robot.pk}/")["ETag"]
    together = threading.Barrier(4)

    def edit(user):
        try:
            client = Client()
            client.force_login(user)
            together.wait(20)
            return send(client, "patch", f"{URL}{robot.pk}/", {"name": user.username}, **{"If-Match": etag})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(edit, users))

    assert sorted(response.status_code for response in responses) == [200, 412, 412, 412]
    assert Keyword.objects.get().name == next(r.json()["name"] for r in responses if r.status_code == 200)


def test_cursor_goes_on_where_it_was_while_others_write(client):
    for number in range(5):
        Keyword.objects.create(name=f"{number}", slug=f"{number}")
    first = client.get(URL, {"cursor": "", "page_size": 2}).json()
    Keyword.objects.create(name="new", slug="new")

    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()

    assert [[row["name"] for row in page["results"]] for page in (first, second, third)] == [
        ["4", "3"],
        ["2", "1"],
        ["0"],
    ]
    assert third["next"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]


@pytest.mark.parametrize("cursor", ["x", "☃", "cD1hYmM=", "bz0tMQ==", "cD0lMDA="])
def test_cursor_that_is_none_is_refused(client, robot, cursor):
    assert client.get(URL, {"cursor": cursor}).status_code == 404
