from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from reviews.models import UserFilm, Viewing
from reviews.tests.api.calls import Caller, error_of, make_silenced, queries_of
from reviews.tests.factories import make_user_film, make_viewing

pytestmark = pytest.mark.django_db

HISTORY = "watch-history/"
DAY = "2026-03-14"
SAID = {
    "watched_on": DAY,
    "precision": "day",
    "is_rewatch": True,
    "rating": 9,
    "note": "Twice\nas good.",
    "place": "At home",
    "is_private": False,
}


@pytest.fixture
def anna():
    return make_user(username="anna")


@pytest.fixture
def caller(anna):
    return Caller(anna)


def entries():
    return list(Viewing.objects.order_by("pk").values("user", "film", *SAID))


def path_of(viewing):
    return f"{HISTORY}{viewing.pk}/"


def stored(user, film, **said):
    return {"user": user.pk, "film": film.pk, **SAID, "watched_on": date.fromisoformat(DAY), **said}


# Writing


def test_viewing_is_logged_and_found(caller, anna):
    film = make_film(title="Stalker")

    response = caller.send("post", HISTORY, {"film": film.pk, **SAID, "note": "Twice\r\nas good."})

    assert response.status_code == 201
    entry = response.json()
    assert entries() == [stored(anna, film)]
    assert {name: entry[name] for name in SAID} == SAID
    assert (entry["film"]["title"], entry["user"]) == ("Stalker", "anna")
    assert caller.get(f"{HISTORY}{entry['id']}/").json() == entry
    assert caller.get(HISTORY).json()["results"] == [entry]
    assert UserFilm.objects.values_list("user", "film", "status", "rating").get() == (anna.pk, film.pk, "watched", 9)


def test_private_viewing_does_not_rate_the_film(caller):
    caller.send("post", HISTORY, {"film": make_film().pk, **SAID, "is_private": True})

    assert UserFilm.objects.values_list("status", "rating").get() == ("watched", None)


def test_second_viewing_of_a_day_is_asked_about(caller, anna):
    film = make_film()
    data = {"film": film.pk, "watched_on": DAY}
    caller.send("post", HISTORY, data)

    refused = caller.send("post", HISTORY, data)
    once = Viewing.objects.count()
    repeated = caller.send("post", HISTORY, {**data, "repeated": True})

    assert error_of(refused) == (409, "already_in_diary")
    assert (once, repeated.status_code, Viewing.objects.count()) == (1, 201, 2)


def test_viewing_is_not_moved_to_a_day_that_has_one(caller, anna):
    film = make_film()
    make_viewing(user=anna, film=film, watched_on=date(2026, 3, 15))
    viewing = make_viewing(user=anna, film=film)

    refused = caller.send("patch", path_of(viewing), {"watched_on": "2026-03-15"})
    kept = Viewing.objects.get(pk=viewing.pk).watched_on
    repeated = caller.send("patch", path_of(viewing), {"watched_on": "2026-03-15", "repeated": True})

    assert error_of(refused) == (409, "already_in_diary")
    assert (kept, repeated.status_code) == (date(2026, 3, 14), 200)
    assert Viewing.objects.get(pk=viewing.pk).watched_on == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ({"precision": "month", "watched_on": "2026-03-14"}, "2026-03-01"),
        ({"precision": "year", "watched_on": "2026-03-14"}, "2026-01-01"),
        ({"precision": "unknown"}, None),
        ({"precision": "unknown", "watched_on": "2026-03-14"}, None),
    ],
)
def test_date_is_as_exact_as_it_is_known(caller, said, day):
    response = caller.send("post", HISTORY, {"film": make_film().pk, **said})

    assert response.status_code == 201
    assert response.json()["watched_on"] == day
    assert response.json()["precision"] == said["precision"]


def test_put_replaces_the_whole_entry(caller, anna):
    viewing = make_viewing(user=anna, **{**SAID, "watched_on": date(2026, 3, 1)})

    response = caller.send("put", path_of(viewing), {"watched_on": DAY})

    plain = {"is_rewatch": False, "rating": None, "note": "", "place": ""}
    assert response.status_code == 200
    assert entries() == [stored(anna, viewing.film, **plain)]
    assert {name: response.json()[name] for name in plain} == plain


@pytest.mark.parametrize("said", [{"note": "Anew"}, {"rating": None}, {"is_private": True}, {"precision": "day"}, {}])
def test_patch_changes_what_it_names(caller, anna, said):
    viewing = make_viewing(user=anna, **{**SAID, "watched_on": date(2026, 3, 14)})

    response = caller.send("patch", path_of(viewing), said)

    assert response.status_code == 200
    assert entries() == [stored(anna, viewing.film, **said)]


