import re

import pytest
from django.urls import reverse

from accounts.tests.factories import make_staff, make_user
from accounts.tests.pictures import upload
from films.models import Credit, Film, Genre, Keyword, SyncRecord
from films.tests.admin_pages import change_url, film_data, make_editor, messages_of
from films.tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db

CREDITS = reverse("admin:films_credit_changelist")


@pytest.fixture
def staff_client(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(make_staff())
    return client


def locks_of(record):
    return type(record).objects.values_list("locked_fields", flat=True).get(pk=record.pk)


def rows(prefix, *forms, initial=0):
    """What the browser sends of an inline."""
    data = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    return data | {
        f"{prefix}-{number}-{name}": value for number, form in enumerate(forms) for name, value in form.items()
    }


def save(client, film, **changes):
    response = client.post(change_url(film), film_data(film, **changes))
    assert response.status_code == 302, response.context["errors"]
    return locks_of(film)


# Edits lock


def test_saving_an_unchanged_film_locks_nothing(staff_client):
    assert save(staff_client, make_film()) == []


def test_edited_facts_are_locked(staff_client):
    film = make_film(tmdb_id=1, locked_fields=["title"])

    locked = save(
        staff_client, film, overview="New", runtime_minutes=90, imdb_id="tt0000001", certification="16", slug="another"
    )

    assert locked == ["certification", "imdb_id", "overview", "runtime_minutes", "title"]


def test_lock_does_not_hinder_what_changed_meanwhile(staff_client):
    film = make_film(overview="Old")
    Film.objects.filter(pk=film.pk).update(locked_fields=["tagline"], popularity=7)

    assert save(staff_client, film, overview="New") == ["overview", "tagline"]


@pytest.mark.parametrize(
    ("prefix", "row", "name"),
    [
        ("film_genres", lambda: {"genre": Genre.objects.first().pk, "position": 0}, "genres"),
        ("film_countries", lambda: {"country": "FR", "position": 0}, "countries"),
        (
            "credits",
            lambda: {"person": make_person().pk, "department": "Acting", "job": "", "character": "X", "order": 1},
            "credits",
        ),
        ("alternative_titles", lambda: {"title": "Other", "country": "US", "kind": ""}, "alternative_titles"),
        ("videos", lambda: {"site": "YouTube", "key": "k", "kind": "Trailer", "name": "n", "language": "en"}, "videos"),
    ],
)
def test_added_row_locks_what_it_belongs_to(staff_client, prefix, row, name):
    film = make_film()

    assert save(staff_client, film, **rows(prefix, row())) == [name]


def test_removed_row_locks_what_it_belonged_to(staff_client):
    film = make_film(genres=["drama"])
    link = film.film_genres.get()

    row = {"id": link.pk, "film": film.pk, "genre": link.genre_id, "position": 0, "DELETE": "on"}
    locked = save(staff_client, film, **rows("film_genres", row, initial=1))

    assert locked == ["genres"]
    assert not film.film_genres.exists()


def test_unchanged_row_locks_nothing(staff_client):
    film = make_film(genres=["drama"])
    link = film.film_genres.get()

    row = {"id": link.pk, "film": film.pk, "genre": link.genre_id, "position": 0}

    assert save(staff_client, film, **rows("film_genres", row, initial=1)) == []


def test_keywords_and_pictures_are_locked(staff_client):
    film = make_film()
    keyword = Keyword.objects.create(name="robot", slug="robot")

    locked = save(staff_client, film, keywords=[keyword.pk], poster=upload())

    assert locked == ["keywords", "poster"]


def test_removed_picture_is_locked(staff_client):
    film = make_film()
    save(staff_client, film, backdrop=upload())
    Film.objects.filter(pk=film.pk).update(locked_fields=[])
    film.refresh_from_db()

    assert save(staff_client, film, **{"backdrop-clear": "on"}) == ["backdrop"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"title": "Другое"}, ["title_ru"]),
        ({"overview": "Текст", "tagline": "Слова"}, ["overview_ru", "tagline_ru"]),
        ({"DELETE": "on"}, ["title_ru"]),
        ({"language": "uk"}, ["title_ru", "title_uk"]),
    ],
    ids=["unchanged", "title", "texts", "deleted", "moved"],
)
def test_edited_translation_locks_its_texts(staff_client, changes, expected):
    film = make_film(title_ru="Фильм")
    row = {"id": film.translations.get().pk, "film": film.pk, "language": "ru", "title": "Фильм", **changes}

    assert save(staff_client, film, **rows("translations", row, initial=1)) == expected


