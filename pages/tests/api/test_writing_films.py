import datetime

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_staff, make_user
from films.models import Film, FilmTranslation, Keyword, SyncRecord
from films.tests.factories import make_film
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
URL = "/api/v1/films/"
VALUES = {
    "title": "Solaris",
    "title_ru": "Солярис",
    "overview_ru": "Психолог летит на станцию.",
    "original_language": "ru",
    "released_on": "1972-03-20",
    "runtime_minutes": 167,
    "imdb_id": "tt0069293",
    "tmdb_id": 593,
    "genres": ["science-fiction", "drama"],
    "countries": ["SU"],
    "keywords": ["space-station"],
}


def send(client, method, path="", data=None, **kwargs):
    return getattr(client, method)(f"{URL}{path}", data, content_type="application/json", **kwargs)


def editor(*actions, **overrides):
    """A member of the staff who has these permissions of films."""
    user = make_user(is_staff=True, **overrides)
    names = [f"{name}_film" for name in actions or ("add", "change", "delete")]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def film():
    return make_film(title="Stalker", genres=["drama"], runtime_minutes=161, overview="A guide.", tmdb_id=1398)


@pytest.fixture
def as_editor(client):
    user = editor()
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def _keyword(db):
    Keyword.objects.create(name="space station", slug="space-station")


def state(film):
    return Film.objects.filter(pk=film.pk).values().get()


def test_create_makes_the_film_with_all_that_was_sent(client, as_editor):
    response = send(client, "post", data=VALUES)

    assert response.status_code == 201
    answer = response.json()
    film = Film.objects.get()
    assert answer["id"] == film.pk
    assert (film.title, film.title_ru, film.slug, film.year, film.runtime_minutes) == (
        "Solaris",
        "Солярис",
        "solaris",
        1972,
        167,
    )
    assert [genre["slug"] for genre in answer["genres"]] == ["science-fiction", "drama"]
    assert [country["code"] for country in answer["countries"]] == ["SU"]
    assert [keyword["slug"] for keyword in answer["keywords"]] == ["space-station"]
    assert client.get(f"{URL}{film.pk}/", headers={"Accept-Language": "ru"}).json()["title"] == "Солярис"


def test_create_locks_what_was_told_and_nothing_else(client, as_editor):
    send(client, "post", data={**VALUES, "tagline": "", "budget": None, "status": "released"})

    assert Film.objects.get().locked_fields == sorted(set(VALUES) - {"tmdb_id"})


def test_patch_changes_and_locks_what_differs(client, as_editor, film):
    response = send(client, "patch", f"{film.pk}/", {"runtime_minutes": 162, "title": "Stalker", "genres": ["drama"]})

    assert response.status_code == 200
    assert response.json()["runtime_minutes"] == 162
    after = Film.objects.get()
    assert (after.runtime_minutes, after.overview, after.locked_fields) == (162, "A guide.", ["runtime_minutes"])
    assert after.updated_at > film.updated_at


def test_patch_that_changes_nothing_locks_nothing(client, as_editor, film):
    before = state(film)

    assert send(client, "patch", f"{film.pk}/", {"title": "Stalker", "title_ru": "", "keywords": []}).status_code == 200
    assert state(film) == before
    assert not FilmTranslation.objects.exists()


@pytest.mark.parametrize(
    ("values", "locked"),
    [
        ({"title_ru": "Сталкер"}, "title_ru"),
        ({"genres": ["drama", "horror"]}, "genres"),
        ({"genres": []}, "genres"),
        ({"countries": ["SU"]}, "countries"),
        ({"keywords": ["space-station"]}, "keywords"),
        ({"adult": True}, "adult"),
        ({"released_on": "1979-05-25"}, "released_on"),
    ],
)
def test_patch_locks_each_part_under_its_name(client, as_editor, film, values, locked):
    assert send(client, "patch", f"{film.pk}/", values).status_code == 200

    assert Film.objects.get().locked_fields == [locked]


