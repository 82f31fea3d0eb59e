import pytest

from films.models import (
    Film,
    Person,
    TmdbDifference,
)
from films.services import editing, merging
from films.tests.factories import make_film, make_person
from films.tests.sync_command import contents
from films.tests.tmdb_answers import cast, people, russian
from films.tests.tmdb_stores import LATER, NOW, credits_of, differences_of, fresh, save
from films.tmdb import store

pytestmark = pytest.mark.django_db


def test_merged_film_is_not_brought_back():
    keep, merged = make_film(tmdb_id=1), make_film(tmdb_id=603)
    merging.merge_films(keep=keep, merged=merged)

    with pytest.raises(store.LeftOutError, match=f"staff merged it into film {keep.pk}"):
        save(wanted=True)

    assert list(Film.objects.all()) == [keep]


def test_merged_person_is_not_brought_back():
    keep, merged = make_person(tmdb_id=1, name="Kept"), make_person(tmdb_id=2)
    merging.merge_people(keep=keep, merged=merged)

    stored = save(credits=people(cast=[cast(2)]))

    assert list(stored.film.credits.values_list("person", flat=True)) == [keep.pk]
    assert list(Person.objects.values_list("tmdb_id", "name")) == [(1, "Kept")]


def test_deleted_film_stays_deleted_until_it_is_wanted():
    film = save().film
    editing.delete_films(films=Film.objects.filter(pk=film.pk))

    with pytest.raises(store.LeftOutError, match="staff deleted it"):
        save()
    assert not Film.objects.exists()

    assert save(wanted=True).created
    Film.objects.all().delete()
    assert save().created


@pytest.mark.parametrize("flag", ["adult", "video"])
def test_adult_films_and_videos_are_left_out(flag):
    with pytest.raises(store.LeftOutError):
        save(wanted=True, **{flag: True})

    assert not Film.objects.exists()


def test_film_that_becomes_adult_stays_and_is_marked():
    film = save().film

    save(adult=True)

    assert fresh(film).adult


LOCKABLE = {
    "title": ("title", "New", "New"),
    "original_title": ("original_title", "New", "New"),
    "original_language": ("original_language", "fr", "fr"),
    "status": ("status", "Planned", "planned"),
    "adult": ("adult", True, True),
    "released_on": ("release_date", "2001-01-01", "2001-01-01"),
    "runtime_minutes": ("runtime", 1, 1),
    "certification": (
        "release_dates",
        {"results": [{"iso_3166_1": "US", "release_dates": [{"type": 3, "certification": "R"}]}]},
        "R",
    ),
    "tagline": ("tagline", "New", "New"),
    "overview": ("overview", "New", "New"),
    "imdb_id": ("imdb_id", "tt1111111", "tt1111111"),
    "budget": ("budget", 5, 5),
    "revenue": ("revenue", 5, 5),
    "collection": ("belongs_to_collection", {"id": 4, "name": "Other"}, [4, "Other"]),
    "title_ru": ("translations", russian("Новое"), "Новое"),
    "overview_ru": ("translations", russian("", overview="Новое"), "Новое"),
    "tagline_ru": ("translations", russian("", tagline="Новое"), "Новое"),
    "genres": ("genres", [{"id": 18, "name": "Drama"}], [[18, "Drama"]]),
    "countries": ("production_countries", [{"iso_3166_1": "FR", "name": "France"}], [["FR", "France"]]),
    "keywords": ("keywords", {"keywords": [{"id": 6, "name": "day"}]}, [[6, "day"]]),
    "alternative_titles": (
        "alternative_titles",
        {"titles": [{"iso_3166_1": "DE", "title": "Titel", "type": ""}]},
        [["DE", "Titel", ""]],
    ),
    "videos": (
        "videos",
        {"results": [{"site": "Vimeo", "key": "k", "type": "Clip", "name": "", "published_at": None}]},
        [["Vimeo", "k", "Clip", "", "", ""]],
    ),
    "poster": ("poster_path", "/new.jpg", "/new.jpg"),
    "backdrop": ("backdrop_path", "/new.jpg", "/new.jpg"),
}


@pytest.mark.parametrize("field", LOCKABLE)
def test_locked_field_survives_and_leaves_a_difference(field):
    key, value, theirs = LOCKABLE[field]
    film = save().film
    Film.objects.filter(pk=film.pk).update(locked_fields=[field])
    before = contents(film)

    stored = save(now=LATER, **{key: value})

    assert contents(film) == before
    assert stored.changed == set()
    assert list(film.tmdb_differences.values_list("field", "theirs", "seen_at", "kept_at")) == [
        (field, theirs, LATER, None)
    ]


@pytest.mark.parametrize("field", [name for name in LOCKABLE if name not in ("poster", "backdrop")])
def test_field_that_is_not_locked_is_written_and_then_the_same(field):
    key, value, _theirs = LOCKABLE[field]
    save()

    assert save(**{key: value}).changed == {field}
    assert save(**{key: value}).changed == set()


def test_locked_credits_survive_and_leave_a_difference():
    film = save(credits=people(cast=[cast(1)])).film
    Film.objects.filter(pk=film.pk).update(locked_fields=["credits"])
    before = credits_of(film)

    save(credits=people(cast=[cast(1), cast(2)]))

    assert credits_of(film) == before
    assert [row[2] for row in differences_of(film)["credits"]] == ["Person 1", "Person 2"]

    save(credits=people(cast=[cast(1)]))

    assert differences_of(film) == {}


def test_difference_goes_when_both_say_the_same_again():
    film = save().film
    Film.objects.filter(pk=film.pk).update(locked_fields=["title"])
    save(title="Other")

    save()

    assert differences_of(film) == {}


def test_what_was_kept_comes_up_again_only_when_tmdb_changes_its_mind():
    film = save().film
    Film.objects.filter(pk=film.pk).update(locked_fields=["title"])
    save(title="Other")
    TmdbDifference.objects.update(kept_at=NOW)

    save(title="Other", now=LATER)
    assert list(TmdbDifference.objects.values_list("theirs", "seen_at", "kept_at")) == [("Other", NOW, NOW)]

    save(title="Third", now=LATER)
    assert list(TmdbDifference.objects.values_list("theirs", "seen_at", "kept_at")) == [("Third", LATER, None)]


def test_credits_that_were_kept_stay_so_when_people_are_more_popular():
    film = save(credits=people(cast=[cast(1)])).film
    Film.objects.filter(pk=film.pk).update(locked_fields=["credits"])
    save(credits=people(cast=[cast(1), cast(2)]))
    TmdbDifference.objects.update(kept_at=NOW)

    save(credits=people(cast=[cast(1), cast(2, popularity=9.5, profile_path="/face.jpg")]), now=LATER)

    assert list(TmdbDifference.objects.values_list("seen_at", "kept_at")) == [(NOW, NOW)]


def test_film_that_was_gone_is_back():
    film = save().film
    Film.objects.filter(pk=film.pk).update(gone_upstream_at=NOW)
    TmdbDifference.objects.create(film=film, field="tmdb_id", seen_at=NOW)

    assert save().state == "unchanged"

    assert fresh(film).gone_upstream_at is None
    assert differences_of(film) == {}
