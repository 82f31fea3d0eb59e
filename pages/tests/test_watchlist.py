import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, card_titles, links, parse, text
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db

MINE = reverse("my_watchlist")
HTMX = {"hx-request": "true"}


@pytest.fixture
def member(client):
    member = make_user(username="anna", name="Anna")
    client.force_login(member)
    return member


def plan(user, title, *, days_ago=0, **film):
    moment = timezone.now() - datetime.timedelta(days=days_ago)
    film = make_film(title=title, **film)
    return make_user_film(user=user, film=film, rating=None, status="planned", updated_at=moment).film


def titles(client, address=MINE):
    response = client.get(address)
    assert response.status_code == 200, address
    return card_titles(parse(response))


def test_watchlist_has_the_planned_films_of_the_member_the_last_added_first(client, member):
    plan(member, "First", days_ago=3)
    plan(member, "Last", days_ago=1)
    plan(member, "Second", days_ago=2)
    plan(make_user(), "Another's")
    make_user_film(user=member, film=make_film(title="Seen"))
    make_film(title="Unmarked")

    assert titles(client) == ["Last", "Second", "First"]


def test_watchlist_has_the_filters_and_sorts_of_the_catalogue(client, member):
    plan(member, "Blue", days_ago=1, released_on=datetime.date(1993, 1, 1), genres=["drama"], runtime_minutes=98)
    plan(member, "Amber", days_ago=2, released_on=datetime.date(2001, 1, 1), genres=["comedy"], runtime_minutes=200)
    plan(member, "White", days_ago=3, released_on=datetime.date(1994, 1, 1), genres=["drama", "comedy"])

    assert titles(client, f"{MINE}?genre=drama") == ["Blue", "White"]
    assert titles(client, f"{MINE}?genre=drama&without=comedy") == ["Blue"]
    assert titles(client, f"{MINE}?year_from=1994") == ["Amber", "White"]
    assert titles(client, f"{MINE}?runtime_to=100") == ["Blue", "White"]
    assert titles(client, f"{MINE}?title=whi") == ["White"]
    assert titles(client, f"{MINE}?sort=title") == ["Amber", "Blue", "White"]
    assert titles(client, f"{MINE}?sort=release") == ["Amber", "White", "Blue"]
    assert titles(client, f"{MINE}?sort=added&page=1") == ["Blue", "Amber", "White"]


@pytest.mark.parametrize(
    "query",
    ["sort=none", "genre=none", "year_from=x", "page=0", "page=99999", "page=x", "sort=%00", "rating_from=1e999"],
)
def test_nonsense_in_the_address_does_no_harm(client, member, query):
    plan(member, "Blue")

    assert client.get(f"{MINE}?{query}").status_code == 200


def test_watchlist_says_how_many_and_in_which_order(client, member):
    plan(member, "Blue")
    plan(member, "White")

    tree = parse(client.get(MINE))

    (count,) = by_class(tree, "count")
    assert text(count) == "2 films"
    selected = [option.get("value") for option in tree.iter("option") if option.get("selected") is not None]
    assert selected == ["added"]


def test_empty_watchlist_has_a_way_out(client, member):
    tree = parse(client.get(MINE))

    (empty,) = by_class(tree, "empty")
    assert links(empty)[0] == f"{reverse('films:list')}?mine=unseen"
    assert by_class(tree, "filters") == []


def test_filters_that_no_film_fits_can_be_taken_back(client, member):
    plan(member, "Blue")

    (empty,) = by_class(parse(client.get(f"{MINE}?title=nothing")), "empty")

    assert links(empty) == [MINE]


def test_film_is_removed_by_one_click(client, member):
    film = plan(member, "Blue")
    plan(member, "White")
    remove = next(button for button in by_class(parse(client.get(MINE)), "remove") if "Blue" in text(button))

    response = client.post(remove.get("formaction"), {remove.get("name"): remove.get("value"), "next": MINE})

    assert response.url == MINE
    assert titles(client) == ["White"]
    assert not UserFilm.objects.filter(film=film).exists()


