import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Follow
from accounts.tests.factories import make_staff, make_user
from films.models import Film
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, card_titles, links, parse, text, texts
from reviews import selectors
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def home(client, *, language="en"):
    with translation.override(language):
        response = client.get(reverse("home"))
    assert response.status_code == 200
    return parse(response)


def section(tree, name):
    """The titles of the cards under the heading with this id; None if it is not there."""
    for part in tree.iter("section"):
        if part.get("aria-labelledby") == name:
            return card_titles(part)
    return None


def rate(film, *ratings, **values):
    for rating in ratings:
        make_user_film(film=film, rating=rating, **values)


def test_home_of_a_visitor_has_a_search_the_way_in_and_three_shelves(client):
    today = timezone.now().date()
    best = make_film(title="Best", title_ru="Лучший", released_on=datetime.date(1950, 1, 1))
    rate(best, 9, 9, 9)
    make_film(title="Fresh", released_on=today)
    make_film(title="Tomorrow's", released_on=today + datetime.timedelta(days=1), popularity=50)

    tree = home(client)

    assert section(tree, "trending") == ["Best", "Tomorrow's", "Fresh"]
    assert section(tree, "top") == ["Best"]
    assert section(tree, "newest") == ["Fresh", "Best"]
    assert section(tree, "watchlist") is None
    (hero,) = by_class(tree, "hero")
    assert hero.find(".//input[@name='q']") is not None
    assert hero.find(".//form").get("action") == reverse("films:search")
    assert links(hero) == [reverse("account_signup"), reverse("films:list")]
    assert section(home(client, language="ru"), "top") == ["Лучший"]


def test_home_of_an_empty_site_says_so(client):
    tree = home(client)

    assert card_titles(tree) == []
    assert section(tree, "top") is None
    assert section(tree, "newest") is None
    assert text(by_class(tree, "empty")[0])


def test_home_of_a_new_member_has_no_empty_shelves_of_theirs(client):
    make_film()
    client.force_login(make_user())

    tree = home(client)

    assert by_id(tree, "watchlist") is None
    assert by_id(tree, "activity") is None
    assert by_class(tree, "hero") == []
    assert len(list(tree.iter("h1"))) == 1


def test_home_shows_a_member_the_six_films_they_want_to_watch_last(client):
    member = make_user()
    for number in range(8):
        film = make_film(title=f"Planned {number}")
        moment = NOW + datetime.timedelta(days=number)
        make_user_film(user=member, film=film, rating=None, status="planned", updated_at=moment)
    make_user_film(user=member, film=make_film(title="Seen"))
    make_user_film(user=member, film=make_film(title="Adult", adult=True), rating=None, status="planned")
    make_user_film(film=make_film(title="Theirs"), rating=None, status="planned")
    client.force_login(member)

    assert section(home(client), "watchlist") == [f"Planned {number}" for number in (7, 6, 5, 4, 3, 2)]


def test_home_shows_the_ratings_of_followed_members_newest_first(client):
    member, friend, other = make_user(), make_user(name="Anna <K>"), make_user()
    hermit, gone = make_user(is_private=True), make_user(is_active=False)
    for followed in (friend, hermit, gone):
        Follow.objects.create(follower=member, followed=followed)
    for day, (user, title, rating) in enumerate(
        [
            (friend, "First", 6),
            (friend, "Second", 9),
            (other, "Of a stranger", 8),
            (hermit, "Of a hermit", 8),
            (gone, "Of one who left", 8),
            (member, "My own", 8),
        ]
    ):
        make_user_film(
            user=user, film=make_film(title=title), rating=rating, rated_at=NOW + datetime.timedelta(days=day)
        )
    make_user_film(user=friend, film=make_film(title="Only planned"), rating=None, status="planned")
    make_user_film(user=friend, film=make_film(title="Adult", adult=True), rated_at=NOW)
    client.force_login(member)

    (activity,) = by_class(home(client), "activity")

    assert texts(activity) == ["Anna <K> 9 Second 2000", "Anna <K> 6 First 2000"]
    assert links(activity) == [
        address
        for title in ("Second", "First")
        for address in (reverse("profile", args=[friend.username]), Film.objects.get(title=title).get_absolute_url())
    ]


