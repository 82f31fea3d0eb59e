import pytest
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.services import rating as services
from reviews.tests.api.calls import Caller, error_of, make_silenced, queries_of
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db

# By resource: what POST says of a film besides its id, and the row that is then there.
SAID = {
    "ratings": ({"rating": 7}, {"rating": 7, "status": "watched", "favorite": False}),
    "statuses": ({"status": "dropped"}, {"rating": None, "status": "dropped", "favorite": False}),
    "favorites": ({}, {"rating": None, "status": None, "favorite": True}),
    "watchlist": ({}, {"rating": None, "status": "planned", "favorite": False}),
}
EVERYTHING = {"rating": 8, "status": "planned", "favorite": True}  # a row that each of them has
REMOVED = {
    "ratings": {**EVERYTHING, "rating": None},
    "statuses": {**EVERYTHING, "status": None},
    "favorites": {**EVERYTHING, "favorite": False},
    "watchlist": {**EVERYTHING, "status": None},
}
of_each = pytest.mark.parametrize("resource", SAID)
of_replaced = pytest.mark.parametrize("resource", ["ratings", "statuses"])


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def caller(anna):
    return Caller(anna)


def rows():
    return list(UserFilm.objects.order_by("pk").values("user", "film", "rating", "status", "favorite"))


def row_of(user, film, **said):
    return {"user": user.pk, "film": film.pk, **said}


# Writing


@of_each
def test_film_is_put_there_and_found(caller, anna, resource):
    film = make_film(title="Stalker", year=1979)
    said, stored = SAID[resource]

    response = caller.send("post", f"{resource}/", {"film": film.pk, **said})

    assert response.status_code == 201
    mark = response.json()
    assert rows() == [row_of(anna, film, **stored)]
    assert {name: mark[name] for name in stored} == stored
    assert mark["film"]["title"] == "Stalker"
    assert mark["film"]["url"].endswith(film.get_absolute_url())
    assert caller.get(f"{resource}/{mark['id']}/").json() == mark
    assert caller.get(f"{resource}/").json()["results"] == [mark]


@of_each
def test_film_is_put_there_twice_but_is_there_once(caller, resource):
    film = make_film()
    data = {"film": film.pk, **SAID[resource][0]}
    first = caller.send("post", f"{resource}/", data)

    second = caller.send("post", f"{resource}/", data)

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["id"] == first.json()["id"]
    assert UserFilm.objects.count() == 1


@pytest.mark.parametrize("resource", ["favorites", "watchlist"])
def test_film_that_is_there_is_answered_as_it_is(caller, resource):
    film = make_film()
    first = caller.send("post", f"{resource}/", {"film": film.pk})

    assert caller.send("post", f"{resource}/", {"film": film.pk}).json() == first.json()


@pytest.mark.parametrize(("resource", "other"), [("ratings", {"rating": 2}), ("statuses", {"status": "watching"})])
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_value_is_replaced(caller, anna, resource, other, method):
    mark = make_user_film(user=anna, **EVERYTHING)
    path = f"{resource}/" if method == "post" else f"{resource}/{mark.pk}/"

    response = caller.send(method, path, {"film": mark.film_id, **other})

    status = "watched" if resource == "ratings" else "watching"
    assert response.status_code == 200
    assert response.json()["id"] == mark.pk
    assert rows() == [row_of(anna, mark.film, **{**EVERYTHING, "status": status, **other})]


@of_each
def test_film_is_taken_away_and_the_rest_stays(caller, anna, resource):
    mark = make_user_film(user=anna, **EVERYTHING)

    response = caller.send("delete", f"{resource}/{mark.pk}/")

    assert (response.status_code, response.content) == (204, b"")
    assert rows() == [row_of(anna, mark.film, **REMOVED[resource])]
    assert error_of(caller.send("delete", f"{resource}/{mark.pk}/")) == (404, "not_found")


@of_each
def test_film_of_which_nothing_else_is_said_leaves_no_row(caller, resource):
    mark = caller.send("post", f"{resource}/", {"film": make_film().pk, **SAID[resource][0]}).json()
    if resource == "ratings":
        services.set_status(
            user=UserFilm.objects.get().user, film=UserFilm.objects.get().film, status="", now=timezone.now()
        )

    caller.send("delete", f"{resource}/{mark['id']}/")

    assert rows() == []


# Who may


@of_each
@pytest.mark.parametrize("method", ["get", "post"])
def test_visitor_is_asked_who_they_are(resource, method):
    response = Caller().send(method, f"{resource}/") if method == "post" else Caller().get(f"{resource}/")

    assert error_of(response) == (401, "not_authenticated")


@of_each
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
@pytest.mark.parametrize("make", [make_user, make_staff])
def test_row_of_somebody_else_is_not_there(resource, method, make):
    mark = make_user_film(**EVERYTHING)
    before = rows()

    response = Caller(make()).send(method, f"{resource}/{mark.pk}/", SAID[resource][0])

    expected = {404} if resource in ("ratings", "statuses") or method in ("get", "delete") else {405}
    assert {response.status_code} == expected
    assert rows() == before