def test_added_translation_locks_the_texts_it_has(staff_client):
    film = make_film()

    assert save(staff_client, film, **rows("translations", {"language": "ru", "tagline": "Слова"})) == ["tagline_ru"]


def test_new_film_is_locked_as_it_was_written(staff_client):
    data = film_data(title="Solaris", tmdb_id=593, **rows("translations", {"language": "ru", "title": "Солярис"}))

    staff_client.post(reverse("admin:films_film_add"), data)

    assert Film.objects.get().locked_fields == ["title", "title_ru"]


def test_edited_name_of_a_person_is_locked(staff_client):
    person = make_person(name="A. Tarkovsky", slug="t")
    url = reverse("admin:films_person_change", args=[person.pk])

    data = {"slug": "t", "biography": "New", **rows("credits")}
    staff_client.post(url, {**data, "name": "A. Tarkovsky"})
    before = locks_of(person)
    staff_client.post(url, {**data, "name": "Andrei Tarkovsky"})

    assert (before, locks_of(person)) == ([], ["name"])


# Locks in the form


def test_locks_are_checked_in_the_form(staff_client):
    film = make_film(locked_fields=["overview_ru", "poster", "title_fr"])

    page = staff_client.get(change_url(film)).content.decode()

    boxes = re.findall(r'<input type="checkbox" name="locked" value="(\w+)"[^>]*?( checked)?>', page)
    assert {name for name, checked in boxes if checked} == {"overview_ru", "poster", "title_fr"}
    assert {"title", "title_ru", "credits", "backdrop"} <= {name for name, _ in boxes}
    assert re.findall(r'<input type="hidden" name="initial-locked" value="(\w+)"', page) == film.locked_fields
    assert "Synopsis (ru)" in page


def test_lock_is_set_and_lifted_in_the_form(staff_client):
    film = make_film(locked_fields=["title", "tagline"])

    locked = save(staff_client, film, locked=["tagline", "budget"], **{"initial-locked": ["tagline", "title"]})

    assert locked == ["budget", "tagline"]


def test_lock_that_somebody_else_set_since_the_form_was_opened_stays(staff_client):
    film = make_film(locked_fields=["title", "tagline"])

    assert save(staff_client, film, locked=[], **{"initial-locked": ["title"]}) == ["tagline"]


def test_field_edited_in_the_same_save_is_locked_unless_its_lock_was_lifted(staff_client):
    film = make_film(locked_fields=["title"])

    locked = save(staff_client, film, title="X", tagline="Y", locked=[], **{"initial-locked": ["title"]})

    assert locked == ["tagline"]


def test_unknown_lock_is_refused(staff_client):
    film = make_film()

    response = staff_client.post(change_url(film), film_data(film, title="X", locked=["password"]))

    assert list(response.context["adminform"].form.errors) == ["locked"]
    assert locks_of(film) == []


def test_lock_of_a_persons_name_is_lifted(staff_client):
    person = make_person(slug="t", locked_fields=["name"])
    url = reverse("admin:films_person_change", args=[person.pk])

    staff_client.post(url, {"name": person.name, "slug": "t", "initial-locked": ["name"], **rows("credits")})

    assert locks_of(person) == []


def test_editor_who_may_only_look_reads_the_locks(client):
    film = make_film(locked_fields=["runtime_minutes"])
    client.force_login(make_editor("view_film"))

    page = client.get(change_url(film)).content.decode()

    assert 'name="locked"' not in page
    assert "runtime in minutes" in page.partition("field-locked")[2]


