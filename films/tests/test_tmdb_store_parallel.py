import threading

import pytest
from django.db import connection, transaction

from films.models import (
    Credit,
    Film,
    Person,
    SyncRecord,
)
from films.services import editing
from films.tests.tmdb_answers import cast, people
from films.tests.tmdb_stores import NOW, WHOLE, credits_of, save
from films.tests.waiting import wait_until_somebody_waits_for_me
from films.tmdb import records

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_stores_of_the_same_new_film_end_in_one():
    first_wrote, stored, failures = threading.Event(), [], []

    def store_first():
        with transaction.atomic():
            stored.append(save(**WHOLE))
            first_wrote.set()
            wait_until_somebody_waits_for_me()

    def store_second():
        assert first_wrote.wait(10)
        stored.append(save(**WHOLE))

    in_threads(failures, store_first, store_second)

    assert failures == []
    assert sorted(result.created for result in stored) == [False, True]
    film = Film.objects.get()
    assert {result.film.pk for result in stored} == {film.pk}
    assert len(credits_of(film)) == 4
    assert Person.objects.count() == 3
    assert film.keywords.count() == film.film_genres.count() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_stores_of_films_with_the_same_people_both_succeed():
    barrier, failures = threading.Barrier(2), []
    crowd = [cast(number, credit_id="") for number in range(1, 60)]

    def store_one(tmdb_id):
        rows = [row | {"credit_id": f"{tmdb_id}-{row['id']}"} for row in crowd]
        barrier.wait(10)
        save(tmdb_id, credits=people(cast=rows if tmdb_id == 1 else reversed(rows)), keywords=WHOLE["keywords"])

    in_threads(failures, lambda: store_one(1), lambda: store_one(2))

    assert failures == []
    assert (Film.objects.count(), Person.objects.count(), Credit.objects.count()) == (2, 59, 118)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_film_that_is_stored_and_deleted_at_once_is_deleted():
    film, stores, failures = save(**WHOLE).film, threading.Event(), []

    def store_film():
        with transaction.atomic():
            save(**WHOLE | {"title": "Another"})
            stores.set()
            wait_until_somebody_waits_for_me()
            records.finish(603, SyncRecord.State.CHANGED, now=NOW, film=film, run=None)

    def delete():
        assert stores.wait(10)
        editing.delete_films(films=Film.objects.filter(pk=film.pk))

    in_threads(failures, store_film, delete)

    assert failures == []
    assert not Film.objects.exists()
    assert SyncRecord.objects.get().unwanted


def in_threads(failures, *jobs):
    def run(job):
        try:
            job()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