def test_history_in_the_admin_tells_what_was_written(client, as_editor, film):
    made = send(client, "post", data=VALUES).json()["id"]
    send(client, "patch", f"{film.pk}/", {"runtime_minutes": 162, "title_ru": "Сталкер", "tagline": film.tagline})
    send(client, "patch", f"{film.pk}/", {"runtime_minutes": 162})
    send(client, "delete", f"{made}/")

    entries = LogEntry.objects.order_by("pk")
    assert [(entry.user, entry.object_id, entry.get_change_message()) for entry in entries] == [
        (as_editor, str(made), "Added."),
        (as_editor, str(film.pk), "Changed runtime in minutes and title (ru)."),
        (as_editor, str(made), ""),
    ]
    assert [entry.action_flag for entry in entries] == [ADDITION, CHANGE, DELETION]


def test_put_empties_what_is_left_out(client, as_editor, film):
    response = send(client, "put", f"{film.pk}/", {"title": "Stalker", "released_on": "1979-05-25"})

    assert response.status_code == 200
    after = Film.objects.get()
    assert (after.overview, after.runtime_minutes, after.tmdb_id, after.genre_ids) == ("", None, None, [])
    assert after.locked_fields == ["genres", "overview", "released_on", "runtime_minutes"]


def test_put_wants_a_title(client, as_editor, film):
    before = state(film)

    response = send(client, "put", f"{film.pk}/", {"released_on": "1979-05-25"})

    assert set(response.json()["error"]["fields"]) == {"title"}
    assert state(film) == before


def test_delete_removes_the_film_for_good(client, as_editor, film):
    SyncRecord.objects.create(tmdb_id=1398, film=film)
    make_user_film(film=film)

    response = send(client, "delete", f"{film.pk}/")

    assert response.status_code == 204
    assert not Film.objects.exists()
    assert SyncRecord.objects.get().unwanted
    assert client.get(f"{URL}{film.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"released_on": "soon"}, "released_on"),
        ({"runtime_minutes": -1}, "runtime_minutes"),
        ({"runtime_minutes": 10**6}, "runtime_minutes"),
        ({"budget": 10**30}, "budget"),
        ({"imdb_id": "nm0000001"}, "imdb_id"),
        ({"imdb_id": "tt0000001"}, "imdb_id"),
        ({"tmdb_id": 77}, "tmdb_id"),
        ({"status": "lost"}, "status"),
        ({"collection": 999999}, "collection"),
        ({"collection": 10**30}, "collection"),
        ({"genres": ["no-such"]}, "genres"),
        ({"genres": "drama"}, "genres"),
        ({"genres": None}, "genres"),
        ({"countries": ["XX"]}, "countries"),
        ({"keywords": ["no-such"]}, "keywords"),
        ({"keywords": [str(number) for number in range(51)]}, "keywords"),
    ],
)
def test_what_is_not_valid_changes_nothing(client, as_editor, film, values, field):
    make_film(title="Twin", imdb_id="tt0000001", tmdb_id=77)
    before = state(film)

    for method, path in [("post", ""), ("put", f"{film.pk}/"), ("patch", f"{film.pk}/")]:
        response = send(client, method, path, {"title": "New", **values})
        assert response.status_code == 400
        assert {name.partition(".")[0] for name in response.json()["error"]["fields"]} == {field}
    assert state(film) == before
    assert Film.objects.count() == 2


def test_own_ids_may_be_sent_back(client, as_editor, film):
    assert send(client, "patch", f"{film.pk}/", {"tmdb_id": 1398, "imdb_id": "tt0079944"}).status_code == 200
    assert send(client, "patch", f"{film.pk}/", {"tmdb_id": 1398, "imdb_id": "tt0079944"}).status_code == 200


def test_two_films_may_have_no_imdb_id(client, as_editor, film):
    assert send(client, "post", data={"title": "Another", "imdb_id": ""}).status_code == 201