def test_home_shows_at_most_twelve_ratings_of_followed_members(client):
    member, friend = make_user(), make_user()
    Follow.objects.create(follower=member, followed=friend)
    for _number in range(15):
        make_user_film(user=friend, rated_at=NOW)
    client.force_login(member)

    assert len(by_class(home(client), "activity")[0]) == 12


def test_home_marks_the_cards_with_what_the_member_said(client):
    member = make_user()
    mark = make_user_film(user=member, rating=4)
    rate(mark.film, 5, 6)
    client.force_login(member)

    # The film is in three shelves; each has buttons, and no id is there twice.
    tree = home(client)

    assert [section(tree, name) for name in ("trending", "top", "newest")] == [[mark.film.title]] * 3
    assert texts(by_class(tree, "rated")) == ["4"] * 3


@pytest.mark.parametrize("make_viewer", [None, make_user])
def test_home_shows_no_adult_film(client, make_viewer):
    film = make_film(title="Adult", adult=True, popularity=100)
    rate(film, 10, 10, 10)
    make_film(title="Decent")
    if make_viewer:
        client.force_login(make_viewer())

    assert set(card_titles(home(client))) == {"Decent"}


def test_home_shows_no_film_that_turned_adult_since_it_was_counted(client):
    film = make_film(title="Adult")
    make_film(title="Decent")
    home(client)
    Film.objects.filter(pk=film.pk).update(adult=True)

    assert set(card_titles(home(client))) == {"Decent"}


def test_home_shows_staff_the_same_trending_films(client):
    make_film(title="Adult", adult=True, popularity=100)
    make_film(title="Decent")
    client.force_login(make_staff())

    assert section(home(client), "trending") == ["Decent"]


# What is trending


def test_trending_films_are_those_marked_by_most_members_last_week_then_the_popular_ones():
    today = NOW - datetime.timedelta(days=1)
    long_ago = NOW - datetime.timedelta(days=8)
    twice, once, old, popular, dull = (
        make_film(title=title, popularity=popularity)
        for title, popularity in [("twice", 0), ("once", 5), ("old", 20), ("popular", 90), ("dull", 1)]
    )
    rate(twice, 5, 6, updated_at=today)
    make_user_film(film=once, rating=None, status="planned", updated_at=today)
    rate(old, 9, 9, 9, updated_at=long_ago)
    rate(make_film(adult=True), 9, 9, 9, updated_at=today)

    ids = selectors.trending_film_ids(now=NOW)

    assert ids == [film.pk for film in (twice, once, popular, old, dull)]
    assert selectors.trending_film_ids(now=NOW, limit=3) == ids[:3]


def test_trending_films_marked_equally_often_are_in_order_of_their_popularity():
    films = [make_film(popularity=popularity) for popularity in (1, 3, 2)]
    for film in films:
        rate(film, 7, updated_at=NOW)

    assert selectors.trending_film_ids(now=NOW) == [films[1].pk, films[2].pk, films[0].pk]


def test_trending_films_are_counted_once_in_five_minutes(django_assert_num_queries):
    film = make_film()
    first = selectors.trending_film_ids(now=NOW)
    rate(make_film(), 9, updated_at=NOW)

    with django_assert_num_queries(0):
        again = selectors.trending_film_ids(now=NOW)

    assert first == again == [film.pk]


def test_trending_film_that_was_deleted_is_not_shown(client):
    film = make_film(title="Gone")
    make_film(title="There")
    home(client)
    film.delete()

    assert section(home(client), "trending") == ["There"]


# Cost


def fill(films, member):
    friend = make_user()
    Follow.objects.create(follower=member, followed=friend)
    for _number in range(films):
        film = make_film()
        rate(film, 7, 8)
        make_user_film(user=friend, film=film, rated_at=NOW)
        make_user_film(user=member, film=make_film(), rating=None, status="planned")


@pytest.mark.parametrize("films", [1, 30])
def test_home_takes_four_queries_for_a_visitor(client, django_assert_num_queries, films):
    fill(films, make_user())
    home(client)

    with django_assert_num_queries(4):
        home(client)


@pytest.mark.parametrize("films", [1, 30])
def test_home_takes_nine_queries_for_a_member(client, django_assert_num_queries, films):
    member = make_user()
    fill(films, member)
    client.force_login(member)
    home(client)

    with django_assert_num_queries(9):
        home(client)
