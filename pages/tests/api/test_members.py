from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.tests.factories import make_follow, make_staff, make_user
from films.tests.factories import make_film
from reviews.tests.api.calls import Caller, error_of, queries_of
from reviews.tests.factories import make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db

LISTS = ["ratings", "reviews", "diary", "watchlist"]
PARTS = ["", "statistics/", *(f"{name}/" for name in LISTS)]
of_each = pytest.mark.parametrize("part", PARTS)


@pytest.fixture
def anna():
    return make_user(username="Anna", name="Anna K.", bio="Silent films.", email="anna@example.org")


def path_of(member, part=""):
    return f"users/{member.username}/{part}"


def results(path, viewer=None, **query):
    response = Caller(viewer).get(path, query)
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def titles(path, viewer=None, **query):
    return [row.get("film", row)["title"] for row in results(path, viewer, **query)]


def make_unconfirmed(**overrides):
    user = make_user(**overrides)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


# Who sees a member


@of_each
@pytest.mark.parametrize("name", ["anna", "ANNA", "Anna"])
def test_member_is_found_by_name_in_any_case(anna, part, name):
    assert Caller().get(f"users/{name}/{part}").status_code == 200


@of_each
@pytest.mark.parametrize("name", ["nobody", "a%00b", "%20"])
def test_member_whom_there_is_not_is_404(part, name):
    assert error_of(Caller().get(f"users/{name}/{part}")) == (404, "not_found")


@of_each
@pytest.mark.parametrize(
    "hidden", [{"is_private": True}, {"is_active": False}, {"deletion_due_at": timezone.now()}, "unconfirmed"]
)
def test_hidden_member_is_there_for_staff_alone(part, hidden):
    member = make_unconfirmed() if hidden == "unconfirmed" else make_user(**hidden)
    path = path_of(member, part)

    assert error_of(Caller().get(path)) == (404, "not_found")
    assert error_of(Caller(make_user()).get(path)) == (404, "not_found")
    assert Caller(make_staff()).get(path).status_code == 200


@of_each
def test_private_member_sees_their_own_page(part):
    member = make_user(is_private=True)

    assert Caller(member).get(path_of(member, part)).status_code == 200


@of_each
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_member_is_only_read(anna, part, method):
    response = Caller(anna).send(method, path_of(anna, part), {"name": "X", "is_staff": True})

    anna.refresh_from_db()
    assert error_of(response) == (405, "method_not_allowed")
    assert (anna.name, anna.is_staff) == ("Anna K.", False)


# The profile


def test_profile_tells_what_the_page_tells(anna):
    film = make_film(title="Stalker")
    make_user_film(user=anna, film=film, rating=8, favorite=True)
    make_user_film(user=anna, rating=5)
    make_user_film(user=anna, rating=None, status="planned")
    make_follow(follower=make_user(), followed=anna)

    member = Caller().get(path_of(anna)).json()

    figures = member["figures"]
    assert (member["username"], member["name"], member["bio"]) == ("Anna", "Anna K.", "Silent films.")
    assert (member["followers"], member["following"], member["is_followed"]) == (1, 0, None)
    assert (figures["watched"], figures["planned"], figures["favorites"], figures["ratings"]) == (2, 1, 1, 2)
    assert figures["mean_rating"] == 6.5
    assert {rating for rating, count in figures["rating_distribution"].items() if count} == {"5", "8"}
    assert [favorite["title"] for favorite in member["favorites"]] == ["Stalker"]
    assert member["url"].endswith("/members/Anna/")


def test_profile_tells_nothing_that_is_the_members_own(anna):
    response = Caller().get(path_of(anna))

    assert "example.org" not in response.content.decode().replace("testserver", "")
    assert set(response.json()).isdisjoint({"email", "password", "is_staff", "last_login", "spoiler_safe", "country"})
    assert response.json()["member_since"] == f"{anna.date_joined:%Y-%m}"


def test_profile_tells_a_follower_that_they_follow(anna):
    boris = make_user()
    make_follow(follower=boris, followed=anna)

    assert Caller(boris).get(path_of(anna)).json()["is_followed"] is True
    assert Caller(make_user()).get(path_of(anna)).json()["is_followed"] is False