UNWRITABLE = {
    "id": 5,
    "slug": "other",
    "year": 1900,
    "rating_count": 9,
    "rating_sum": 90,
    "rating_histogram": [9] * 10,
    "ranking_score": 10,
    "popularity": 999,
    "review_count": 9,
    "watched_count": 9,
    "locked_fields": ["title"],
    "created_at": "2000-01-01T00:00:00Z",
    "gone_upstream_at": "2000-01-01T00:00:00Z",
    "poster": "posters/other.webp",
    "poster_source": "/x.jpg",
    "genre_ids": [1],
    "mine": {"rating": 10},
    "statistics": {"total_reviews": 9},
}


def test_other_fields_do_nothing(client, as_editor, film):
    before = state(film)

    assert send(client, "patch", f"{film.pk}/", UNWRITABLE).status_code == 200
    assert state(film) == before
    assert (
        send(client, "put", f"{film.pk}/", {**UNWRITABLE, "title": "Stalker", "released_on": "2000-01-01"}).status_code
        == 200
    )
    after = state(film)
    unchanged = set(before) & set(UNWRITABLE) - {"locked_fields", "genre_ids"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}
    assert "title" not in after["locked_fields"]


@pytest.fixture
def changed(film):
    """Proves that none of the ways to write did anything."""
    before = state(film)

    def writes(client):
        return {
            send(client, "post", data=VALUES).status_code,
            send(client, "put", f"{film.pk}/", VALUES).status_code,
            send(client, "patch", f"{film.pk}/", {"runtime_minutes": 1}).status_code,
            send(client, "delete", f"{film.pk}/").status_code,
        }

    yield writes
    assert state(film) == before
    assert Film.objects.count() == 1


def test_visitors_write_nothing(client, changed):
    assert changed(client) == {401}


@pytest.mark.parametrize("overrides", [{}, {"is_superuser": True}])
def test_members_write_nothing(client, changed, overrides):
    client.force_login(make_user(**overrides))

    assert changed(client) == {403}


def test_staff_without_the_permission_write_nothing(client, changed):
    client.force_login(make_user(is_staff=True))

    assert changed(client) == {403}


def test_suspended_editors_write_nothing(client, changed):
    user = editor()
    User.objects.filter(pk=user.pk).update(suspended_until=timezone.now() + datetime.timedelta(days=1))
    client.force_login(user)

    assert changed(client) == {403}


def test_editors_with_an_unconfirmed_address_write_nothing(client, changed):
    user = editor()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    client.force_login(user)

    assert changed(client) == {403}


def test_each_permission_allows_its_own_way_alone(client, film):
    client.force_login(editor("change"))

    assert send(client, "patch", f"{film.pk}/", {"runtime_minutes": 1}).status_code == 200
    assert send(client, "post", data=VALUES).status_code == 403
    assert send(client, "delete", f"{film.pk}/").status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_film_that_is_missing_cannot_be_written(client, as_editor, method):
    assert send(client, method, "999999/", {"title": "New"}).status_code == 404


def test_an_edit_of_what_has_changed_meanwhile_is_refused(client, as_editor, film):
    tag = client.get(f"{URL}{film.pk}/")["ETag"]

    first = send(client, "patch", f"{film.pk}/", {"runtime_minutes": 1}, headers={"If-Match": tag})
    second = send(client, "patch", f"{film.pk}/", {"runtime_minutes": 2}, headers={"If-Match": tag})

    assert (first.status_code, second.status_code) == (200, 412)
    assert Film.objects.get().runtime_minutes == 1


def test_a_film_is_added_once_with_an_idempotency_key(client, as_editor):
    answers = [send(client, "post", data={"title": "New"}, headers={"Idempotency-Key": "k1"}) for _time in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Film.objects.count() == 1


def test_staff_admins_may_do_all(client, film):
    client.force_login(make_staff())

    assert send(client, "post", data={"title": "New"}).status_code == 201
    assert send(client, "delete", f"{film.pk}/").status_code == 204