@of_each
@pytest.mark.parametrize("kind", ["suspended", "unverified"])
def test_member_who_may_not_write_reads(resource, kind):
    user = make_silenced(kind)
    mark = make_user_film(user=user, **EVERYTHING)
    caller, before = Caller(user), rows()

    answers = [
        caller.send("post", f"{resource}/", {"film": make_film().pk, **SAID[resource][0]}),
        caller.send("delete", f"{resource}/{mark.pk}/"),
    ]
    if resource in ("ratings", "statuses"):
        answers.append(caller.send("put", f"{resource}/{mark.pk}/", SAID[resource][0]))

    assert {error_of(answer) for answer in answers} == {(403, kind)}
    assert rows() == before
    assert caller.get(f"{resource}/").json()["count"] == 1


@of_each
def test_film_that_a_member_may_not_see_cannot_be_named(caller, anna, resource):
    hidden = make_film(adult=True)
    mark = make_user_film(user=anna, film=hidden, **EVERYTHING)

    response = caller.send("post", f"{resource}/", {"film": hidden.pk, **SAID[resource][0]})

    assert error_of(response) == (400, "invalid")
    assert caller.get(f"{resource}/").json()["results"] == []
    assert caller.get(f"{resource}/{mark.pk}/").status_code == 404


# What is not valid


@of_each
@pytest.mark.parametrize("film", [None, "", 0, -1, 1.5, True, "one", [1], {"id": 1}, 10**30])
def test_film_that_there_is_none_of_is_refused(caller, resource, film):
    response = caller.send("post", f"{resource}/", {"film": film, **SAID[resource][0]})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == ["film"]
    assert rows() == []


BAD_VALUES = {
    "ratings": [{"rating": value} for value in (0, 11, 7.5, "", None, [], "ten")],
    "statuses": [{"status": value} for value in ("", None, "seen", 1, [])],
}


@pytest.mark.parametrize(
    ("resource", "value"), [(name, value) for name, values in BAD_VALUES.items() for value in [*values, {}]]
)
@pytest.mark.parametrize("method", ["post", "put"])
def test_value_that_there_is_none_of_changes_nothing(caller, anna, resource, value, method):
    mark = make_user_film(user=anna, **EVERYTHING)
    before = rows()
    path = f"{resource}/" if method == "post" else f"{resource}/{mark.pk}/"

    response = caller.send(method, path, {"film": mark.film_id, **value})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == [resource.removesuffix("s").removesuffix("e")]
    assert rows() == before


@of_replaced
def test_patch_that_says_nothing_changes_nothing(caller, anna, resource):
    mark = make_user_film(user=anna, **EVERYTHING)
    before = UserFilm.objects.values().get()

    assert caller.send("patch", f"{resource}/{mark.pk}/", {}).status_code == 200
    assert UserFilm.objects.values().get() == before


@of_each
def test_other_fields_do_nothing(caller, anna, resource):
    film, other = make_film(), make_user()
    said, stored = SAID[resource]
    more = {"id": 1, "user": other.pk, "rated_at": "2001-01-01T00:00:00Z", "created_at": "2001-01-01T00:00:00Z"}
    extra = {name: value for name, value in EVERYTHING.items() if name not in said}

    caller.send("post", f"{resource}/", {**more, **extra, **said, "film": film.pk})

    mark = UserFilm.objects.get()
    assert rows() == [row_of(anna, film, **stored)]
    assert mark.created_at.year != 2001
    assert mark.rated_at is None or mark.rated_at.year != 2001


@of_replaced
def test_change_does_not_move_the_row_to_another_film(caller, anna, resource):
    mark, other = make_user_film(user=anna, **EVERYTHING), make_film()

    caller.send("put", f"{resource}/{mark.pk}/", {**SAID[resource][0], "film": other.pk, "favorite": False})

    changed = UserFilm.objects.get()
    assert (changed.pk, changed.film_id, changed.favorite) == (mark.pk, mark.film_id, True)


def test_row_that_changed_since_it_was_read_is_not_changed(caller, anna):
    mark = make_user_film(user=anna, rating=8)
    etag = caller.get(f"ratings/{mark.pk}/")["ETag"]
    caller.send("put", f"ratings/{mark.pk}/", {"rating": 3})

    response = caller.send("put", f"ratings/{mark.pk}/", {"rating": 9}, **{"If-Match": etag})

    assert error_of(response) == (412, "precondition_failed")
    assert UserFilm.objects.get().rating == 3


def test_limit_is_that_of_the_page(caller, client, anna):
    mark = make_user_film(user=anna)
    client.force_login(anna)
    for _ in range(60):
        client.post(f"/my/films/{mark.film_id}/rating/", {"rating": 5})

    response = caller.send("put", f"ratings/{mark.pk}/", {"rating": 9})

    assert error_of(response) == (429, "throttled")
    assert int(response["Retry-After"]) > 0
    assert UserFilm.objects.get().rating == 5


