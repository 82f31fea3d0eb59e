import pytest

from accounts.models import Follow
from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from pages.tests.film_lists import EVERYTHING, found, get_list
from pages.tests.html import by_class, by_id, card_titles, parse
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, EVERYTHING),
        ({"title": "sol"}, {"Solaris"}),
        ({"title": "AMELIE"}, {"Amélie"}),
        ({"title": "чужо"}, {"Alien"}),
        ({"title": "nothing like it"}, set()),
        ({"title": "l%s"}, set()),
        ({"title": "..."}, EVERYTHING),
        ({"genre": "drama"}, {"Solaris", "Amélie"}),
        ({"genre": ["horror", "comedy"]}, {"Alien", "Amélie"}),
        ({"genre": ["drama", "science-fiction"], "match": "any"}, {"Solaris", "Alien", "Amélie"}),
        ({"genre": ["drama", "science-fiction"], "match": "all"}, {"Solaris"}),
        ({"genre": ["horror", "comedy"], "match": "all"}, set()),
        ({"match": "all"}, EVERYTHING),
        ({"genre": "western"}, set()),
        ({"without": "drama"}, {"Alien", "Untold"}),
        ({"without": ["drama", "horror"]}, {"Untold"}),
        ({"genre": "science-fiction", "without": "horror"}, {"Solaris"}),
        ({"genre": "drama", "without": "drama"}, set()),
        ({"year_from": "1979"}, {"Alien", "Amélie"}),
        ({"year_to": "1979"}, {"Solaris", "Alien"}),
        ({"year_from": "1973", "year_to": "1979"}, {"Alien"}),
        ({"year_from": "2001", "year_to": "1972"}, set()),
        ({"runtime_from": "122"}, {"Solaris", "Amélie"}),
        ({"runtime_to": "122"}, {"Alien", "Amélie"}),
        ({"runtime_from": "118", "runtime_to": "130"}, {"Amélie"}),
        ({"rating_from": "7.5"}, {"Solaris", "Alien"}),
        ({"rating_from": "7.6"}, {"Solaris"}),
        ({"rating_from": "9.5"}, set()),
        ({"votes_from": "2"}, {"Solaris", "Alien", "Amélie"}),
        ({"votes_from": "4"}, {"Alien"}),
        ({"votes_from": "0"}, EVERYTHING),
        ({"country": "DE"}, {"Amélie"}),
        ({"country": "gb"}, {"Alien"}),
        ({"country": "IT"}, set()),
        ({"language": "ru"}, {"Solaris"}),
        ({"language": "xx"}, set()),
        ({"keyword": "space-station"}, {"Solaris"}),
        ({"keyword": "no-such"}, set()),
        ({"person": "2147483647"}, set()),
        ({"genre": "science-fiction", "year_from": "1975", "country": "US", "rating_from": "7"}, {"Alien"}),
        ({"genre": "drama", "language": "fr", "runtime_to": "100"}, set()),
    ],
)
def test_list_filters(client, shelf, data, expected):
    assert found(client, data) == expected


def test_list_filters_by_person(client, shelf):
    assert found(client, {"person": shelf["actor"]}) == {"Solaris"}


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ("unseen", {"Planned", "Dropped", "Nothing", "Theirs", "Of a hermit"}),
        ("rated", {"Rated"}),
        ("unrated", {"Planned", "Dropped", "Nothing", "Theirs", "Watched", "Of a hermit"}),
        ("favorite", {"Dropped"}),
        ("planned", {"Planned"}),
        ("watched", {"Rated", "Watched"}),
        ("dropped", {"Dropped"}),
        ("watching", set()),
        ("followed", {"Theirs"}),
    ],
)
def test_list_filters_by_what_the_member_said(client, mine, expected):
    member, friend, hermit = make_user(), make_user(), make_user(is_private=True)
    make_user_film(user=member, film=make_film(title="Rated"), rating=5)
    make_user_film(user=member, film=make_film(title="Planned"), rating=None, status="planned")
    make_user_film(user=member, film=make_film(title="Dropped"), rating=None, status="dropped", favorite=True)
    make_user_film(user=member, film=make_film(title="Watched"), rating=None)
    make_film(title="Nothing")
    make_user_film(user=friend, film=make_film(title="Theirs"))
    make_user_film(user=friend, film=Film.objects.get(title="Nothing"), rating=None, status="planned")
    make_user_film(user=hermit, film=make_film(title="Of a hermit"))
    for followed in (friend, hermit):
        Follow.objects.create(follower=member, followed=followed)
    client.force_login(member)

    assert found(client, {"mine": mine}) == expected


def test_list_combines_mine_with_the_other_filters(client, shelf):
    member = make_user()
    make_user_film(user=member, film=Film.objects.get(title="Solaris"))
    client.force_login(member)

    assert found(client, {"mine": "unseen", "genre": "science-fiction"}) == {"Alien"}


@pytest.mark.parametrize("data", [{"mine": "unseen"}, {"mine": "rated"}, {"sort": "my_rating"}])
def test_list_of_a_visitor_is_not_filtered_by_what_nobody_said(client, shelf, data):
    tree = parse(get_list(client, data))

    assert set(card_titles(tree)) == EVERYTHING
    assert by_id(tree, "f-mine") is None
    assert by_class(tree, "chips") == []
    assert "my_rating" not in [option.get("value") for option in tree.iter("option")]
