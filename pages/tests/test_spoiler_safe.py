"""What members with the setting are kept from, on every page that shows means."""

import pytest
from django.urls import reverse

from accounts.tests.factories import make_follow, make_user
from films.tests.factories import make_film, make_person
from pages.tests.html import by_class, by_id, parse, text, texts
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = make_user(username="anna", spoiler_safe=True)
    client.force_login(member)
    return member


@pytest.fixture
def film():
    """A film whose mean is 7.3."""
    film = make_film(title="Vertigo", directors=[make_person(name="Alfred Hitchcock", slug="alfred-hitchcock")])
    for rating in (6, 8, 8):
        make_user_film(film=film, rating=rating)
    film.refresh_from_db()
    return film


def figures(client, film, query=""):
    return by_id(parse(client.get(film.get_absolute_url() + query)), "figures")


def tells(section):
    return bool(by_class(section, "big-mean") or by_class(section, "histogram") or "No. 1" in text(section))


def test_film_page_hides_where_an_unseen_film_stands(client, member, film):
    page = client.get(film.get_absolute_url())

    assert "7.3" not in page.content.decode()
    section = by_id(parse(page), "figures")
    assert not tells(section)
    assert "Hidden until you have watched the film" in text(section)
    assert [link.get("href") for link in section.iter("a")] == [f"{film.get_absolute_url()}?spoilers=show#figures"]


def test_film_page_shows_it_when_asked_and_for_that_time_alone(client, member, film):
    assert tells(figures(client, film, "?spoilers=show"))
    assert not tells(figures(client, film))


@pytest.mark.parametrize("values", [{"rating": 5, "status": None}, {"rating": None, "status": "watched"}])
def test_film_page_shows_where_a_seen_film_stands(client, member, film, values):
    make_user_film(film=film, user=member, **values)

    assert tells(figures(client, film))


def test_film_page_hides_nothing_from_others(client, film):
    assert tells(figures(client, film))
    client.force_login(make_user())
    assert tells(figures(client, film))


def test_what_is_hidden_is_not_read(client, member, film, django_assert_num_queries):
    with django_assert_num_queries(5):  # session, member, film, what they said of it, credits
        client.get(film.get_absolute_url())


def post(client, film, status):
    return client.post(
        reverse("reviews:set_status", args=[film.pk]),
        {"status": status},
        headers={"hx-request": "true", "hx-current-url": f"http://testserver{film.get_absolute_url()}"},
    )


def test_marking_a_film_watched_shows_the_figures_at_once(client, member, film):
    planned, watched = post(client, film, "planned"), post(client, film, "watched")

    assert "7.3" not in planned.content.decode()
    assert planned.headers["HX-Trigger-After-Settle"] == '{"filmChanged": {}}'
    assert tells(by_id(parse(watched), "figures"))
    assert watched.headers["HX-Trigger-After-Settle"] == f'{{"filmChanged": {{}}, "filmSeen{film.pk}": {{}}}}'


def pages_with_cards(film):
    friend = make_user(username="friend")
    make_user_film(user=friend, film=film, rating=7, favorite=True)
    person = film.credits.get().person
    return [
        reverse("home"),
        reverse("films:list"),
        f"{reverse('films:search')}?q=vertigo",
        reverse("profile", args=["friend"]),
        person.get_absolute_url(),
        reverse("reviews:my_films"),
    ]


def means(client, address):
    tree = parse(client.get(address))
    return texts(by_class(tree, "mean"))


def test_cards_of_unseen_films_have_no_mean(client, member, film):
    make_user_film(user=member, film=film, rating=None, status="planned")
    for address in pages_with_cards(film):
        page = client.get(address)
        assert "Vertigo" in page.content.decode(), address
        assert [mean for mean in texts(by_class(parse(page), "mean")) if mean] == [], address


def test_cards_of_seen_films_have_their_mean(client, member, film):
    make_user_film(user=member, film=film, rating=None, status="watched")

    for address in pages_with_cards(film):
        assert "7.3" in means(client, address), address


def test_cards_of_similar_films_have_no_mean(client, member, film):
    other = make_film(title="Psycho", directors=[film.credits.get().person])

    page = client.get(reverse("films:similar", args=[other.pk, other.slug])).content.decode()

    assert "Vertigo" in page
    assert "7.3" not in page


def test_a_rating_by_a_followed_member_is_told(client, member, film):
    row = UserFilm.objects.filter(film=film).first()
    make_follow(follower=member, followed=row.user)

    assert "Rated by members you follow" in client.get("/").content.decode()


@pytest.mark.parametrize("films", [1, 3])
def test_list_takes_no_query_more(client, member, django_assert_num_queries, films):
    for _ in range(films):
        make_film()
    client.get(reverse("films:list"))  # fills the cache of the choices

    with django_assert_num_queries(5):  # session, member, count, cards, marks
        client.get(reverse("films:list"))
