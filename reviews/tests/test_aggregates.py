import random
import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.deletion import delete_users
from accounts.models import User
from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from films.tests.waiting import wait_until_somebody_waits_for_me
from reviews.exceptions import FilmUnavailable
from reviews.models import Review, UserFilm, Vote
from reviews.services import rating as services
from reviews.services import recount, reviewing
from reviews.services.removal import delete_user_films
from reviews.tests.factories import make_comment, make_review, make_user_film

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


def rate(film, user, random_, now):
    try:
        services.rate_film(user=user, film=film, rating=random_.randint(1, 10), now=now)
    except FilmUnavailable:  # the member was deleted meanwhile
        assert not User.objects.filter(pk=user.pk).exists()


def clear(film, user, random_, now):
    services.clear_rating(user=user, film=film, now=now)


def drop_status(film, user, random_, now):
    services.set_status(user=user, film=film, status="", now=now)


def delete_in_bulk(film, user, random_, now):
    delete_user_films(queryset=UserFilm.objects.filter(film__gte=film.pk, rating__lte=5))


def delete_member(film, user, random_, now):
    if User.objects.count() > 6:
        delete_users(users=User.objects.filter(pk=user.pk))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_figures_equal_a_recount_after_eight_threads_of_everything():
    films = [make_film() for _number in range(6)]
    members = [make_user() for _number in range(14)]
    actions = [rate] * 12 + [clear, clear, drop_status, delete_in_bulk, delete_in_bulk, delete_member]
    failures = []

    def work(number):
        random_ = random.Random(number)
        try:
            for _step in range(STEPS):
                random_.choice(actions)(random_.choice(films), random_.choice(members), random_, timezone.now())
        except Exception as error:  # told by the assertion below, with its type
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert User.objects.count() < len(members)
    assert UserFilm.objects.exists()
    assert recount.find_drift() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_member_deleted_while_the_film_they_reviewed_is_rated_again():
    mark = make_user_film(rating=8)
    make_review(user=mark.user, film=mark.film)

    def rate_again():
        services.rate_film(user=mark.user, film=mark.film, rating=9, now=timezone.now())

    failures = while_somebody_waits_for(rate_again, lambda: delete_users(users=[mark.user]))

    assert failures == []
    assert not User.objects.exists()
    assert recount.find_drift() == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_author_publishes_while_a_member_who_answered_and_voted_is_deleted():
    mark, review = make_user_film(rating=8), make_review()
    Vote.objects.create(user=mark.user, review=review)
    make_comment(user=mark.user, review=review)
    text = reviewing.ReviewText(title="", body="Worth it", has_spoilers=False, language="en")

    def publish():
        reviewing.publish_review(user=review.user, film=mark.film, text=text, now=timezone.now())

    failures = while_somebody_waits_for(lambda: delete_users(users=[mark.user]), publish)

    assert failures == []
    assert Review.objects.filter(user=review.user, film=mark.film).exists()
    assert recount.find_drift() == []
    assert recount.find_drift_of_texts() == {"reviews": [], "discussions": []}


def while_somebody_waits_for(first, second):
    """Commit `first` in a thread when `second` waits for what it has locked; what went wrong there."""
    done, failures = threading.Event(), []

    def do_first():
        try:
            with transaction.atomic():
                first()
                done.set()
                wait_until_somebody_waits_for_me()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=do_first)
    thread.start()
    assert done.wait(10)
    second()
    thread.join(10)
    return failures
