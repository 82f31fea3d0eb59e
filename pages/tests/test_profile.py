import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_follow, make_staff, make_user
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def profile(client, username="anna", **kwargs):
    return client.get(reverse("profile", args=[username]), kwargs)


def numbers(response):
    """The figures of the page by their names."""
    page = response.content.decode()
    return dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd[^>]*>([^<]+)</dd>", page))


def rate_films(member, count):
    """Ratings of `count` films, the last one newest."""
    start = timezone.now()
    for number in range(count):
        film = make_film(title=f"Rated {number:03}")
        make_user_film(user=member, film=film, rated_at=start + datetime.timedelta(seconds=number))


def test_profile_shows_the_member(client):
    make_user(
        username="anna",
        name="Anna Petrova",
        bio="<b>Old</b> films.\nNew ones too.",
        date_joined=datetime.datetime(2024, 3, 7, tzinfo=datetime.UTC),
    )

    page = profile(client).content.decode()

    assert '<h1 class="display">Anna Petrova</h1>' in page
    assert "@anna" in page
    assert "member since March 2024" in page
    assert "<p>&lt;b&gt;Old&lt;/b&gt; films.<br>New ones too.</p>" in page
    assert '<span class="avatar" aria-hidden="true">AP</span>' in page
    assert "Private" not in page


def test_profile_shows_figures(client):
    member = make_user(username="anna")
    for rating in (7, 8, 10):
        make_user_film(user=member, rating=rating)
    make_user_film(user=member, rating=None, status=UserFilm.Status.WATCHED)
    make_user_film(user=member, rating=None, status=UserFilm.Status.PLANNED)
    make_user_film(user=member, rating=None, status=None, favorite=True)
    make_user_film(rating=1)

    response = profile(client)

    assert numbers(response) == {
        "Watched": "4",
        "Rated": "3",
        "Mean rating": "8.3",
        "Want to watch": "1",
        "Favorites": "1",
    }
    assert response.context["figures"].bins == [0, 0, 0, 0, 0, 0, 1, 1, 0, 1]


def test_profile_in_russian(client):
    make_user_film(user=make_user(username="anna"), film=make_film(title="Mirror", title_ru="Зеркало"), rating=9)

    page = client.get("/ru/members/anna/").content.decode()

    assert "Зеркало" in page
    assert "9,0" in page


def test_profile_shows_six_favorites_and_not_those_of_others(client):
    member = make_user(username="anna")
    for number in range(7):
        make_user_film(user=member, film=make_film(title=f"Favorite {number}"), rating=None, favorite=True)
    make_user_film(film=make_film(title="Favorite of another"), favorite=True)

    page = profile(client).content.decode()

    assert list(dict.fromkeys(re.findall(r"Favorite \d", page))) == [
        f"Favorite {number}" for number in (6, 5, 4, 3, 2, 1)
    ]
    assert "Favorite of another" not in page


def test_profile_lists_ratings_newest_first(client):
    member = make_user(username="anna")
    now = timezone.now()
    for title, rating, age in [("Older", 4, 2), ("Newer", 9, 1)]:
        rated_at = now - datetime.timedelta(days=age)
        make_user_film(user=member, film=make_film(title=title), rating=rating, rated_at=rated_at)
    make_user_film(user=member, film=make_film(title="Only planned"), rating=None, status=UserFilm.Status.PLANNED)

    response = profile(client)

    assert [(item.card.title, item.rating) for item in response.context["ratings"].items] == [
        ("Newer", 9),
        ("Older", 4),
    ]
    assert "Only planned" not in response.content.decode()


def test_profile_has_pages_of_24_ratings(client):
    rate_films(make_user(username="anna"), 25)

    first, second = profile(client), profile(client, page=2)

    assert [item.card.title for item in first.context["ratings"].items][:2] == ["Rated 024", "Rated 023"]
    assert len(first.context["ratings"].items) == 24
    assert 'href="?page=2"' in first.content.decode()
    assert [item.card.title for item in second.context["ratings"].items] == ["Rated 000"]


@pytest.mark.parametrize(
    ("page", "number"),
    [("0", 1), ("-1", 1), ("3", 2), ("9" * 5000, 1), ("1e9", 1), ("two", 1), ("", 1), ("\x00", 1), ("२", 1)],
)
def test_profile_takes_any_page_number(client, page, number):
    rate_films(make_user(username="anna"), 25)

    response = profile(client, page=page)

    assert response.status_code == 200
    assert response.context["ratings"].number == number


def test_profile_without_films_invites_the_member_and_tells_others(client):
    member = make_user(username="anna")

    assert "anna has not marked any film yet." in profile(client).content.decode()
    client.force_login(member)

    page = profile(client).content.decode()
    assert "Your films will stand here" in page
    assert reverse("accounts:settings") in page