# Credits


def credit_row(credit, **changes):
    return {
        "id": credit.pk,
        "department": credit.department,
        "job": credit.job,
        "character": credit.character,
        "order": credit.order,
        **changes,
    }


def test_credits_edited_in_the_list_lock_those_of_their_films(staff_client):
    edited, left = make_film(cast=["One"]), make_film(cast=["Two"])
    one, two = edited.credits.get(), left.credits.get()

    data = rows("form", credit_row(one, character="Rheya"), credit_row(two), initial=2)
    staff_client.post(CREDITS, {**data, "_save": "Save"})

    one.refresh_from_db()
    assert one.character == "Rheya"
    assert (locks_of(edited), locks_of(left)) == (["credits"], [])


def test_credit_moved_to_another_film_locks_both(staff_client):
    old, new = make_film(cast=["One"]), make_film()
    credit = old.credits.get()
    data = {"film": new.pk, "person": credit.person_id, **credit_row(credit)}

    staff_client.post(reverse("admin:films_credit_change", args=[credit.pk]), data)

    assert Credit.objects.get().film == new
    assert (locks_of(old), locks_of(new)) == (["credits"], ["credits"])


def test_added_and_deleted_credits_lock(staff_client):
    added, deleted, swept = make_film(), make_film(cast=["One"]), make_film(cast=["Two", "Three"])
    data = {"film": added.pk, "person": make_person().pk, "department": "Acting", "order": 0}

    staff_client.post(reverse("admin:films_credit_add"), data)
    staff_client.post(reverse("admin:films_credit_delete", args=[deleted.credits.get().pk]), {"post": "yes"})
    ids = list(swept.credits.values_list("pk", flat=True))
    staff_client.post(CREDITS, {"action": "delete_selected", "_selected_action": ids, "post": "yes"})

    assert [film.credits.count() for film in (added, deleted, swept)] == [1, 0, 0]
    assert [locks_of(film) for film in (added, deleted, swept)] == [["credits"]] * 3


# Sync now


@pytest.fixture
def queue(settings):
    """The tasks that were enqueued, none of which is run."""
    from django_tasks import default_task_backend

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    settings.TMDB_API_TOKEN = "a.b.c"
    default_task_backend.clear()
    return default_task_backend


def enqueued(queue):
    return [(result.task.name, *result.args) for result in queue.results]


def select(client, films, action="sync_now"):
    data = {"action": action, "_selected_action": [film.pk for film in films]}
    return client.post(reverse("admin:films_film_changelist"), data, follow=True)


def sync_url(film):
    return reverse("admin:films_film_sync", args=[film.pk])


def test_selected_films_are_synchronized(staff_client, queue, django_capture_on_commit_callbacks):
    films = [make_film(tmdb_id=1), make_film(tmdb_id=2), make_film()]

    with django_capture_on_commit_callbacks(execute=True):
        response = select(staff_client, films)

    assert enqueued(queue) == [("sync_film", films[0].pk), ("sync_film", films[1].pk)]
    assert messages_of(response) == ["2 films will be synchronized in a moment."]


def test_more_than_a_hundred_films_are_not_synchronized(staff_client, queue, django_capture_on_commit_callbacks):
    Film.objects.bulk_create(Film(title="X", slug="x", tmdb_id=number) for number in range(1, 102))
    data = {"action": "sync_now", "_selected_action": list(Film.objects.values_list("pk", flat=True))}

    with django_capture_on_commit_callbacks(execute=True):
        response = staff_client.post(reverse("admin:films_film_changelist"), data, follow=True)

    assert enqueued(queue) == []
    assert messages_of(response) == ["Select at most 100 films. For more there is the command sync_tmdb."]


