import datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.exceptions import FilmUnavailable
from reviews.models import UserFilm
from reviews.services import rating as services
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def said(user, film):
    row = UserFilm.objects.get(user=user, film=film)
    return row.rating, row.status, row.favorite


def test_rate_film_marks_it_watched():
    user, film = make_user(), make_film()

    services.rate_film(user=user, film=film, rating=7, now=NOW)

    assert said(user, film) == (7, "watched", False)


def test_rate_film_again_replaces_the_rating_and_keeps_the_favorite():
    mark = make_user_film(rating=3, favorite=True)

    services.rate_film(user=mark.user, film=mark.film, rating=9, now=NOW)

    assert said(mark.user, mark.film) == (9, "watched", True)
    assert UserFilm.objects.get().rated_at == NOW


def test_rate_film_of_watchlist_marks_it_watched():
    mark = make_user_film(rating=None, status="planned")

    services.rate_film(user=mark.user, film=mark.film, rating=9, now=NOW)

    assert said(mark.user, mark.film) == (9, "watched", False)


@pytest.mark.parametrize("rating", [0, 11, -1])
def test_rate_film_out_of_range_is_refused_by_the_database(rating):
    user, film = make_user(), make_film()

    with transaction.atomic(), pytest.raises(IntegrityError, match="rating"):
        services.rate_film(user=user, film=film, rating=rating, now=NOW)

    assert not UserFilm.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_rate_film_that_was_deleted_raises():
    user, film = make_user(), make_film()
    gone = type(film)(pk=film.pk + 1000)

    with pytest.raises(FilmUnavailable):
        services.rate_film(user=user, film=gone, rating=5, now=NOW)


def test_clear_rating_keeps_the_film_watched():
    mark = make_user_film(rating=3)

    services.clear_rating(user=mark.user, film=mark.film, now=NOW)

    assert said(mark.user, mark.film) == (None, "watched", False)


def test_clear_rating_of_a_film_without_a_row_does_nothing():
    services.clear_rating(user=make_user(), film=make_film(), now=NOW)

    assert not UserFilm.objects.exists()


def test_set_status_keeps_the_rating():
    mark = make_user_film(rating=6)

    services.set_status(user=mark.user, film=mark.film, status="dropped", now=NOW)

    assert said(mark.user, mark.film) == (6, "dropped", False)


def test_empty_status_deletes_a_row_that_says_nothing_else():
    mark = make_user_film(rating=None, status="planned")

    services.set_status(user=mark.user, film=mark.film, status="", now=NOW)

    assert not UserFilm.objects.exists()


def test_empty_status_keeps_a_favorite():
    mark = make_user_film(rating=None, status="planned", favorite=True)

    services.set_status(user=mark.user, film=mark.film, status="", now=NOW)

    assert said(mark.user, mark.film) == (None, None, True)


def test_set_favorite_on_and_off():
    user, film = make_user(), make_film()

    services.set_favorite(user=user, film=film, favorite=True, now=NOW)
    services.set_favorite(user=user, film=film, favorite=True, now=NOW)

    assert said(user, film) == (None, None, True)

    services.set_favorite(user=user, film=film, favorite=False, now=NOW)

    assert not UserFilm.objects.exists()
