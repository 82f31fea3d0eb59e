import datetime

import pytest
from django.utils import timezone
from django_tasks import default_task_backend

from accounts.tests.pictures import upload
from films.models import Credit, Film, Genre, Keyword, TmdbDifference
from films.services import curation, editing, images
from films.tests.factories import make_credit, make_film, make_person
from films.tmdb import outcome, pictures, purging
from films.tmdb.mapping import film_values

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
CREDIT = ["c1", 7, "Robert Wiene", "", 1.0, "Directing", "Director", "", 0]


@pytest.fixture
def queue(settings):
    """The tasks that were enqueued, none of which is run."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    default_task_backend.clear()
    return default_task_backend


def make_difference(film, field, theirs, **overrides):
    return TmdbDifference.objects.create(film=film, field=field, theirs=theirs, **{"seen_at": NOW, **overrides})


def sync(film, **body):
    """As if TMDB had answered with `body`."""
    values = film_values(
        {"id": film.tmdb_id, "title": "Caligari", "adult": False, **body}, languages=["ru"], region="US"
    )
    outcome.store_answer(values, now=timezone.now())
    film.refresh_from_db()


def open_fields():
    return set(TmdbDifference.objects.filter(kept_at=None).values_list("field", flat=True))


# Locks


@pytest.mark.parametrize("make", [make_film, make_person])
def test_locks_are_added_and_lifted(make):
    record = make(locked_fields=["name", "title"])

    curation.lock_fields(record, ["tagline", "title"])
    curation.lift_locks(record, ["name", "overview"])

    assert record.locked_fields == ["tagline", "title"]
    record.refresh_from_db()
    assert record.locked_fields == ["tagline", "title"]


def test_lock_that_somebody_else_set_meanwhile_stays():
    film = make_film()
    stale = Film.objects.get(pk=film.pk)

    curation.lock_fields(film, ["title"])
    curation.lock_fields(stale, ["tagline"])

    film.refresh_from_db()
    assert film.locked_fields == ["tagline", "title"]


def test_name_that_is_locked_and_lifted_at_once_ends_locked():
    film = make_film(locked_fields=["title"])

    curation.change_locks(film, lock=["title"], lift=["title"])

    assert film.locked_fields == ["title"]


def test_lifted_lock_gives_an_uploaded_picture_up_for_replacement(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = make_film(locked_fields=["poster"])
    images.set_poster(film=film, image=upload())
    images.set_backdrop(film=film, image=upload())

    curation.lift_locks(film, ["poster", "backdrop"])

    film.refresh_from_db()
    assert (film.poster_source, film.backdrop_source) == ("released", "")  # the backdrop was not locked
    assert film.poster


def test_bulk_changes_lock_what_they_change():
    film = make_film(adult=False, status="planned", locked_fields=["title", "adult"])
    untouched = make_film(adult=True, status="released")

    editing.set_adult(films=Film.objects.all(), adult=True)
    editing.set_status(films=Film.objects.all(), status=Film.Status.RELEASED)

    film.refresh_from_db()
    untouched.refresh_from_db()
    assert film.locked_fields == ["adult", "status", "title"]
    assert untouched.locked_fields == []


def test_lifted_lock_lets_the_next_synchronisation_write():
    film = make_film(tmdb_id=234, title="The Cabinet", locked_fields=["title"])

    sync(film)
    before = (film.title, open_fields())
    curation.lift_locks(film, ["title"])
    sync(film)

    assert before == ("The Cabinet", {"title"})
    assert (film.title, open_fields()) == ("Caligari", set())


# Taking


def test_taken_title_is_written_with_its_slug_and_not_locked_any_more():
    film = make_film(tmdb_id=234, title="The Cabinet", locked_fields=["tagline", "title"])
    version = film.updated_at
    difference = make_difference(film, "title", "Caligari")

    curation.take_theirs(difference)

    film.refresh_from_db()
    assert (film.title, film.slug, film.locked_fields) == ("Caligari", "caligari", ["tagline"])
    assert film.updated_at > version
    assert not TmdbDifference.objects.exists()


@pytest.mark.parametrize(
    ("field", "theirs", "expected"),
    [
        ("released_on", "1920-02-27", lambda film: film.released_on == datetime.date(1920, 2, 27)),
        ("runtime_minutes", 77, lambda film: film.runtime_minutes == 77),
        ("collection", [5, "Silent"], lambda film: film.collection.name == "Silent"),
        ("title_ru", "Кабинет", lambda film: film.title_ru == "Кабинет"),
        ("overview_ru", "Текст", lambda film: film.translations.get().overview == "Текст"),
        ("genres", [[27, "Horror"]], lambda film: [g.name for g in film.genres.all()] == ["Horror"]),
        ("countries", [["DE", "Germany"]], lambda film: film.country_codes == ["DE"]),
        ("keywords", [[9, "sleepwalker"]], lambda film: Keyword.objects.get(films=film).tmdb_id == 9),
        ("alternative_titles", [["US", "Caligari", ""]], lambda film: film.alternative_titles.get().country == "US"),
        ("videos", [["YouTube", "k", "Trailer", "n", "en", ""]], lambda film: film.videos.get().key == "k"),
        ("credits", [CREDIT], lambda film: film.credits.get().person.name == "Robert Wiene"),
        ("tmdb_id", None, lambda film: (film.tmdb_id, film.gone_upstream_at) == (None, None)),
        ("tmdb_id", 77, lambda film: (film.tmdb_id, film.gone_upstream_at) == (77, None)),
    ],
)
def test_what_tmdb_says_is_taken(field, theirs, expected):
    Genre.objects.filter(slug="horror").update(tmdb_id=27)
    film = make_film(tmdb_id=234, gone_upstream_at=NOW, genres=["drama"], locked_fields=[field])

    curation.take_theirs(make_difference(film, field, theirs))

    film.refresh_from_db()
    assert expected(film)
    assert film.locked_fields == []
    assert not TmdbDifference.objects.exists()


def test_taken_credits_leave_a_person_as_later_answers_made_them():
    wiene = make_person(name="R. Wiene", tmdb_id=7, popularity=5)
    film = make_film(cast=["Somebody"])

    curation.take_theirs(make_difference(film, "credits", [CREDIT]))

    wiene.refresh_from_db()
    assert (wiene.name, wiene.popularity) == ("R. Wiene", 5)
    assert Credit.objects.get().person == wiene


@pytest.mark.parametrize("kind", ["poster", "backdrop"])
def test_taken_picture_is_fetched_in_the_background(
    kind, queue, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    film = make_film(tmdb_id=234, locked_fields=["backdrop", "poster"], **{f"tmdb_{kind}_path": "/new.jpg"})
    images.set_picture(film, kind, upload())

    with django_capture_on_commit_callbacks(execute=True):
        curation.take_theirs(make_difference(film, kind, "/new.jpg"))

    film.refresh_from_db()
    assert [(result.task.name, result.args) for result in queue.results] == [("fetch_pictures", [film.pk])]
    assert film.locked_fields == [{"poster": "backdrop", "backdrop": "poster"}[kind]]
    assert getattr(film, kind), "the upload is shown until TMDB's is there"
    assert getattr(film, f"{kind}_source") == "released"


def test_imdb_id_of_another_film_is_not_taken():
    make_film(imdb_id="tt0010323")
    film = make_film(imdb_id="tt0000001", locked_fields=["imdb_id"])
    difference = make_difference(film, "imdb_id", "tt0010323")

    with pytest.raises(curation.ImdbIdTakenError):
        curation.take_theirs(difference)

    film.refresh_from_db()
    assert (film.imdb_id, film.locked_fields) == ("tt0000001", ["imdb_id"])
    assert TmdbDifference.objects.get() == difference


def test_id_of_another_film_of_ours_is_not_taken():
    twin = make_film(tmdb_id=77)
    film = make_film(tmdb_id=234, gone_upstream_at=NOW)

    with pytest.raises(curation.TwinError) as caught:
        curation.take_theirs(make_difference(film, "tmdb_id", 77))

    film.refresh_from_db()
    assert caught.value.twin == twin
    assert (film.tmdb_id, film.gone_upstream_at) == (234, NOW)


def test_field_of_a_language_that_is_synchronised_no_more_is_not_taken():
    with pytest.raises(curation.UnknownFieldError):
        curation.take_theirs(make_difference(make_film(), "title_fr", "Le Cabinet"))


@pytest.mark.parametrize(
    "decide", [curation.take_theirs, lambda difference: curation.keep_ours(difference, now=NOW)], ids=["take", "keep"]
)
@pytest.mark.parametrize("meanwhile", ["changed", "decided"])
def test_decision_about_what_is_said_no_more_is_refused(decide, meanwhile):
    film = make_film(title="The Cabinet", locked_fields=["title"])
    difference = make_difference(film, "title", "Caligari")
    rows = TmdbDifference.objects.filter(pk=difference.pk)
    rows.update(theirs="Dr. Caligari") if meanwhile == "changed" else rows.delete()

    with pytest.raises(curation.DecidedMeanwhileError):
        decide(difference)

    film.refresh_from_db()
    assert (film.title, film.locked_fields) == ("The Cabinet", ["title"])
    assert not TmdbDifference.objects.exclude(kept_at=None).exists()


# Keeping


def test_kept_difference_comes_up_again_when_tmdb_changes_its_mind():
    film = make_film(tmdb_id=234, title="The Cabinet", locked_fields=["title"])
    sync(film)

    curation.keep_ours(TmdbDifference.objects.get(), now=NOW)
    sync(film)
    same = open_fields()
    sync(film, title="Dr. Caligari")

    assert same == set()
    assert open_fields() == {"title"}
    assert film.title == "The Cabinet"


def test_kept_field_is_locked():
    make_film(imdb_id="tt0010323")
    film = make_film(imdb_id="tt0000001")

    curation.keep_ours(make_difference(film, "imdb_id", "tt0010323"), now=NOW)

    film.refresh_from_db()
    assert film.locked_fields == ["imdb_id"]


def test_kept_link_to_tmdb_locks_nothing():
    film = make_film(tmdb_id=234, gone_upstream_at=NOW)

    curation.keep_ours(make_difference(film, "tmdb_id", None), now=NOW)

    film.refresh_from_db()
    assert (film.tmdb_id, film.gone_upstream_at, film.locked_fields) == (234, NOW, [])


def test_locked_credits_survive_the_synchronisation():
    film = make_film(tmdb_id=234, cast=["Somebody"])
    make_credit(film=film, person="Somebody else")
    curation.lock_credits([film.pk])

    sync(film, credits={"cast": [{"id": 7, "name": "Robert Wiene", "credit_id": "c1", "character": "", "order": 0}]})

    assert film.credits.count() == 2
    assert open_fields() == {"credits"}


@pytest.mark.parametrize("take", [lambda: pictures.drop_withdrawn(Film.objects.all()), purging.purge])
def test_released_upload_is_never_taken_for_a_picture_of_tmdb(take, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    film = make_film(tmdb_id=234, locked_fields=["poster"])
    sync(film)
    images.set_poster(film=film, image=upload())
    curation.lift_locks(film, ["poster"])

    take()

    film.refresh_from_db()
    assert film.poster
    assert film.poster_source == "released"
