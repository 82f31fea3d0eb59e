import pytest

from accounts.tests.pictures import stored, upload
from films.models import Film, SyncRecord
from films.services import editing, images
from films.tests.factories import make_film

pytestmark = pytest.mark.django_db


def test_set_adult_counts_what_changed():
    films = [make_film(adult=True), make_film(), make_film()]

    changed = editing.set_adult(films=Film.objects.exclude(pk=films[2].pk), adult=True)

    assert changed == 1
    assert list(Film.objects.order_by("pk").values_list("adult", flat=True)) == [True, True, False]


def test_set_status_moves_the_version_of_the_film():
    film = make_film(status=Film.Status.PLANNED)

    editing.set_status(films=Film.objects.all(), status=Film.Status.RELEASED)

    before = film.updated_at
    film.refresh_from_db()
    assert film.status == Film.Status.RELEASED
    assert film.updated_at > before


def test_delete_films_removes_their_pictures(settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    film, other = make_film(genres=["drama"], directors=["Somebody"], title_ru="Фильм"), make_film()
    for each in (film, other):
        images.set_poster(film=each, image=upload())
        images.set_backdrop(film=each, image=upload())

    with django_capture_on_commit_callbacks(execute=True):
        assert editing.delete_films(films=Film.objects.filter(pk=film.pk)) == 1

    assert list(Film.objects.all()) == [other]
    assert len(stored(tmp_path)) == 5


def test_delete_films_notes_that_they_are_unwanted():
    film = make_film(tmdb_id=603)
    SyncRecord.objects.create(tmdb_id=603, film=film, state=SyncRecord.State.CHANGED)
    make_film(tmdb_id=604)
    make_film()

    assert editing.delete_films(films=Film.objects.all()) == 3

    assert set(SyncRecord.objects.values_list("tmdb_id", "film", "state", "reason", "unwanted")) == {
        (603, None, "left_out", "staff deleted it", True),
        (604, None, "left_out", "staff deleted it", True),
    }
