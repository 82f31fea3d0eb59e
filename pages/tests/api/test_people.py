import datetime

import pytest

from accounts.tests.factories import make_staff, make_user
from films.models import Person, PersonRedirect
from films.tests.factories import make_credit, make_film, make_person
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
URL = "/api/v1/people/"


def get(client, path="", data=None, **kwargs):
    response = client.get(f"{URL}{path}", data or {}, **kwargs)
    assert response.status_code == 200, response.content
    return response.json()


def names(client, data=None):
    return [person["name"] for person in get(client, data=data)["results"]]


@pytest.fixture
def tarkovsky():
    return make_person(
        name="Andrei Tarkovsky",
        name_ru="Андрей Тарковский",
        slug="andrei-tarkovsky",
        born_on=datetime.date(1932, 4, 4),
        popularity=5,
    )


def test_list_has_the_popular_first(client, tarkovsky):
    make_person(name="Unknown")
    make_person(name="Star", popularity=9)

    found = get(client)["results"]

    assert [person["name"] for person in found] == ["Star", "Andrei Tarkovsky", "Unknown"]
    assert found[1] == {
        "id": tarkovsky.pk,
        "name": "Andrei Tarkovsky",
        "born_on": "1932-04-04",
        "died_on": None,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [("tarkov", ["Andrei Tarkovsky"]), ("тарков", ["Andrei Tarkovsky"]), ("tarkovsky arseny", []), ("nobody", [])],
)
def test_list_finds_by_words_of_the_name(client, tarkovsky, text, expected):
    make_person(name="Somebody Else")

    assert names(client, {"name": text}) == expected


def test_list_refuses_names_that_are_too_long(client):
    response = client.get(URL, {"name": "x" * 101})

    assert response.status_code == 400
    assert set(response.json()["error"]["fields"]) == {"name"}


@pytest.mark.parametrize("size", [1, 30])
def test_list_takes_the_same_queries_at_any_size(client, django_assert_num_queries, size):
    for _number in range(size):
        make_person(name="Somebody")

    with django_assert_num_queries(3):
        assert len(names(client, {"page_size": 100, "name": "somebody"})) == size


def test_detail_has_the_films_by_department(client, tarkovsky):
    mirror = make_film(title="Mirror", released_on=datetime.date(1975, 3, 7), directors=[tarkovsky])
    make_credit(film=mirror, person=tarkovsky, department="Directing", job="Special Guest Director")
    make_film(title="Stalker", released_on=datetime.date(1979, 5, 25), directors=[tarkovsky])
    make_credit(film=mirror, person=tarkovsky, department="Acting", character="A bird's hand")

    person = get(client, f"{tarkovsky.pk}/")

    assert person["url"] == f"http://testserver/people/{tarkovsky.pk}-andrei-tarkovsky/"
    assert (person["film_count"], person["seen_count"]) == (2, None)
    told = {
        department["name"]: [(film["title"], film["parts"]) for film in department["films"]]
        for department in person["departments"]
    }
    assert told == {
        "Directing": [("Stalker", ["Director"]), ("Mirror", ["Director", "Special Guest Director"])],
        "Cast": [("Mirror", ["A bird's hand"])],
    }


def test_detail_is_in_the_language_that_is_accepted(client, tarkovsky):
    make_film(title="Mirror", title_ru="Зеркало", directors=[tarkovsky])

    person = get(client, f"{tarkovsky.pk}/", headers={"Accept-Language": "ru"})

    assert person["name"] == "Андрей Тарковский"
    assert person["departments"][0]["films"][0]["title"] == "Зеркало"


@pytest.fixture
def rated(tarkovsky):
    film = make_film(title="Mirror", directors=[tarkovsky])
    for rating in (6, 8, 8):
        make_user_film(film=film, rating=rating)
    return film


def told_of(client, person):
    (film,) = get(client, f"{person.pk}/")["departments"][0]["films"]
    return film["average_rating"], film["mine"]


def test_detail_tells_means_and_marks(client, tarkovsky, rated):
    member = make_user()
    assert told_of(client, tarkovsky) == (7.3, None)

    client.force_login(member)
    assert told_of(client, tarkovsky) == (7.3, {"rating": None, "status": None, "favorite": False})
    make_user_film(user=member, film=rated, rating=None)
    assert told_of(client, tarkovsky) == (7.3, {"rating": None, "status": "watched", "favorite": False})
    assert get(client, f"{tarkovsky.pk}/")["seen_count"] == 1


def test_detail_hides_means_of_what_a_spoiler_safe_member_has_not_watched(client, tarkovsky, rated):
    member = make_user(spoiler_safe=True)
    client.force_login(member)

    assert told_of(client, tarkovsky)[0] is None
    make_user_film(user=member, film=rated, rating=None)
    assert told_of(client, tarkovsky)[0] == 7.3


def test_detail_tells_of_adult_films_to_staff_alone(client, tarkovsky):
    make_film(title="Adults only", adult=True, directors=[tarkovsky])

    assert get(client, f"{tarkovsky.pk}/")["departments"] == []
    client.force_login(make_staff())
    assert get(client, f"{tarkovsky.pk}/")["film_count"] == 1


@pytest.mark.parametrize("count", [1, 30])
def test_detail_takes_the_same_queries_at_any_size(client, tarkovsky, django_assert_num_queries, count):
    client.force_login(make_user())
    for _number in range(count):
        make_film(directors=[tarkovsky])

    with django_assert_num_queries(5):
        assert get(client, f"{tarkovsky.pk}/")["film_count"] == count


def test_detail_of_a_person_who_was_merged_leads_to_the_one_who_was_kept(client, tarkovsky):
    PersonRedirect.objects.create(old_id=999999, person=tarkovsky)

    response = client.get(f"{URL}999999/")

    assert response.status_code == 308
    assert response["Location"] == f"http://testserver{URL}{tarkovsky.pk}/"


def test_detail_of_nobody_is_missing(client):
    assert client.get(f"{URL}999999/").status_code == 404


def test_people_are_read_only(client, tarkovsky):
    client.force_login(make_staff())
    for method, path in [("post", ""), ("put", f"{tarkovsky.pk}/"), ("delete", f"{tarkovsky.pk}/")]:
        response = getattr(client, method)(f"{URL}{path}", {"name": "Other"}, content_type="application/json")
        assert response.status_code == 405
    assert Person.objects.get().name == "Andrei Tarkovsky"
