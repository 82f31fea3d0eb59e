import pytest
from django.core.cache import cache

from films import seen


def test_films_that_were_looked_at_are_known():
    for film_id in (5, 7, 5):
        seen.note_seen(film_id)

    assert seen.recently_seen() == {5, 7}


def test_nothing_was_seen_at_first():
    assert seen.recently_seen() == set()


def test_film_takes_one_slot_a_day():
    for _ in range(10):
        seen.note_seen(5)
    seen.note_seen(7)

    assert cache.get(seen.NEXT) == 2


def test_oldest_gives_way(monkeypatch):
    monkeypatch.setattr(seen, "SLOTS", 3)

    for film_id in range(1, 6):
        seen.note_seen(film_id)

    assert seen.recently_seen() == {3, 4, 5}


def test_cache_that_forgets_between_two_steps_is_no_error(monkeypatch):
    add = cache.add
    monkeypatch.setattr(cache, "add", lambda key, *args: key != seen.NEXT and add(key, *args))

    seen.note_seen(5)

    assert seen.recently_seen() == set()


@pytest.mark.django_db
def test_noting_writes_nothing_to_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        seen.note_seen(5)