# Lists


@of_each
def test_list_has_what_the_resource_is_of(caller, anna, resource):
    marks = {
        "ratings": make_user_film(user=anna, rating=8, status=None),
        "statuses": make_user_film(user=anna, rating=None, status="watched"),
        "favorites": make_user_film(user=anna, rating=None, status=None, favorite=True),
        "watchlist": make_user_film(user=anna, rating=None, status="planned"),
    }
    make_user_film(**EVERYTHING)

    found = [mark["id"] for mark in caller.get(f"{resource}/").json()["results"]]

    expected = {marks[resource].pk} | ({marks["watchlist"].pk} if resource == "statuses" else set())
    assert set(found) == expected
    assert len(found) == len(expected)


@of_each
def test_list_takes_the_same_queries_for_one_and_for_thirty(caller, anna, resource):
    make_user_film(user=anna, **EVERYTHING)
    caller.get(f"{resource}/")
    alone, one = queries_of(lambda: caller.get(f"{resource}/", {"page_size": 50}))
    for _ in range(29):
        make_user_film(user=anna, **EVERYTHING)

    together, thirty = queries_of(lambda: caller.get(f"{resource}/", {"page_size": 50}))

    assert (len(one["results"]), len(thirty["results"])) == (1, 30)
    assert alone == together <= 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"rating": 9}, ["B"]),
        ({"favorite": "true"}, ["A"]),
        ({"status": "watched", "sort": "rating"}, ["B", "A"]),
        ({"sort": "title"}, ["A", "B", "C"]),
        ({"sort": "added"}, ["B", "A", "C"]),
    ],
)
def test_ratings_are_filtered_and_sorted(caller, anna, query, expected):
    make_user_film(user=anna, film=make_film(title="B"), rating=9)
    make_user_film(user=anna, film=make_film(title="A"), rating=4, favorite=True)
    make_user_film(user=anna, film=make_film(title="C"), rating=1, status=None)

    response = caller.get("ratings/", query)

    assert [mark["film"]["title"] for mark in response.json()["results"]] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"genre": "drama"}, ["B"]),
        ({"year_from": 1990, "sort": "title"}, ["A", "C"]),
        ({"mine": "favorite"}, ["A"]),
        ({"sort": "oldest"}, ["B", "A", "C"]),
        ({}, ["C", "A", "B"]),
    ],
)
def test_watchlist_has_the_filters_and_sorts_of_the_catalogue(caller, anna, query, expected):
    films = [
        make_film(title="B", released_on="1980-01-01", genres=["drama"]),
        make_film(title="A", released_on="1990-01-01"),
        make_film(title="C", released_on="2000-01-01"),
    ]
    for film in films:
        caller.send("post", "watchlist/", {"film": film.pk})
    caller.send("post", "favorites/", {"film": films[1].pk})
    services.set_status(user=anna, film=films[2], status="planned", now=timezone.now())

    response = caller.get("watchlist/", query)

    assert [mark["film"]["title"] for mark in response.json()["results"]] == expected


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("ratings", {"rating": 11}),
        ("statuses", {"status": "seen"}),
        ("ratings", {"favorite": "maybe"}),
        ("favorites", {"sort": "random"}),
        ("watchlist", {"genre": "none"}),
        ("watchlist", {"sort": "changed"}),
        ("watchlist", {"year_from": "x"}),
    ],
)
def test_filter_that_is_not_valid_is_named(caller, resource, query):
    response = caller.get(f"{resource}/", query)

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == list(query)


def test_film_is_named_in_the_language_of_the_request(caller, anna):
    make_user_film(user=anna, film=make_film(title="Stalker", title_ru="Сталкер"))

    mark = caller.get("ratings/", **{"Accept-Language": "ru"}).json()["results"][0]

    assert mark["film"]["title"] == "Сталкер"


# Whether a film is there


@pytest.mark.parametrize("resource", ["favorites", "watchlist"])
def test_check_tells_whether_a_film_is_there(caller, anna, resource):
    mark, other = make_user_film(user=anna, **EVERYTHING), make_user_film(**EVERYTHING)

    yes = caller.get(f"{resource}/check/{mark.film_id}/")
    no = caller.get(f"{resource}/check/{other.film_id}/")

    assert yes.json() == {"film": mark.film_id, "is_there": True, "id": mark.pk}
    assert no.json() == {"film": other.film_id, "is_there": False, "id": None}


@pytest.mark.parametrize("resource", ["favorites", "watchlist"])
def test_check_of_no_film_is_404(caller, resource):
    assert error_of(caller.get(f"{resource}/check/{make_film(adult=True).pk}/")) == (404, "not_found")
    assert error_of(caller.get(f"{resource}/check/{10**18}/")) == (404, "not_found")
    assert error_of(Caller().get(f"{resource}/check/1/")) == (401, "not_authenticated")