def test_button_synchronizes_one_film(staff_client, queue, django_capture_on_commit_callbacks):
    film = make_film(tmdb_id=1)

    assert f'action="{sync_url(film)}"' in staff_client.get(change_url(film)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = staff_client.post(sync_url(film))

    assert response["Location"] == change_url(film)
    assert enqueued(queue) == [("sync_film", film.pk)]


def test_film_that_tmdb_does_not_have_has_no_button(staff_client, queue):
    film = make_film()

    assert sync_url(film) not in staff_client.get(change_url(film)).content.decode()
    response = staff_client.post(sync_url(film), follow=True)

    assert messages_of(response) == ["There is no TMDB id to synchronize by."]


def test_missing_token_is_named(staff_client, queue, settings):
    settings.TMDB_API_TOKEN = ""

    response = staff_client.post(sync_url(make_film(tmdb_id=1)), follow=True)

    assert messages_of(response) == ["TMDB cannot be asked: TMDB_API_TOKEN is not set, or is no token."]
    assert enqueued(queue) == []


def test_film_that_is_gone_cannot_be_synchronized(staff_client, queue):
    response = staff_client.post(reverse("admin:films_film_sync", args=[0]))

    assert response["Location"] == reverse("admin:index")


@pytest.mark.parametrize("user", [lambda: make_editor("view_film"), lambda: make_user(is_staff=True)])
def test_who_may_not_change_films_cannot_synchronize(client, queue, user, django_capture_on_commit_callbacks):
    film = make_film(tmdb_id=1)
    client.force_login(user())

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(sync_url(film))

    assert response.status_code == 403
    assert enqueued(queue) == []


# What stands in the form and in the list


def test_form_tells_the_last_outcome(staff_client):
    film = make_film(tmdb_id=1, title="Solaris")
    SyncRecord.objects.create(tmdb_id=1, film=film, state="failed", reason="503 after 4 tries")
    film.tmdb_differences.create(field="title_ru", theirs="Солярис", seen_at="2026-11-25T12:00Z")
    kept = film.tmdb_differences.create(
        field="budget", theirs=1, seen_at="2026-11-25T12:00Z", kept_at="2026-11-25T12:00Z"
    )

    page = staff_client.get(change_url(film)).content.decode()

    assert "failed: 503 after 4 tries" in page
    assert re.search(r'<a href="/admin/films/tmdbdifference/\d+/change/">title \(ru\)</a>', page)
    assert f"/admin/films/tmdbdifference/{kept.pk}/" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sync=failed", {"failed"}),
        ("sync=gone", {"gone"}),
        ("sync=never", {"failed", "new"}),
        ("locks=yes", {"gone"}),
        ("locks=no", {"failed", "fine", "new"}),
        ("differs=yes", {"fine"}),
        ("differs=no", {"failed", "gone", "new"}),
        ("sync=x&locks=x&differs=x", {"failed", "fine", "gone", "new"}),
    ],
)
def test_films_are_filtered_by_how_they_stand_with_tmdb(staff_client, query, expected):
    now = "2026-11-25T12:00Z"
    failed, fine = make_film(title="failed", tmdb_id=1), make_film(title="fine", tmdb_id=2)
    gone, _new = make_film(title="gone", gone_upstream_at=now, locked_fields=["title"]), make_film(title="new")
    SyncRecord.objects.create(tmdb_id=1, film=failed, state="failed")
    SyncRecord.objects.create(tmdb_id=2, film=fine, state="unchanged", synced_at=now)
    SyncRecord.objects.create(tmdb_id=3, film=gone, state="gone", synced_at=now)
    fine.tmdb_differences.create(field="title", theirs="X", seen_at=now)
    gone.tmdb_differences.create(field="tmdb_id", theirs=None, seen_at=now, kept_at=now)

    response = staff_client.get(f"{reverse('admin:films_film_changelist')}?{query}")

    assert {film.title for film in response.context["cl"].result_list} == expected


def test_credit_that_the_form_only_shows_is_not_locked(staff_client):
    film = make_film()
    make_credit(film=film, person="One")
    credit = film.credits.get()
    row = {"film": film.pk, "person": credit.person_id, **credit_row(credit)}

    assert save(staff_client, film, **rows("credits", row, initial=1)) == []
