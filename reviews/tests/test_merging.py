import datetime
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.tests.factories import make_user
from films.models import Film, FilmRedirect
from films.services.merging import MergeOfMissingError, MergeWithItselfError
from films.tests.factories import make_film
from films.tests.waiting import wait_until_somebody_waits_for_me
from reviews.models import UserFilm
from reviews.services import merging
from reviews.tests.counts import recounted_figures, stored_figures
from reviews.tests.factories import make_user_film


def said_of(film):
    return {
        row.user.username: (row.rating, row.status, row.favorite)
        for row in UserFilm.objects.filter(film=film).select_related("user")
    }


@pytest.mark.django_db
def test_merge_films_moves_ratings_and_keeps_figures_exact():
    keep, merged = make_film(), make_film()
    both, first, second, planner = (make_user(username=name) for name in ("both", "first", "second", "planner"))
    make_user_film(user=both, film=keep, rating=6)
    make_user_film(user=both, film=merged, rating=9, favorite=True)
    make_user_film(user=first, film=keep, rating=3)
    make_user_film(user=second, film=merged, rating=10)
    make_user_film(user=planner, film=keep, rating=None, status="planned")
    make_user_film(user=planner, film=merged, rating=7, status="dropped")

    kept = merging.merge_films(keep=keep, merged=merged)

    assert said_of(kept) == {
        "both": (6, "watched", True),
        "first": (3, "watched", False),
        "second": (10, "watched", False),
        "planner": (7, "dropped", False),
    }
    assert UserFilm.objects.count() == 4
    assert stored_figures(kept) == recounted_figures(kept)
    assert kept.rating_count == 4
    assert FilmRedirect.objects.get().film == keep


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept_status", "other_status", "expected"),
    [
        ("planned", "watched", "watched"),
        ("watched", "planned", "watched"),
        ("dropped", "watching", "watching"),
        ("planned", "dropped", "dropped"),
        (None, "planned", "planned"),
        ("planned", None, "planned"),
        (None, None, None),
    ],
)
def test_merge_films_keeps_the_stronger_status(kept_status, other_status, expected):
    user = make_user()
    row = make_user_film(user=user, status=kept_status, rating=5)
    other = make_user_film(user=user, status=other_status, rating=5)

    merging.merge_films(keep=row.film, merged=other.film)

    assert UserFilm.objects.get().status == expected


@pytest.mark.django_db
def test_merge_films_takes_a_rating_with_its_moment_and_the_earliest_beginning():
    user = make_user()
    row, other = make_user_film(user=user, rating=None), make_user_film(user=user, rating=4)
    rated_at = timezone.now() - datetime.timedelta(days=30)
    started_at = rated_at - datetime.timedelta(days=2)
    UserFilm.objects.filter(pk=other.pk).update(rated_at=rated_at, created_at=started_at)

    merging.merge_films(keep=row.film, merged=other.film)

    kept = UserFilm.objects.get()
    assert (kept.pk, kept.rating, kept.rated_at, kept.created_at) == (row.pk, 4, rated_at, started_at)
    assert kept.updated_at == other.updated_at


@pytest.mark.django_db
def test_merge_films_into_merges_several():
    keep, *others = [make_film() for _ in range(3)]
    for film in (keep, *others):
        make_user_film(film=film)

    kept = merging.merge_films_into(keep=keep, others=others)

    assert list(Film.objects.all()) == [keep]
    assert stored_figures(kept) == recounted_figures(kept)
    assert kept.rating_count == 3


@pytest.mark.django_db
def test_merge_films_with_itself_changes_nothing():
    row = make_user_film()

    with pytest.raises(MergeWithItselfError):
        merging.merge_films(keep=row.film, merged=row.film)

    assert list(UserFilm.objects.all()) == [row]


@pytest.mark.django_db
def test_merge_films_with_one_that_is_gone_changes_nothing():
    row, gone = make_user_film(), make_film()
    Film.objects.filter(pk=gone.pk).delete()

    with pytest.raises(MergeOfMissingError):
        merging.merge_films(keep=row.film, merged=gone)

    assert list(UserFilm.objects.all()) == [row]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_merge_films_waits_for_a_rating_on_its_way():
    keep, merged, user = make_film(), make_film(), make_user()
    written = threading.Event()

    def rate():
        with transaction.atomic():
            make_user_film(user=user, film=merged, rating=2)
            written.set()
            wait_until_somebody_waits_for_me()
        connection.close()

    thread = threading.Thread(target=rate)
    thread.start()
    assert written.wait(timeout=10)
    kept = merging.merge_films(keep=keep, merged=merged)
    thread.join(timeout=10)

    assert said_of(kept) == {user.username: (2, "watched", False)}
    assert stored_figures(kept) == recounted_figures(kept)