def test_entry_is_deleted_and_the_film_stays_watched(caller, anna):
    viewing = make_viewing(user=anna)
    make_user_film(user=anna, film=viewing.film)

    response = caller.send("delete", path_of(viewing))

    assert response.status_code == 204
    assert entries() == []
    assert UserFilm.objects.count() == 1
    assert error_of(caller.send("delete", path_of(viewing))) == (404, "not_found")


def test_entry_that_changed_since_it_was_read_is_not_deleted(caller, anna):
    viewing = make_viewing(user=anna)
    etag = caller.get(path_of(viewing))["ETag"]
    caller.send("patch", path_of(viewing), {"note": "Meanwhile"})

    response = caller.send("delete", path_of(viewing), **{"If-Match": etag})

    assert error_of(response) == (412, "precondition_failed")
    assert Viewing.objects.count() == 1


def test_post_that_is_sent_again_with_its_key_logs_once(caller):
    data = {"film": make_film().pk, "watched_on": DAY}
    first = caller.send("post", HISTORY, data, **{"Idempotency-Key": "one"})

    second = caller.send("post", HISTORY, data, **{"Idempotency-Key": "one"})

    assert (second.status_code, second.json()) == (201, first.json())
    assert Viewing.objects.count() == 1


# What is not valid


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"watched_on": None}, "watched_on"),
        ({"watched_on": "1887-12-31"}, "watched_on"),
        ({"watched_on": "14.03.2026"}, "watched_on"),
        ({"watched_on": "2026-02-30"}, "watched_on"),
        ({"watched_on": (timezone.localdate() + timedelta(days=3)).isoformat()}, "watched_on"),
        ({"precision": "hour"}, "precision"),
        ({"rating": 0}, "rating"),
        ({"rating": 11}, "rating"),
        ({"rating": "good"}, "rating"),
        ({"note": "x" * 2001}, "note"),
        ({"note": "a\x00b"}, "note"),
        ({"place": "x" * 101}, "place"),
        ({"is_private": "perhaps"}, "is_private"),
        ({"is_rewatch": None}, "is_rewatch"),
    ],
)
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_entry_that_is_not_valid_changes_nothing(caller, anna, said, field, method):
    viewing = make_viewing(user=anna)
    before = entries()
    path = HISTORY if method == "post" else path_of(viewing)

    response = caller.send(method, path, {"film": make_film().pk, **SAID, **said})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == [field]
    assert entries() == before


@pytest.mark.parametrize("film", [None, 0, "one", True, 10**30])
def test_viewing_of_no_film_is_refused(caller, film):
    response = caller.send("post", HISTORY, {**SAID, "film": film})

    assert error_of(response) == (400, "invalid")
    assert entries() == []


def test_viewing_of_a_film_that_a_member_may_not_see_is_refused(caller):
    assert error_of(caller.send("post", HISTORY, {**SAID, "film": make_film(adult=True).pk})) == (400, "invalid")
    assert entries() == []


@pytest.mark.parametrize("method", ["put", "patch"])
def test_other_fields_do_nothing(caller, anna, method):
    viewing, other = make_viewing(user=anna), make_film()
    extra = {"id": 1, "user": make_user().pk, "film": other.pk, "created_at": "2001-01-01T00:00:00Z"}

    response = caller.send(method, path_of(viewing), {**extra, **SAID})

    changed = Viewing.objects.get()
    assert response.status_code == 200
    assert entries() == [stored(anna, viewing.film)]
    assert (changed.pk, changed.created_at) == (viewing.pk, viewing.created_at)


def test_other_fields_do_nothing_when_logging(caller, anna):
    film = make_film()

    caller.send(
        "post", HISTORY, {**SAID, "film": film.pk, "user": make_user().pk, "created_at": "2001-01-01T00:00:00Z"}
    )

    assert entries() == [stored(anna, film)]
    assert Viewing.objects.get().created_at.year != 2001


# Who may


def test_visitor_is_asked_who_they_are():
    viewing = make_viewing()

    answers = [Caller().get(HISTORY), Caller().get(path_of(viewing)), Caller().send("post", HISTORY, SAID)]
    answers += [Caller().send(method, path_of(viewing), SAID) for method in ("put", "patch", "delete")]

    assert {error_of(answer) for answer in answers} == {(401, "not_authenticated")}
    assert Viewing.objects.count() == 1


