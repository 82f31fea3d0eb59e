import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
URL = "/api/v1/films/genres/"


def test_genres_are_listed_to_everybody_without_a_cookie(client):
    response = client.get(URL, {"page_size": 100})

    assert response.status_code == 200
    genres = response.json()["results"]
    assert {"slug": "drama", "name": "Drama"}.items() <= next(g for g in genres if g["slug"] == "drama").items()
    assert set(genres[0]) == {"id", "slug", "name"}
    assert response.cookies == {}


def test_genres_are_named_in_the_language_that_is_accepted(client):
    response = client.get(URL, {"page_size": 100}, headers={"Accept-Language": "fr;q=0.9, ru;q=0.8, en;q=0.5"})

    assert "Драма" in {genre["name"] for genre in response.json()["results"]}
    assert response["Content-Language"] == "ru"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("size", [1, 3])
def test_genres_take_two_queries_whatever_their_number(client, django_assert_num_queries, size):
    with django_assert_num_queries(2):
        assert len(client.get(URL, {"page_size": size}).json()["results"]) == size


def test_genres_are_read_only():
    response = Client().post(URL, {"slug": "new"}, content_type="application/json")

    assert response.status_code in (401, 405)
