import random
import threading

import pytest
from accounts.deletion import delete_users
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.services import rating as services
from reviews.services import recount
from reviews.services.removal import delete_user_films
from reviews.tests.factories import make_user_film

THREADS = 8
STEPS = 60


@pytest.mark.django_db
def test_figures_follow_every_way_of_changing_rows():
    film, other = make_film(), make_film()
    users = [make_user() for _number in range(5)]

    UserFilm.objects.bulk_create(UserFilm(user=user, film=film, rating=6 + n) for n, user in enumerate(users))
    UserFilm.objects.filter(user=users[0]).update(rating=1, favorite=True)
    UserFilm.objects.filter(user=users[1]).update(film=other)
    users[2].delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_userfilm SET status = 'planned' WHERE user_id = %s", [users[3].pk])

    film.refresh_from_db()
    other.refresh_from_db()
    assert (film.rating_count, film.rating_sum) == (3, 1 + 9 + 10)
    assert film.rating_histogram == [1, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert (film.favorite_count, film.planned_count, film.watched_count) == (1, 1, 0)
    assert (other.rating_count, other.rating_sum) == (1, 7)
    assert recount.find_drift() == []


@pytest.mark.django_db
def test_ranking_score_is_the_bayesian_mean_and_missing_below_the_least_votes():
    film = make_film()

    for rating in (10, 9):
        make_user_film(film=film, rating=rating)
    film.refresh_from_db()
    assert film.ranking_score is None

    make_user_film(film=film, rating=8)
    film.refresh_from_db()
    assert film.ranking_score == pytest.approx((27 + 10 * 6.5) / 13)


@pytest.mark.django_db
def test_recount_films_reports_and_mends_drift(capsys):
    mark = make_user_film(rating=8)
    Film.objects.update(rating_sum=1, watched_count=5)

    with pytest.raises(SystemExit) as exit_:
        call_command("recount_films")

    mark.film.refresh_from_db()
    assert exit_.value.code == 1
    assert str(mark.film.pk) in capsys.readouterr().err
    assert (mark.film.rating_sum, mark.film.watched_count) == (8, 1)
    call_command("recount_films")
    assert "right" in capsys.readouterr().out


@pytest.mark.django_db
def test_recount_films_dry_run_changes_nothing():
    make_user_film(rating=8)
    Film.objects.update(rating_sum=1)

    with pytest.raises(SystemExit):
        call_command("recount_films", dry_run=True, verbosity=0)

    assert Film.objects.get().rating_sum == 1


@pytest.mark.django_db(transaction=True)
def test_figures_equal_a_recount_after_eight_threads_of_everything():
    films = [make_film() for _number in range(6)]
    members = [make_user() for _number in range(12)]
    failures = []

    def work(number):
        random_ = random.Random(number)
        try:
            for step in range(STEPS):
                one_step(random_, step)
        except Exception as error:  # told by the assertion below, with its type
            failures.append(error)
        finally:
            connections.close_all()

    def one_step(random_, step):
        film, user = random_.choice(films), random_.choice(members)
        now = timezone.now()
        match random_.randrange(8):
            case 0 | 1 | 2:
                rate_unless_deleted(user, film, random_.randint(1, 10), now)
            case 3:
                services.clear_rating(user=user, film=film, now=now)
            case 4:
                services.set_status(user=user, film=film, status="", now=now)
            case 5:
                rows = UserFilm.objects.filter(film__in=random_.sample(films, 3))
                delete_user_films(queryset=rows)
            case 6:
                UserFilm.objects.filter(user=user).order_by().update(favorite=random_.random() < 0.5 or True)
            case 7 if step % 10 == 0:
                delete_users(users=User.objects.filter(pk=random_.choice(members[6:]).pk))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert User.objects.count() < len(members)
    assert recount.find_drift() == []


def rate_unless_deleted(user, film, rating, now):
    from reviews.exceptions import FilmUnavailable

    try:
        services.rate_film(user=user, film=film, rating=rating, now=now)
    except FilmUnavailable:  # the member was deleted meanwhile
        assert not User.objects.filter(pk=user.pk).exists()