def test_profile_of_a_member_without_films_has_no_mean(anna):
    member = Caller().get(path_of(anna)).json()

    assert (member["figures"]["mean_rating"], member["favorites"], member["avatar"]) == (None, [], None)


def test_profile_takes_the_same_queries_whatever_it_shows(anna):
    make_user_film(user=anna, favorite=True)
    one, _ = queries_of(lambda: Caller().get(path_of(anna)))
    for _ in range(5):
        make_user_film(user=anna, favorite=True)

    six, profile = queries_of(lambda: Caller().get(path_of(anna)))

    assert len(profile["favorites"]) == 6
    assert one == six <= 10


# Statistics


def test_statistics_are_of_all_time_or_of_a_year(anna):
    film = make_film(title="Stalker", runtime_minutes=100, genres=["drama"])
    make_viewing(user=anna, film=film, rating=9)
    make_viewing(user=anna, film=film, watched_on=date(2025, 1, 1), rating=3)
    make_user_film(user=anna, film=film, rating=7)

    always = Caller().get(path_of(anna, "statistics/")).json()
    year = Caller().get(path_of(anna, "statistics/"), {"year": 2026}).json()

    assert (always["year"], always["viewings"], always["films"], always["minutes"]) == (None, 2, 1, 200)
    assert (year["year"], year["viewings"], year["films"], year["minutes"]) == (2026, 1, 1, 100)
    assert (always["mean_rating"], year["mean_rating"]) == (7, 9)
    assert year["months"] == [{"month": "2026-03-01", "viewings": 1}]
    assert always["years"] == [{"year": 2025, "viewings": 1}, {"year": 2026, "viewings": 1}]
    assert always["genres"] == [{"name": "Drama", "films": 1}]
    assert [(item["film"]["title"], item["rating"]) for item in year["best"]] == [("Stalker", 9)]
    assert always["diary_years"] == [2026, 2025]


def test_statistics_name_who_made_the_films(anna):
    for _ in range(2):
        make_user_film(user=anna, film=make_film(directors=["Agnès Varda"]))
    first, second = (film.film for film in anna.user_films.all())
    director = first.credits.get().person
    second.credits.update(person=director)

    found = Caller().get(path_of(anna, "statistics/")).json()["directors"]

    assert [(person["name"], person["films"]) for person in found] == [("Agnès Varda", 2)]
    assert found[0]["url"].startswith("http://testserver/")


def test_statistics_leave_out_what_is_only_for_the_member(anna):
    make_viewing(user=anna, is_private=True)

    assert Caller().get(path_of(anna, "statistics/")).json()["viewings"] == 0
    assert Caller(anna).get(path_of(anna, "statistics/")).json()["viewings"] == 1


@pytest.mark.parametrize("year", ["x", "1887", "10000", "1.5"])
def test_statistics_of_what_is_no_year_are_refused(anna, year):
    response = Caller().get(path_of(anna, "statistics/"), {"year": year})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == ["year"]


def test_statistics_of_a_year_to_come_are_not_found(anna):
    assert error_of(Caller().get(path_of(anna, "statistics/"), {"year": 9999})) == (404, "not_found")


def test_statistics_take_the_same_queries_for_one_film_and_for_thirty(anna):
    make_user_film(user=anna)
    one, _ = queries_of(lambda: Caller().get(path_of(anna, "statistics/")))
    for _ in range(29):
        make_user_film(user=anna)

    thirty, stats = queries_of(lambda: Caller().get(path_of(anna, "statistics/")))

    assert stats["films"] == 30
    assert one == thirty <= 10


# Lists


def fill(member, count):
    for _ in range(count):
        film = make_film()
        make_user_film(user=member, film=film, status="planned")
        make_review(user=member, film=film)
        make_viewing(user=member, film=film)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("viewer", [None, {}, {"spoiler_safe": True}])
def test_list_takes_the_same_queries_for_one_and_for_thirty(anna, name, viewer):
    caller = Caller(None if viewer is None else make_user(**viewer))
    fill(anna, 1)
    one, alone = queries_of(lambda: caller.get(path_of(anna, f"{name}/"), {"page_size": 50}))
    fill(anna, 29)

    thirty, together = queries_of(lambda: caller.get(path_of(anna, f"{name}/"), {"page_size": 50}))

    assert (len(alone["results"]), len(together["results"])) == (1, 30)
    assert one == thirty <= 10