def test_change_by_htmx_tells_the_list_to_look_again(client, member):
    film = plan(member, "Blue")

    changed = client.post(reverse("reviews:set_status", args=[film.pk]), {"status": ""}, headers=HTMX)
    fragment = client.get(MINE, headers=HTMX)

    assert "filmChanged" in changed.headers["HX-Trigger-After-Settle"]
    assert "filmChanged from:body" in client.get(MINE).content.decode()
    assert fragment.content.decode().strip().startswith('<div id="results"')
    assert "HX-Request" in fragment.headers["Vary"]


def test_page_of_another_member_shows_their_list_without_removing(client, member):
    other = make_user(username="boris", name="Boris")
    film = plan(other, "Theirs")
    plan(member, "Mine")
    make_user_film(user=member, film=film, rating=4)

    response = client.get(reverse("member_watchlist", args=["boris"]))

    tree = parse(response)
    assert card_titles(tree) == ["Theirs"]
    assert by_class(tree, "remove") == []
    assert "Boris" in text(tree)
    assert [text(star) for star in by_class(tree, "rate")] == ["4"]


def test_visitor_sees_a_public_list_and_can_filter_it(client):
    other = make_user(username="boris")
    plan(other, "Blue")
    plan(other, "White")
    address = reverse("member_watchlist", args=["boris"])

    assert titles(client, address) == ["White", "Blue"]
    assert titles(client, f"{address}?title=blue&mine=unseen") == ["Blue"]
    assert client.get("/members/BORIS/watchlist/?page=1").url == f"{address}?page=1"


@pytest.mark.parametrize("hidden", [{"is_private": True}, {"is_active": False}, {"deletion_due_at": timezone.now()}])
def test_list_of_a_hidden_profile_is_for_its_member_and_staff(client, hidden):
    other = make_user(username="boris")
    plan(other, "Blue")
    User.objects.filter(pk=other.pk).update(**hidden)
    address = reverse("member_watchlist", args=["boris"])

    assert client.get(address).status_code == 404
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    assert client.get(address, headers=HTMX).status_code == 404
    client.force_login(make_staff())
    assert titles(client, address) == ["Blue"]


def test_private_member_sees_their_own_public_address(client, member):
    User.objects.update(is_private=True)
    plan(member, "Blue")

    assert titles(client, reverse("member_watchlist", args=["anna"])) == ["Blue"]


def test_films_for_staff_alone_are_in_no_list(client, member):
    plan(member, "Midnight", adult=True)

    assert titles(client) == []


def test_member_who_is_not_there(client):
    assert client.get(reverse("member_watchlist", args=["nobody"])).status_code == 404
    assert client.get("/members/%00/watchlist/").status_code == 404


def test_watchlist_is_for_members_and_to_read(client):
    assert client.get(MINE).url == f"{reverse('account_login')}?next={MINE}"
    client.force_login(make_user())
    assert client.post(MINE).status_code == 405


@pytest.mark.parametrize("films", [1, 30])
def test_watchlist_takes_five_queries(client, member, django_assert_num_queries, films):
    for number in range(films):
        plan(member, f"Film {number}")
    client.get(MINE)  # fills the cache of the choices

    with django_assert_num_queries(5):  # session, member, count, cards, marks
        client.get(MINE)


def test_page_keeps_below_its_size(client, member):
    for number in range(24):
        plan(member, f"A film with a rather long title, number {number}")

    assert len(client.get(MINE).content) < 60_000


def test_pages_lead_to_the_watchlist(client, member):
    plan(member, "Blue")

    assert links(parse(client.get("/"))).count(MINE) == 2
    assert reverse("member_watchlist", args=["anna"]) in links(parse(client.get(member.get_absolute_url())))
