import pytest

from accounts import deletion
from films.models import Film
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.services import removal
from reviews.tests.counts import recounted_figures, stored_figures
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def test_delete_user_films_keeps_figures_exact():
    films = [make_film(), make_film()]
    rows = [make_user_film(film=film, rating=rating) for film in films for rating in (2, 5, 9)]

    deleted = removal.delete_user_films(queryset=UserFilm.objects.filter(rating__lt=9))

    assert deleted == 4
    assert set(UserFilm.objects.all()) == {rows[2], rows[5]}
    for film in films:
        assert stored_figures(film) == recounted_figures(film)
        assert stored_figures(film)["rating_count"] == 1


def test_delete_user_films_is_one_statement_however_many(django_assert_num_queries):
    for _ in range(5):
        make_user_film()

    with django_assert_num_queries(6):  # savepoint and its release, members, rows, locks, one deletion
        removal.delete_user_films(queryset=UserFilm.objects.all())


def test_delete_users_keeps_figures_exact():
    film = make_film()
    gone, stays = make_user_film(film=film, rating=1), make_user_film(film=film, rating=8)

    deletion.delete_users(users=[gone.user])

    assert list(UserFilm.objects.all()) == [stays]
    assert stored_figures(film) == recounted_figures(film)


def test_deleting_a_film_takes_what_was_said_of_it():
    row, other = make_user_film(), make_user_film()

    Film.objects.get(pk=row.film_id).delete()

    assert list(UserFilm.objects.all()) == [other]
