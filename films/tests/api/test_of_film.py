import datetime

import pytest

from accounts.tests.factories import make_staff, make_user
from films.models import Credit, Video
from films.tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db
PARTS = ["credits", "videos"]


def url(film, part):
    return f"/api/v1/films/{film.pk}/{part}/"


def make_video(film, **overrides):
    values = {"key": f"key{Video.objects.count()}", "name": "Official trailer", **overrides}
    return Video.objects.create(film=film, **values)


def add(film, part, count):
    for number in range(count):
        if part == "videos":
            make_video(film)
        else:
            make_credit(film=film, person=f"Actor {number}", character=f"Role {number}", order=number)


def test_credits_have_the_cast_first_in_billing_order(client):
    film = make_film(directors=[make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")])
    make_credit(film=film, person="Second", character="Snaut", order=1)
    make_credit(film=film, person="First", character="Kelvin", order=0)
    make_credit(film=make_film(), person="Somebody else")

    rows = client.get(url(film, "credits")).json()["results"]

    assert [(row["person"]["name"], row["department"], row["job"], row["character"]) for row in rows] == [
        ("First", "Acting", "", "Kelvin"),
        ("Second", "Acting", "", "Snaut"),
        ("Andrei Tarkovsky", "Directing", "Director", ""),
    ]
    russian = client.get(url(film, "credits"), headers={"Accept-Language": "ru"}).json()["results"]
    assert russian[-1]["person"]["name"] == "Андрей Тарковский"


def test_videos_come_newest_first_with_their_addresses(client):
    film = make_film()
    make_video(film, key="abc")
    newest = datetime.datetime(2020, 5, 1, tzinfo=datetime.UTC)
    make_video(film, key="123", site="Vimeo", kind="Teaser", published_at=newest)
    make_video(make_film(), key="other")

    rows = client.get(url(film, "videos")).json()["results"]

    assert [(row["url"], row["kind"], row["name"]) for row in rows] == [
        ("https://vimeo.com/123", "Teaser", "Official trailer"),
        ("https://www.youtube.com/watch?v=abc", "Trailer", "Official trailer"),
    ]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("size", [1, 30])
def test_parts_of_a_film_take_three_queries_whatever_their_number(client, django_assert_num_queries, part, size):
    film = make_film()
    add(film, part, size)

    with django_assert_num_queries(3):
        assert len(client.get(url(film, part), {"page_size": 100}).json()["results"]) == size


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_an_adult_film_are_for_staff(client, part):
    film = make_film(adult=True)
    add(film, part, 1)

    assert client.get(url(film, part)).status_code == 404
    client.force_login(make_user())
    assert client.get(url(film, part)).status_code == 404
    client.force_login(make_staff())
    assert client.get(url(film, part)).json()["count"] == 1


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_no_film_are_missing(client, part):
    response = client.get(f"/api/v1/films/999999/{part}/")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_a_film_are_read_only(client, part):
    film = make_film()
    client.force_login(make_staff())

    assert client.post(url(film, part), {"job": "Director"}, content_type="application/json").status_code == 405
    assert not Credit.objects.exists()
    assert not Video.objects.exists()