@pytest.mark.parametrize("name", LISTS)
def test_list_has_what_is_of_this_member_and_not_of_adult_films(anna, name):
    fill(anna, 1)
    fill(make_user(), 1)
    film = make_film(title="Hidden", adult=True)
    make_user_film(user=anna, film=film, status="planned")
    make_review(user=anna, film=film)
    make_viewing(user=anna, film=film)

    assert len(results(path_of(anna, f"{name}/"))) == 1
    assert "Hidden" not in titles(path_of(anna, f"{name}/"))
    assert "Hidden" in titles(path_of(anna, f"{name}/"), make_staff())


def test_ratings_are_the_newest_first(anna):
    for title, day in (("A", 1), ("B", 3), ("C", 2)):
        rated_at = timezone.now().replace(year=2026, month=3, day=day)
        make_user_film(user=anna, film=make_film(title=title), rating=day, rated_at=rated_at)
    make_user_film(user=anna, rating=None)

    assert titles(path_of(anna, "ratings/")) == ["B", "C", "A"]
    assert [row["rating"] for row in results(path_of(anna, "ratings/"))] == [3, 2, 1]


@pytest.mark.parametrize("state", ["draft", "held", "hidden"])
def test_review_that_is_not_public_is_there_for_its_author(anna, state):
    make_review(user=anna, state=state, title="Secret")

    assert results(path_of(anna, "reviews/")) == []
    assert results(path_of(anna, "reviews/"), make_user()) == []
    assert [row["state"] for row in results(path_of(anna, "reviews/"), anna)] == [state]


def test_review_of_a_film_not_watched_is_kept_from_who_asked_for_it(anna):
    review = make_review(user=anna, title="He dies", body="The hero dies.")
    safe = make_user(spoiler_safe=True)
    path = path_of(anna, "reviews/")

    veiled = Caller(safe).get(path)
    shown = results(path, safe, spoilers="show")[0]
    make_user_film(user=safe, film=review.film)
    watched = results(path, safe)[0]

    assert b"dies" not in veiled.content
    assert veiled.json()["results"][0]["text_hidden"] is True
    assert (shown["text_hidden"], shown["excerpt"], shown["title"]) == (False, "The hero dies.", "He dies")
    assert watched == shown
    assert results(path)[0] == shown


def test_review_that_tells_the_end_has_no_excerpt_in_the_list(anna):
    make_review(user=anna, body="The hero dies.", has_spoilers=True)

    assert [(row["excerpt"], row["has_spoilers"]) for row in results(path_of(anna, "reviews/"))] == [("", True)]


def test_diary_is_by_day_and_hides_what_is_only_for_the_member(anna):
    make_viewing(user=anna, film=make_film(title="A"), watched_on=date(2025, 1, 1), note="Loved it")
    make_viewing(user=anna, film=make_film(title="B"))
    make_viewing(user=anna, film=make_film(title="C"), is_private=True)
    path = path_of(anna, "diary/")

    assert titles(path) == titles(path, make_staff()) == ["B", "A"]
    assert titles(path, anna) == ["C", "B", "A"]
    assert titles(path, cursor="") == ["B", "A"]
    assert titles(path, day="2025-01-01") == ["A"]
    assert results(path)[1]["note"] == "Loved it"


def test_watchlist_has_the_filters_and_sorts_of_the_catalogue(anna):
    for title, genre in (("A", "drama"), ("B", "comedy")):
        make_user_film(user=anna, film=make_film(title=title, genres=[genre]), rating=None, status="planned")
    make_user_film(user=anna, film=make_film(title="C"))
    path = path_of(anna, "watchlist/")

    assert titles(path) == ["B", "A"]
    assert titles(path, sort="title") == ["A", "B"]
    assert titles(path, genre="drama") == ["A"]
    assert error_of(Caller().get(path, {"sort": "random"})) == (400, "invalid")
    assert list(Caller().get(path, {"genre": "none"}).json()["error"]["fields"]) == ["genre"]