def test_profile_with_marks_but_no_ratings_says_so(client):
    make_user_film(user=make_user(username="anna"), rating=None, status=UserFilm.Status.PLANNED)

    response = profile(client)

    assert "No ratings yet." in response.content.decode()
    assert "Mean rating" not in numbers(response)


def test_profile_hides_adult_films_from_all_but_staff(client):
    make_user_film(user=make_user(username="anna"), film=make_film(title="Hidden film", adult=True), favorite=True)

    assert "Hidden film" not in profile(client).content.decode()
    client.force_login(make_staff())
    assert "Hidden film" in profile(client).content.decode()


# Who may see it


@pytest.mark.parametrize("overrides", [{"is_private": True}, {"is_active": False}])
def test_profile_that_is_not_public_is_for_staff_alone(client, overrides):
    make_user(username="anna", name="Anna Petrova", **overrides)

    assert profile(client).status_code == 404
    assert profile(client, "ANNA").status_code == 404
    client.force_login(make_user())
    assert profile(client).status_code == 404
    client.force_login(make_staff())
    response = profile(client)
    assert response.status_code == 200
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_profile_that_is_private_is_shown_to_oneself_with_a_badge(client):
    client.force_login(make_user(username="anna", is_private=True))

    assert '<span class="badge text-bg-secondary">Private</span>' in profile(client).content.decode()


def test_profile_is_not_public_before_the_address_is_confirmed(client):
    member = make_user(username="anna")
    address = EmailAddress.objects.create(user=member, email=member.email, primary=True)

    assert profile(client).status_code == 404
    address.set_verified()
    assert profile(client).status_code == 200


def test_profile_stays_public_while_the_address_changes(client):
    member = make_user(username="anna")
    EmailAddress.objects.create(user=member, email=member.email, primary=True, verified=True)
    EmailAddress.objects.create(user=member, email="new@example.org")

    assert profile(client).status_code == 200


@pytest.mark.parametrize(
    "username", ["nobody", "\x00", "an\x00na", "%", "_nna", "анна", "İ", "a" * 500, "..", "a b", "'"]
)
def test_profile_of_nobody_is_not_found(client, username):
    make_user(username="anna")

    assert profile(client, username).status_code == 404


def test_profile_address_with_broken_bytes_is_not_found(client):
    assert client.get("/members/%ff%fe/").status_code == 404


def test_profile_in_another_case_redirects_to_the_canonical_address(client):
    make_user(username="Anna")

    response = client.get("/members/aNNa/?page=2")

    assert response.status_code == 301
    assert response.url == "/members/Anna/?page=2"
    assert client.get("/ru/members/anna/").url == "/ru/members/Anna/"


# Following


def test_profile_offers_visitors_the_login_to_follow(client):
    make_user(username="anna")

    page = profile(client).content.decode()

    assert f'href="{reverse("account_login")}?next=/members/anna/"' in page
    assert 'method="post"' not in page


def test_profile_offers_members_to_follow_and_to_stop(client):
    member, anna = make_user(), make_user(username="anna")
    client.force_login(member)

    assert f'action="{reverse("accounts:follow", args=["anna"])}"' in profile(client).content.decode()
    make_follow(follower=member, followed=anna)
    make_follow(follower=anna, followed=make_user())
    make_follow(follower=anna, followed=member)

    page = profile(client).content.decode()
    assert f'action="{reverse("accounts:unfollow", args=["anna"])}"' in page
    assert "<strong>1</strong> follower" in page
    assert "follows <strong>2</strong>" in page


def test_profile_of_oneself_has_no_follow_button(client):
    client.force_login(make_user(username="anna"))

    assert reverse("accounts:follow", args=["anna"]) not in profile(client).content.decode()


# What it costs


@pytest.mark.parametrize("films", [1, 30])
def test_profile_takes_six_queries_for_a_visitor(client, django_assert_num_queries, films):
    member = make_user(username="anna")
    rate_films(member, films)
    UserFilm.objects.update(favorite=True)
    for _number in range(films):
        make_follow(follower=make_user(), followed=member)

    with django_assert_num_queries(6):
        profile(client)


@pytest.mark.parametrize("films", [1, 30])
def test_profile_takes_ten_queries_for_a_member(client, django_assert_num_queries, films):
    rate_films(make_user(username="anna"), films)
    UserFilm.objects.update(favorite=True)
    client.force_login(make_user())

    with django_assert_num_queries(10):
        profile(client)


def test_profile_sets_no_cookie_for_a_visitor(client):
    make_user(username="anna")

    assert not profile(client).cookies