@pytest.mark.parametrize("make", [make_user, make_staff])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_entry_of_another_member_is_read_and_not_changed(make, method):
    viewing = make_viewing()
    caller, before = Caller(make()), entries()

    assert caller.get(path_of(viewing)).json()["user"] == viewing.user.username
    assert error_of(caller.send(method, path_of(viewing), SAID)) == (403, "permission_denied")
    assert entries() == before


@pytest.mark.parametrize("member", [{"is_private": True}, {"is_active": False}, {"deletion_due_at": timezone.now()}])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_entry_of_a_member_who_is_hidden_is_not_there(caller, member, method):
    viewing = make_viewing(user=make_user(**member))
    before = entries()

    assert error_of(caller.send(method, path_of(viewing), SAID)) == (404, "not_found")
    assert entries() == before


@pytest.mark.parametrize("make", [make_user, make_staff])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_private_entry_is_there_for_its_member_alone(make, method):
    viewing = make_viewing(is_private=True)

    assert error_of(Caller(make()).send(method, path_of(viewing), SAID)) == (404, "not_found")
    assert Caller(viewing.user).get(path_of(viewing)).status_code == 200


@pytest.mark.parametrize("kind", ["suspended", "unverified"])
def test_member_who_may_not_write_reads(kind):
    user = make_silenced(kind)
    viewing = make_viewing(user=user)
    caller, before = Caller(user), entries()

    answers = [caller.send("post", HISTORY, {"film": viewing.film_id, **SAID})]
    answers += [caller.send(method, path_of(viewing), SAID) for method in ("put", "patch", "delete")]

    assert {error_of(answer) for answer in answers} == {(403, kind)}
    assert entries() == before
    assert caller.get(HISTORY).json()["count"] == 1
    assert caller.get(path_of(viewing)).status_code == 200


# The list


def test_list_is_by_day_and_has_only_ones_own(caller, anna):
    days = [date(2026, 1, 2), None, date(2026, 5, 1)]
    own = [make_viewing(user=anna, watched_on=day, precision="day" if day else "unknown") for day in days]
    make_viewing()

    found = [entry["id"] for entry in caller.get(HISTORY).json()["results"]]

    assert found == [own[2].pk, own[0].pk, own[1].pk]


def test_cursor_leads_through_everything_while_entries_are_added(caller, anna):
    own = [make_viewing(user=anna).pk for _ in range(5)]

    page = caller.get(HISTORY, {"cursor": "", "page_size": 2}).json()
    make_viewing(user=anna)
    found = [entry["id"] for entry in page["results"]]
    while page["next"]:
        page = caller.client.get(page["next"]).json()
        found += [entry["id"] for entry in page["results"]]

    assert found == own[::-1]


def test_cursor_that_is_none_is_not_found(caller):
    assert error_of(caller.get(HISTORY, {"cursor": "nonsense"})) == (404, "not_found")


@pytest.mark.parametrize("query", [{}, {"cursor": ""}])
def test_list_takes_the_same_queries_for_one_and_for_thirty(caller, anna, query):
    make_viewing(user=anna)
    alone, one = queries_of(lambda: caller.get(HISTORY, {**query, "page_size": 50}))
    for _ in range(29):
        make_viewing(user=anna)

    together, thirty = queries_of(lambda: caller.get(HISTORY, {**query, "page_size": 50}))

    assert (len(one["results"]), len(thirty["results"])) == (1, 30)
    assert alone == together <= 10


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"day": "2026-03-14"}, ["B"]),
        ({"since": "2026-03-01"}, ["B", "A"]),
        ({"until": "2026-03-01"}, ["A", "C"]),
        ({"is_rewatch": "true"}, ["C"]),
        ({"day": "2026-03-01"}, []),
    ],
)
def test_list_is_filtered(caller, anna, query, expected):
    make_viewing(user=anna, film=make_film(title="A"), watched_on=date(2026, 3, 1), precision="month")
    make_viewing(user=anna, film=make_film(title="B"))
    make_viewing(user=anna, film=make_film(title="C"), watched_on=date(2025, 7, 9), is_rewatch=True)

    assert [entry["film"]["title"] for entry in caller.get(HISTORY, query).json()["results"]] == expected


def test_list_is_of_one_film_when_asked(caller, anna):
    viewing = make_viewing(user=anna)
    make_viewing(user=anna)

    found = caller.get(HISTORY, {"film": viewing.film_id}).json()["results"]

    assert [entry["id"] for entry in found] == [viewing.pk]


@pytest.mark.parametrize(
    "query", [{"day": "yesterday"}, {"film": "x"}, {"since": "2026-13-01"}, {"film": 10**30}, {"is_rewatch": "yes"}]
)
def test_filter_that_is_not_valid_is_named(caller, query):
    response = caller.get(HISTORY, query)

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == list(query)
