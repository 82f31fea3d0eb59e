import pytest

from films.models import (
    Person,
)
from films.tests.factories import make_credit, make_film
from films.tests.tmdb_answers import cast, crew, people
from films.tests.tmdb_stores import credits_of, save

pytestmark = pytest.mark.django_db


def test_credits_are_added_changed_and_removed_by_their_id():
    film = save(credits=people(cast=[cast(1), cast(2), cast(3)])).film
    kept = film.credits.get(credit_id="cr2").pk

    stored = save(credits=people(cast=[cast(2, character="Renamed", order=9), cast(3), cast(4)]))

    assert {row[0]: row[4:] for row in credits_of(film)} == {
        "cr2": ("Renamed", 9),
        "cr3": ("Role of 3", 0),
        "cr4": ("Role of 4", 0),
    }
    assert film.credits.get(credit_id="cr2").pk == kept
    assert [stored.counts[f"credits_{name}"] for name in ("added", "changed", "removed")] == [1, 1, 1]
    assert stored.changed == {"credits"}


def test_credit_is_given_to_another_person():
    film = save(credits=people(cast=[cast(1)])).film

    save(credits=people(cast=[cast(2, credit_id="cr1", character="Role of 1")]))

    assert [row[1] for row in credits_of(film)] == ["Person 2"]


def test_credits_of_other_films_are_let_alone():
    other = save(1, credits=people(cast=[cast(1)])).film

    save(2, credits=people(cast=[cast(2)]))
    save(2)

    assert [row[0] for row in credits_of(other)] == ["cr1"]


def test_one_person_in_two_films_is_one_row():
    save(1, credits=people(cast=[cast(7, credit_id="a")]))
    stored = save(2, credits=people(cast=[cast(7, credit_id="b")]))

    assert Person.objects.get().credits.count() == 2
    assert stored.counts["people_added"] == 0


def test_person_is_renamed_and_counted_so():
    save(credits=people(cast=[cast(1)]))

    assert save(credits=people(cast=[cast(1, name="Renamed")])).counts["people_changed"] == 1
    assert Person.objects.get().name == "Renamed"


def test_popularity_alone_makes_no_changed_person():
    save(credits=people(cast=[cast(1)]))

    stored = save(credits=people(cast=[cast(1, popularity=50)]))

    assert Person.objects.get().popularity == 50
    assert stored.state == "unchanged"
    assert stored.counts["people_changed"] == 0


def test_locked_name_of_a_person_survives():
    save(credits=people(cast=[cast(1)]))
    Person.objects.update(name="By staff", locked_fields=["name"])

    save(credits=people(cast=[cast(1, name="Renamed", profile_path="/face.jpg")]))

    assert list(Person.objects.values_list("name", "tmdb_profile_path")) == [("By staff", "/face.jpg")]


def test_first_answer_of_a_run_counts_where_two_disagree_on_a_person():
    seen = set()

    save(1, credits=people(cast=[cast(7, credit_id="a", popularity=1)]), seen_people=seen)
    save(2, credits=people(cast=[cast(7, credit_id="b", popularity=2)]), seen_people=seen)

    assert Person.objects.get().popularity == 1
    assert seen == {7}


def test_credits_without_ids_give_way_and_their_people_are_adopted_by_name():
    film = make_film(tmdb_id=603, cast=["person 1", "Stranger"], directors=["Person 3"])
    actor = Person.objects.get(name="person 1")

    stored = save(credits=people(cast=[cast(1)], crew=[crew(3)]))

    assert {row[0] for row in credits_of(film)} == {"cr1", "cr3Director"}
    assert film.credits.get(credit_id="cr1").person_id == actor.pk
    assert set(Person.objects.values_list("name", "tmdb_id")) == {
        ("Person 1", 1),
        ("Person 3", 3),
        ("Stranger", None),
    }
    assert [stored.counts[name] for name in ("people_added", "credits_added", "credits_removed")] == [0, 2, 3]


def test_credits_without_ids_stay_as_long_as_tmdb_has_none():
    film = make_film(tmdb_id=603, cast=["Person 1"])

    save()

    assert [row[1] for row in credits_of(film)] == ["Person 1"]


def test_person_of_the_same_name_in_another_film_is_another_person():
    make_credit(film=make_film(), person="Person 1")

    save(credits=people(cast=[cast(1)]))

    assert set(Person.objects.values_list("tmdb_id", flat=True)) == {None, 1}
