import datetime

import pytest

from accounts.tests.factories import make_user
from films.models import Film
from films.services.ranking import refresh_ranking
from films.tests.factories import make_film
from pages.tests.film_lists import get_list, ordered
from pages.tests.html import by_class, by_id, card_titles, parse, text
from reviews.tests.factories import make_user_film, rate

pytestmark = pytest.mark.django_db


def make_sortable():
    early = make_film(title="The Zoo", title_ru="Арка", released_on=datetime.date(1950, 1, 1), popularity=1)
    late = make_film(title="Ärgern", title_ru="Ёлка", released_on=datetime.date(2020, 1, 1), popularity=3)
    undated = make_film(title="Mirage", title_ru="Жара", released_on=None, popularity=2)
    rate(early, 8, 8, 8)
    rate(late, 5, 5, 5)
    rate(undated, 10, 10)
    refresh_ranking()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Ärgern", "The Zoo", "Mirage"]),
        ("popularity", ["Ärgern", "The Zoo", "Mirage"]),
        ("ranking", ["The Zoo", "Ärgern", "Mirage"]),
        ("newest", ["Mirage", "Ärgern", "The Zoo"]),
        ("release", ["Ärgern", "The Zoo", "Mirage"]),
        ("oldest", ["The Zoo", "Ärgern", "Mirage"]),
        ("title", ["Ärgern", "Mirage", "The Zoo"]),
    ],
)
def test_list_sorts(client, sort, expected):
    make_sortable()
    Film.objects.filter(title="Mirage").update(popularity=0)

    tree = parse(get_list(client, {"sort": sort}))

    assert card_titles(tree) == expected
    assert [option.get("value") for option in by_id(tree, "sort") if "selected" in option.attrib] == [
        sort or "popularity"
    ]


def test_list_in_russian_sorts_by_the_russian_title(client):
    make_sortable()
    make_film(title="Kin-dza-dza")

    assert ordered(client, {"sort": "title"}, language="ru") == ["Kin-dza-dza", "Арка", "Ёлка", "Жара"]


def test_list_sorted_by_my_rating_shows_each_film_once_in_the_order_of_my_ratings(client):
    member, others = make_user(), [make_user(), make_user()]
    for title, rating in [("Good", 7), ("Best", 10), ("Worst", 1)]:
        film = make_film(title=title)
        make_user_film(user=member, film=film, rating=rating)
        for number, other in enumerate(others):
            make_user_film(user=other, film=film, rating=11 - rating if number else 5)
    make_user_film(user=member, film=make_film(title="Unrated"), rating=None)
    make_user_film(user=others[0], film=make_film(title="Theirs"))
    client.force_login(member)

    assert ordered(client, {"sort": "my_rating"}) == ["Best", "Good", "Worst"]


def test_list_sorted_by_my_rating_keeps_the_filters_and_the_pages(client, settings):
    settings.FILMS_PER_PAGE = 2
    member = make_user()
    for rating in range(1, 6):
        make_user_film(
            user=member, film=make_film(title=str(rating), genres=["drama"] if rating > 1 else []), rating=rating
        )
    client.force_login(member)

    pages = [ordered(client, {"sort": "my_rating", "genre": "drama", "page": page}) for page in (1, 2)]

    assert pages == [["5", "4"], ["3", "2"]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year_from", "abc"),
        ("year_from", "1869"),
        ("year_from", "9" * 400),
        ("year_from", "1970.5"),
        ("year_to", "-1"),
        ("year_to", "NaN"),
        ("runtime_from", "1e9"),
        ("runtime_from", "\x00"),
        ("runtime_to", "Infinity"),
        ("rating_from", "11"),
        ("rating_from", "0"),
        ("votes_from", "-5"),
        ("title", "x" * 101),
        ("title", "\x00"),
        ("genre", "no-such-genre"),
        ("without", "no-such-genre"),
        ("without", "\x00"),
        ("country", "FRA"),
        ("language", "x" * 9),
    ],
)
def test_list_tells_a_bad_value_beside_its_field_and_keeps_the_other_filters(client, shelf, name, value):
    tree = parse(get_list(client, {name: value, "genre" if name != "genre" else "without": "drama"}))

    assert set(card_titles(tree)) == ({"Solaris", "Amélie"} if name != "genre" else {"Alien", "Untold"})
    errors = {error.get("id"): error for error in by_class(tree, "field-error")}
    assert [text(error) for error in errors.values()] != [""]
    (told,) = [field for field in by_id(tree, "filters").iter() if field.get("aria-describedby") in errors]
    assert told.get("name") == name or told.tag in {"fieldset", "summary"}
    assert told.get("aria-invalid") == "true" or told.tag in {"fieldset", "summary"}
