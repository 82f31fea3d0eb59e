import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.models import (
    Collection,
    Keyword,
)
from films.tests.factories import make_credit, make_film, make_person
from pages.tests.film_pages import page_of, tree_of
from pages.tests.html import by_id, card_titles, links, parse, text

pytestmark = pytest.mark.django_db


HTMX = {"HX-Request": "true"}


# Similar films


def similar(client, film, **kwargs):
    return card_titles(tree_of(client, film, "similar", **kwargs))


def test_similar_films_are_those_with_most_in_common(client):
    keywords = [Keyword.objects.create(name=name, slug=name) for name in ("robot", "city", "love")]
    director = make_person(name="Fritz Lang")
    film = make_film(title="Metropolis", directors=[director], genres=["drama"])
    film.keywords.set(keywords)
    by_director = make_film(title="M", directors=[director])
    by_director.keywords.add(keywords[0])
    make_film(title="Three words").keywords.set(keywords)
    make_film(title="One word").keywords.add(keywords[1])
    make_film(title="Only its genre", genres=["drama"])
    acted = make_film(title="He only acted")
    make_credit(film=acted, person=director, character="Himself")

    assert similar(client, film)[:2] in (["M", "Three words"], ["Three words", "M"])
    assert similar(client, film)[2:] == ["One word"]


def test_similar_films_put_the_collection_before_a_shared_word(client):
    keyword = Keyword.objects.create(name="ring", slug="ring")
    collection = Collection.objects.create(name="Trilogy")
    film = make_film(title="First", collection=collection)
    film.keywords.add(keyword)
    make_film(title="Word", popularity=100).keywords.add(keyword)
    make_film(title="Second", collection=collection)

    assert similar(client, film) == ["Second", "Word"]


def test_similar_films_are_at_most_twelve_and_never_the_film_itself(client):
    director = make_person()
    films = [make_film(title=str(number), directors=[director]) for number in range(15)]

    shown = similar(client, films[0])

    assert len(shown) == len(set(shown)) == 12
    assert "0" not in shown


def test_similar_films_fall_back_to_the_genres(client):
    film = make_film(genres=["horror", "comedy", "drama"])
    make_film(title="Both", genres=["comedy", "horror"])
    make_film(title="One", genres=["horror"])

    assert similar(client, film) == ["Both"]


def test_similar_films_of_a_film_without_anything_are_none(client):
    film = make_film()
    make_film(title="Quite another", genres=["drama"], popularity=100)

    tree = tree_of(client, film, "similar")

    assert card_titles(tree) == []
    assert text(by_id(tree, "similar"))


def test_similar_films_are_never_adult(client):
    director = make_person()
    film = make_film(directors=[director], genres=["drama"])
    make_film(title="Adult", directors=[director], genres=["drama"], adult=True)
    make_film(title="Decent", genres=["drama"])

    assert similar(client, film) == ["Decent"]
    client.force_login(make_user())
    assert similar(client, film) == ["Decent"]


def test_similar_films_as_a_fragment_for_htmx(client):
    film = make_film(genres=["drama"])
    make_film(title="Near", genres=["drama"])

    response = page_of(client, film, "similar", headers=HTMX)

    (root,) = parse(response)
    assert root.get("id") == "similar"
    assert card_titles(root) == ["Near"]
    assert "HX-Request" in response.headers["Vary"]


def test_detail_loads_similar_films_when_they_come_into_view_and_links_them_too(client):
    film = make_film()
    address = reverse("films:similar", args=[film.pk, film.slug])

    tree = tree_of(client, film)

    assert by_id(tree, "similar").get("hx-get") == address
    assert address in links(tree)


@pytest.mark.parametrize("others", [1, 30])
def test_similar_films_take_the_same_queries(client, django_assert_num_queries, others):
    director = make_person()
    film = make_film(directors=[director])
    for _number in range(others):
        make_film(directors=[director])

    with django_assert_num_queries(3):
        similar(client, film)
