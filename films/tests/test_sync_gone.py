import pytest

from films.models import Film, SyncError, SyncRecord, TmdbDifference
from films.services import editing
from films.tests.sync_command import ago, ids, known, states, sync
from films.tests.tmdb_answers import movie
from films.tests.tmdb_server import reply_json
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def test_film_that_has_another_id_moves_there_with_all_that_members_said(tmdb):
    (film,) = known(1)
    Film.objects.filter(pk=film.pk).update(imdb_id="tt0000001")
    rating = make_user_film(film=film, rating=7)
    tmdb.add(movie(2, imdb_id="tt0000001"))
    tmdb.found["tt0000001"] = 2

    result = sync("--ids", 1)

    assert result.code == 0
    assert list(Film.objects.values_list("pk", "tmdb_id", "title", "gone_upstream_at")) == [
        (film.pk, 2, "Title 2", None)
    ]
    assert list(UserFilm.objects.all()) == [rating]
    assert states() == {1: "gone", 2: "changed"}
    assert SyncRecord.objects.get(tmdb_id=1).reason == "TMDB has it as 2 now"


def test_film_that_is_gone_is_marked_and_keeps_what_members_said_until_it_is_back(tmdb, caplog):
    (film,) = known(1)
    rating = make_user_film(film=film, rating=7)
    caplog.set_level("INFO", logger="films.tmdb")

    result = sync("--ids", 1)

    film.refresh_from_db()
    assert result.code == 0
    assert film.gone_upstream_at is not None
    assert list(TmdbDifference.objects.values_list("film", "field", "theirs")) == [(film.pk, "tmdb_id", None)]
    assert list(UserFilm.objects.all()) == [rating]
    assert "film 1: TMDB has no film 1 any more" in caplog.messages

    gone_at = film.gone_upstream_at
    sync("--ids", 1)
    film.refresh_from_db()
    assert film.gone_upstream_at == gone_at

    tmdb.add(movie(1))
    sync("--ids", 1)
    film.refresh_from_db()
    assert film.gone_upstream_at is None
    assert not TmdbDifference.objects.exists()


def test_film_whose_other_id_is_in_the_catalogue_is_for_staff_to_merge(tmdb):
    gone, _twin = known(1, 2)
    Film.objects.filter(pk=gone.pk).update(imdb_id="tt0000001")
    tmdb.found["tt0000001"] = 2

    assert sync("--ids", 1).code == 0

    assert list(TmdbDifference.objects.values_list("film", "field", "theirs")) == [(gone.pk, "tmdb_id", 2)]
    assert ids() == {1, 2}


@pytest.mark.parametrize("found", [None, 1, 2])
def test_film_that_is_found_nowhere_is_gone(tmdb, found):
    (film,) = known(1)
    Film.objects.filter(pk=film.pk).update(imdb_id="tt0000001")
    tmdb.found["tt0000001"] = found

    assert sync("--ids", 1).code == 0

    film.refresh_from_db()
    assert film.gone_upstream_at is not None
    assert film.tmdb_id == 1


def test_film_that_never_was_is_noted(tmdb):
    assert sync("--ids", 99).code == 0
    assert states() == {99: "gone"}


def test_film_gone_upstream_is_found_again_by_its_imdb_id(tmdb):
    (film,) = known(1)
    Film.objects.filter(pk=film.pk).update(imdb_id="tt0000001", gone_upstream_at=ago(days=1))
    tmdb.add(movie(2, imdb_id="tt0000001"))

    sync("--ids", 2)

    assert list(Film.objects.values_list("pk", "tmdb_id", "gone_upstream_at")) == [(film.pk, 2, None)]


def test_answer_about_another_film_is_a_bad_one(tmdb):
    (film,) = known(1)
    tmdb.faults["/3/movie/1"] = reply_json(movie(2))

    result = sync("--ids", 1)

    assert result.code == 1
    assert SyncError.objects.get().reason == "id is 2 and not 1"
    assert states() == {1: "failed"}
    assert list(Film.objects.values_list("tmdb_id", "title")) == [(1, film.title)]


def test_film_that_staff_deleted_comes_back_only_when_it_is_named(tmdb):
    tmdb.lists["/movie/popular"] = [[1]]
    tmdb.add(movie(1))
    sync("--popular")
    editing.delete_films(films=Film.objects.all())

    sync("--popular")
    assert ids() == set()
    assert tmdb.fetched() == [1]
    assert list(SyncRecord.objects.values_list("state", "reason", "unwanted")) == [
        ("left_out", "staff deleted it", True)
    ]

    sync("--ids", 1)
    assert ids() == {1}
    assert not SyncRecord.objects.get().unwanted


def test_status_that_the_site_does_not_know_is_unknown(tmdb):
    tmdb.add(movie(1, status="Post Production"))
    sync("--ids", 1)
    tmdb.add(movie(1, status="Shelved"))

    assert sync("--ids", 1).code == 0
    assert Film.objects.get().status == Film.Status.POST_PRODUCTION


def test_film_cannot_be_fetched_without_a_network(tmdb, settings):
    settings.TMDB_API_URL = "http://127.0.0.1:9/3"

    result = sync("--ids", 1)

    assert result.code == 2
    assert result.error == "TMDB cannot be reached; the next run goes on"
    assert states() == {1: "failed"}
