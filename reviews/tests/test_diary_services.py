import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from reviews.exceptions import AlreadyInDiary, FilmUnavailable
from reviews.models import UserFilm, Viewing
from reviews.services import diary, merging
from reviews.services.diary import Entry
from reviews.tests.counts import recounted_figures, stored_figures
from reviews.tests.factories import make_user_film, make_viewing

DAY = datetime.date(2026, 3, 14)
NOW = timezone.now()


def log(user, film, *, repeated=False, **values):
    entry = Entry(**{"watched_on": DAY, **values})
    return diary.log_viewing(user=user, film=film, entry=entry, now=NOW, repeated=repeated)


def said_of(film):
    return UserFilm.objects.values_list("status", "rating").filter(film=film).first()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "rating", "after"),
    [
        (None, None, ("watched", None)),
        (None, 7, ("watched", 7)),
        (("planned", None), None, ("watched", None)),
        (("planned", None), 7, ("watched", 7)),
        (("dropped", 3), 7, ("watched", 3)),
        (("watched", 9), 7, ("watched", 9)),
        ((None, 9), None, ("watched", 9)),
    ],
)
def test_log_viewing_marks_the_film_watched_and_rates_an_unrated_one(before, rating, after):
    user, film = make_user(), make_film()
    if before:
        make_user_film(user=user, film=film, status=before[0], rating=before[1])

    viewing = log(user, film, rating=rating)

    assert said_of(film) == after
    assert viewing.rating == rating
    film.refresh_from_db()
    assert stored_figures(film) == recounted_figures(film)


@pytest.mark.django_db
def test_log_viewing_only_for_oneself_keeps_its_rating_to_itself():
    user, film = make_user(), make_film()

    viewing = log(user, film, rating=2, is_private=True)

    assert viewing.rating == 2
    assert said_of(film) == ("watched", None)


@pytest.mark.django_db
def test_log_viewing_twice_on_a_day_is_asked_about():
    user, film = make_user(), make_film()
    log(user, film)

    with pytest.raises(AlreadyInDiary):
        log(user, film)
    assert Viewing.objects.count() == 1
    log(user, film, repeated=True)

    assert Viewing.objects.count() == 2


@pytest.mark.django_db
def test_log_viewing_of_the_same_month_or_of_others_is_not_asked_about():
    user, film = make_user(), make_film()
    first = {"watched_on": datetime.date(2026, 3, 1)}
    log(user, film, **first)

    log(user, film, precision="month", **first)
    log(user, film, precision="month", **first)
    log(user, film, precision="unknown", watched_on=None)
    log(user, film, precision="unknown", watched_on=None)
    log(user, make_film(), **first)
    log(make_user(), film, **first)

    assert Viewing.objects.count() == 7


@pytest.mark.django_db
def test_change_viewing_asks_only_about_another_day():
    user, film = make_user(), make_film()
    viewing, other = log(user, film), log(user, film, watched_on=DAY + datetime.timedelta(days=1))

    diary.change_viewing(viewing=viewing, entry=Entry(watched_on=DAY, note="On second thought"), now=NOW)
    with pytest.raises(AlreadyInDiary):
        diary.change_viewing(viewing=viewing, entry=Entry(watched_on=other.watched_on), now=NOW)

    viewing.refresh_from_db()
    assert (viewing.watched_on, viewing.note) == (DAY, "On second thought")


@pytest.mark.django_db
def test_delete_viewing_leaves_the_film_watched():
    user, film = make_user(), make_film()
    viewing = log(user, film, rating=8)

    diary.delete_viewing(viewing=viewing)

    assert not Viewing.objects.exists()
    assert said_of(film) == ("watched", 8)


@pytest.mark.django_db
def test_merge_films_moves_viewings():
    keep, merged = make_film(), make_film()
    kept = make_viewing(film=keep)
    moved = make_viewing(film=merged, user=kept.user, note="Twice a day")

    merging.merge_films(keep=keep, merged=merged)

    assert set(Viewing.objects.values_list("pk", "film", "note")) == {
        (kept.pk, keep.pk, ""),
        (moved.pk, keep.pk, "Twice a day"),
    }


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_log_viewing_of_a_film_that_is_gone_writes_nothing():
    user, film = make_user(), make_film()
    Film.objects.filter(pk=film.pk).delete()

    with pytest.raises(FilmUnavailable):
        log(user, film)

    assert not Viewing.objects.exists()
    assert not UserFilm.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_log_viewing_by_eight_at_once_writes_one():
    user, film = make_user(), make_film()
    refused, start = [], threading.Barrier(8)

    def press():
        start.wait(timeout=10)
        try:
            log(user, film, rating=7)
        except AlreadyInDiary:
            refused.append(1)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert Viewing.objects.count() == 1
    assert len(refused) == 7
    film.refresh_from_db()
    assert stored_figures(film) == recounted_figures(film)
