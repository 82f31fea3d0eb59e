"""What every address of the API does with its headers and parameters."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Follow, IdempotencyKey
from accounts.tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("config.tests.api.api_urls")]
GENRES, FOLLOWING = "/api/v1/films/genres/", "/api/v1/following/"


def member_client(**overrides):
    client = Client()
    client.force_login(make_user(**overrides))
    return client


def post(client, key, **data):
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(FOLLOWING, data, content_type="application/json", headers=headers)


# Reading


def test_pages_lead_to_each_other(client):
    first = client.get(GENRES, {"page_size": 4}).json()
    second = client.get(first["next"]).json()

    assert (first["page"], first["previous"], len(first["results"])) == (1, None, 4)
    assert first["pages"] == -(-first["count"] // 4)
    assert second["page"] == 2
    assert client.get(second["previous"]).json() == first
    assert {g["id"] for g in first["results"]}.isdisjoint(g["id"] for g in second["results"])


def test_fields_trims_what_is_answered(client):
    genre = client.get(GENRES, {"fields": "slug,id"}).json()["results"][0]

    assert set(genre) == {"slug", "id"}


@pytest.mark.parametrize("value", ["slug,password", "", "tmdb_id"])
def test_fields_that_there_are_none_of_are_400(client, value):
    response = client.get(GENRES, {"fields": value})

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == ["fields"]


def test_answer_that_is_at_hand_is_not_sent_again(client):
    etag = client.get(GENRES)["ETag"]

    again = client.get(GENRES, headers={"If-None-Match": etag})
    other = client.get(GENRES, {"page_size": 2}, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_what_a_member_reads_is_private(client):
    assert "private" in member_client().get(GENRES)["Cache-Control"]
    assert "Cache-Control" not in client.get(GENRES)
    assert {"Authorization", "Cookie"} <= set(client.get(GENRES)["Vary"].split(", "))


# From the pages of other sites


def preflight(client):
    headers = {"Origin": "https://app.example.org", "Access-Control-Request-Method": "POST"}
    return client.options(FOLLOWING, headers=headers)


def test_pages_of_other_sites_may_not_call_the_api(client):
    answers = [client.get(GENRES, headers={"Origin": "https://app.example.org"}), preflight(client)]

    assert not any(name.startswith("Access-Control") for answer in answers for name in answer.headers)


def test_pages_of_a_site_that_is_named_may_call_the_api_and_no_page(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]

    response = client.get(GENRES, headers={"Origin": "https://app.example.org"})

    assert response["Access-Control-Allow-Origin"] == "https://app.example.org"
    assert {"ETag", "Retry-After"} <= set(response["Access-Control-Expose-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in response
    allowed = preflight(client)["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "if-match", "idempotency-key"} <= set(allowed)
    other = client.get(GENRES, headers={"Origin": "https://evil.example"})
    page = client.get("/about/", headers={"Origin": "https://app.example.org"})
    assert "Access-Control-Allow-Origin" not in {**other.headers, **page.headers}


def test_options_is_no_method(client):
    assert client.options(GENRES).status_code == 405


# Writing


@pytest.mark.parametrize(
    ("overrides", "code"),
    [({"suspended_until": timezone.now() + timedelta(days=1)}, "suspended"), ({"email": "new@x.org"}, "unverified")],
)
def test_member_who_may_not_write_is_told_why(overrides, code):
    user = make_user(**overrides)
    if code == "unverified":
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    client = Client()
    client.force_login(user)

    response = post(client, None, user=make_user().pk)

    assert (response.status_code, response.json()["error"]["code"]) == (403, code)
    assert not Follow.objects.exists()


def test_session_without_csrf_token_does_not_write():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    assert post(client, None, user=make_user().pk).status_code == 403
    assert not Follow.objects.exists()


def test_writing_too_often_is_429():
    client = member_client()

    statuses = [post(client, None, user=make_user().pk).status_code for _number in range(6)]

    assert statuses == [201] * 5 + [429]


# Idempotency-Key


def test_post_with_a_key_that_was_used_is_answered_the_same_and_does_nothing():
    client, other = member_client(), make_user()

    first, again = post(client, "k1", user=other.pk), post(client, "k1", user=other.pk)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (again["Idempotency-Replayed"], Follow.objects.count()) == ("true", 1)


def test_key_with_another_body_is_422():
    client = member_client()
    post(client, "k1", user=make_user().pk)

    response = post(client, "k1", user=make_user().pk)

    assert (response.status_code, response.json()["error"]["code"]) == (422, "idempotency_key_reused")
    assert Follow.objects.count() == 1


def test_key_of_a_request_that_failed_can_be_used_again():
    client, other = member_client(), make_user()

    failed, done = post(client, "k1", user=other.pk, fail=1), post(client, "k1", user=other.pk)

    assert (failed.status_code, done.status_code, Follow.objects.count()) == (409, 201, 1)


def test_key_counts_for_one_member_and_one_day():
    anna, boris, other = member_client(), member_client(), make_user()
    post(anna, "k1", user=other.pk)
    assert post(boris, "k1", user=other.pk).status_code == 201
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    Follow.objects.all().delete()

    assert "Idempotency-Replayed" not in post(anna, "k1", user=other.pk)
    assert Follow.objects.count() == 1


@pytest.mark.parametrize("key", ["", "with space", "x" * 101, "snow☃"])
def test_key_that_is_not_well_formed_is_400(key):
    response = Client.post(
        member_client(), FOLLOWING, {}, content_type="application/json", headers={"Idempotency-Key": key}
    )

    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == ["Idempotency-Key"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_posts_with_one_key_at_once_are_one():
    user, other = make_user(), make_user()
    together = threading.Barrier(4)

    def send(_number):
        try:
            client = Client()
            client.force_login(user)
            together.wait(10)
            return post(client, "k1", user=other.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(send, range(4)))

    assert {response.status_code for response in responses} == {201}
    assert len({response.content for response in responses}) == 1
    assert Follow.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_post_whose_first_request_takes_long_is_409(settings):
    settings.API_IDEMPOTENCY_WAIT = timedelta(milliseconds=50)
    user, other = make_user(), make_user()
    written, answered = threading.Event(), threading.Event()

    def first():
        try:
            with transaction.atomic():
                IdempotencyKey.objects.create(user=user, key="k1", fingerprint="f", created_at=timezone.now())
                written.set()
                answered.wait(20)
                transaction.set_rollback(True)
        finally:
            connections.close_all()

    client = Client()
    client.force_login(user)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        written.wait(20)
        response = post(client, "k1", user=other.pk)
        answered.set()
        running.result()

    assert (response.status_code, response.json()["error"]["code"]) == (409, "in_progress")
    assert not Follow.objects.exists()
    assert post(client, "k1", user=other.pk).status_code == 201
