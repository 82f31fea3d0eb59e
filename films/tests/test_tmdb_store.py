import datetime
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from films.models import (
    AlternativeTitle,
    Collection,
    Country,
    Credit,
    Film,
    FilmTranslation,
    Genre,
    Keyword,
    Person,
    SyncRecord,
    TmdbDifference,
    Video,
)
from films.services import editing, merging
from films.tests.factories import make_credit, make_film, make_person
from films.tests.sync_command import contents
from films.tests.tmdb_answers import cast, crew, movie, people, russian
from films.tests.waiting import wait_until_somebody_waits_for_me
from films.tmdb import records, store
from films.tmdb.mapping import film_values

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)


def save(tmdb_id=603, *, now=NOW, seen_people=None, wanted=False, **overrides):
    values = film_values(movie(tmdb_id, **overrides), languages=["ru-RU"], region="US")
    return store.store_film(values, now=now, seen_people=seen_people, wanted=wanted)


def fresh(film):
    return Film.objects.get(pk=film.pk)


def writes(queries):
    return [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


def credits_of(film):
    return set(film.credits.values_list("credit_id", "person__name", "department", "job", "character", "order"))


def differences_of(film):
    return dict(film.tmdb_differences.values_list("field", "theirs"))


WHOLE = {
    "tagline": "Tagline",
    "status": "Planned",
    "revenue": 7,
    "poster_path": "/poster.jpg",
    "backdrop_path": "/backdrop.jpg",
    "belongs_to_collection": {"id": 2344, "name": "Collection"},
    "genres": [{"id": 878, "name": "Science Fiction"}, {"id": 28, "name": "Action"}],
    "production_countries": [{"iso_3166_1": "US", "name": "USA"}, {"iso_3166_1": "AU", "name": "Australia"}],
    "keywords": {"keywords": [{"id": 9, "name": "night"}, {"id": 5, "name": "sea"}]},
    "release_dates": {
        "results": [{"iso_3166_1": "US", "release_dates": [{"type": 3, "certification": "R"}]}],
    },
    "alternative_titles": {"titles": [{"iso_3166_1": "FR", "title": "Titre", "type": "working"}]},
    "videos": {
        "results": [
            {
                "site": "YouTube",
                "key": "abc",
                "type": "Trailer",
                "name": "Trailer",
                "iso_639_1": "en",
                "published_at": "2020-01-02T03:04:05.678Z",
            }
        ]
    },
    "translations": russian("Название", overview="Описание", tagline="Слоган"),
    "credits": people(cast=[cast(1, profile_path="/face.jpg"), cast(2, order=4)], crew=[crew(1), crew(3)]),
}


def test_new_film_has_all_that_tmdb_says():
    stored = save(**WHOLE)

    film = fresh(stored.film)
    assert stored.created
    assert stored.state == "created"
    assert (film.tmdb_id, film.imdb_id, film.title, film.slug) == (603, "tt0000603", "Title 603", "title-603")
    assert (film.original_title, film.original_language, film.status) == ("Original 603", "en", "planned")
    assert (film.released_on, film.year, film.runtime_minutes) == (datetime.date(1999, 3, 31), 1999, 136)
    assert (film.overview, film.tagline, film.certification) == ("Synopsis 603", "Tagline", "R")
    assert (film.budget, film.revenue, film.adult) == (63_000_000, 7, False)
    assert (film.popularity, film.tmdb_vote_average, film.tmdb_vote_count) == (8.5, 8.2, 100)
    assert (film.tmdb_poster_path, film.tmdb_backdrop_path) == ("/poster.jpg", "/backdrop.jpg")
    assert (film.collection.tmdb_id, film.collection.name) == (2344, "Collection")
    assert list(film.film_genres.order_by("position").values_list("genre__slug", flat=True)) == [
        "science-fiction",
        "action",
    ]
    assert list(film.film_countries.order_by("position").values_list("country", flat=True)) == ["US", "AU"]
    assert set(film.keywords.values_list("tmdb_id", "name", "slug")) == {(5, "sea", "sea"), (9, "night", "night")}
    assert list(film.alternative_titles.values_list("country", "title", "kind")) == [("FR", "Titre", "working")]
    assert list(film.videos.values_list("site", "key", "kind", "name", "language", "published_at")) == [
        ("YouTube", "abc", "Trailer", "Trailer", "en", datetime.datetime(2020, 1, 2, 3, 4, 5, 678_000, datetime.UTC))
    ]
    assert list(film.translations.values_list("language", "title", "overview", "tagline")) == [
        ("ru", "Название", "Описание", "Слоган")
    ]
    assert film.title_ru == "Название"
    assert credits_of(film) == {
        ("cr1", "Person 1", "Acting", "", "Role of 1", 0),
        ("cr2", "Person 2", "Acting", "", "Role of 2", 4),
        ("cr1Director", "Person 1", "Directing", "Director", "", 0),
        ("cr3Director", "Person 3", "Directing", "Director", "", 1),
    }
    assert set(Person.objects.values_list("tmdb_id", "slug", "tmdb_profile_path", "popularity")) == {
        (1, "person-1", "/face.jpg", 1.5),
        (2, "person-2", "", 1.5),
        (3, "person-3", "", 1.5),
    }
    assert stored.counts == {
        "people_added": 3,
        "people_changed": 0,
        "credits_added": 4,
        "credits_changed": 0,
        "credits_removed": 0,
    }


def test_same_answer_again_writes_no_row():
    save(**WHOLE)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        stored = save(**WHOLE)

    assert writes(queries) == []
    assert (stored.created, stored.state, stored.changed) == (False, "unchanged", set())


def test_everything_changed_is_renewed():
    save(**WHOLE)

    stored = save(
        title="New",
        original_title="New original",
        original_language="fr",
        status="Released",
        overview="New synopsis",
        tagline="New tagline",
        adult=True,
        release_date="2001-01-01",
        runtime=1,
        budget=2,
        revenue=3,
        imdb_id="tt1111111",
        belongs_to_collection={"id": 4, "name": "Other"},
        genres=[{"id": 18, "name": "Drama"}],
        production_countries=[{"iso_3166_1": "FR", "name": "France"}],
        keywords={"keywords": [{"id": 6, "name": "day"}]},
        release_dates={"results": [{"iso_3166_1": "US", "release_dates": [{"type": 3, "certification": "G"}]}]},
        alternative_titles={"titles": [{"iso_3166_1": "DE", "title": "Titel", "type": ""}]},
        videos={"results": [{"site": "Vimeo", "key": "k", "type": "Clip"}]},
        translations=russian("Новое", overview="Другое", tagline="Иное"),
        credits=people(cast=[cast(5)]),
    )

    film = fresh(stored.film)
    assert stored.state == "changed"
    assert (film.title, film.title_ru, film.imdb_id, film.year, film.adult) == ("New", "Новое", "tt1111111", 2001, True)
    assert film.collection.name == "Other"
    assert [genre.slug for genre in film.genres.all()] == ["drama"]
    assert film.country_codes == ["FR"]
    assert [keyword.name for keyword in film.keywords.all()] == ["day"]
    assert [row.title for row in film.alternative_titles.all()] == ["Titel"]
    assert [(video.site, video.published_at) for video in film.videos.all()] == [("Vimeo", None)]
    assert {row[1] for row in credits_of(film)} == {"Person 5"}
    assert len(stored.changed) == 23


def test_unknown_upstream_erases_nothing():
    film = save(**WHOLE).film
    before = (contents(film), credits_of(film))
    unknown = {"id": 603, "title": "Title 603", "popularity": 8.5}

    stored = store.store_film(film_values(unknown, languages=["ru-RU"], region="US"), now=LATER)

    assert stored.state == "unchanged"
    assert (contents(film), credits_of(film)) == before


def test_figures_alone_make_no_changed_film():
    film = fresh(save().film)

    stored = save(popularity=99, vote_average=1, vote_count=1000)

    renewed = fresh(film)
    assert stored.state == "unchanged"
    assert (renewed.popularity, renewed.tmdb_vote_average, renewed.tmdb_vote_count) == (99, 1, 1000)
    assert renewed.updated_at == film.updated_at


def test_change_moves_the_time_of_the_last_change():
    film = fresh(save().film)

    save(genres=[{"id": 18, "name": "Drama"}])

    assert fresh(film).updated_at > film.updated_at


@pytest.mark.parametrize(("slug", "expected"), [("title-603", "renamed"), ("by-staff", "by-staff")])
def test_slug_follows_the_title_unless_it_is_another(slug, expected):
    film = save().film
    Film.objects.filter(pk=film.pk).update(slug=slug)

    save(title="Renamed")

    assert fresh(film).slug == expected


def test_film_of_staff_with_the_same_imdb_id_is_adopted():
    film = make_film(title="By staff", imdb_id="tt0000603", locked_fields=["title"])

    stored = save()

    assert not stored.created
    assert list(Film.objects.values_list("pk", "tmdb_id", "title", "overview")) == [
        (film.pk, 603, "By staff", "Synopsis 603")
    ]


def test_film_without_imdb_id_adopts_none():
    make_film(imdb_id="")

    assert save(imdb_id=None, external_ids={}).created


def test_imdb_id_of_another_film_is_a_difference():
    other = make_film(tmdb_id=5, imdb_id="tt0000603")

    stored = save()

    assert stored.created
    assert fresh(stored.film).imdb_id == ""
    assert differences_of(stored.film) == {"imdb_id": "tt0000603"}

    Film.objects.filter(pk=other.pk).update(imdb_id="")
    save()

    assert fresh(stored.film).imdb_id == "tt0000603"


# What staff decided


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


# Credits and people


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


# Genres, countries, keywords, titles, videos


def test_what_the_site_does_not_know_is_made():
    stored = save(
        genres=[{"id": 990, "name": "New Genre"}],
        production_countries=[{"iso_3166_1": "XQ", "name": "New Country"}],
        keywords={"keywords": [{"id": 990, "name": "новое слово"}]},
    )

    assert list(stored.film.genres.values_list("tmdb_id", "name", "slug")) == [(990, "New Genre", "new-genre")]
    assert Country.objects.get(code="XQ").name == "New Country"
    assert list(stored.film.keywords.values_list("tmdb_id", "slug")) == [(990, "новое-слово")]


@pytest.mark.parametrize(("name", "slug"), [("Action!", "action-990"), ("Новый", "990"), ("…", "990")])
def test_slug_of_a_genre_that_is_taken_or_empty_ends_with_its_id(name, slug):
    save(genres=[{"id": 990, "name": name}])

    assert Genre.objects.get(tmdb_id=990).slug == slug


@pytest.mark.parametrize(("name", "slug"), [("Sea!", "sea-990"), ("…", "990")])
def test_slug_of_a_keyword_that_is_taken_or_empty_ends_with_its_id(name, slug):
    Keyword.objects.create(tmdb_id=5, name="sea", slug="sea")

    save(keywords={"keywords": [{"id": 990, "name": name}]})

    assert Keyword.objects.get(tmdb_id=990).slug == slug


def test_keyword_of_the_site_without_an_id_is_taken_over():
    keyword = Keyword.objects.create(name="sea", slug="sea")

    stored = save(keywords={"keywords": [{"id": 5, "name": "sea"}]})

    assert list(stored.film.keywords.all()) == [keyword]
    assert Keyword.objects.get().tmdb_id == 5


def test_names_that_staff_gave_are_no_difference():
    save(**WHOLE)
    Genre.objects.filter(tmdb_id=28).update(name="By staff")
    Keyword.objects.update(name="By staff")
    Collection.objects.update(name="By staff")

    assert save(**WHOLE).state == "unchanged"
    assert Collection.objects.get().name == "By staff"


def test_titles_of_the_site_without_a_country_stay():
    film = save().film
    AlternativeTitle.objects.create(film=film, title="Of a merged film")

    save(alternative_titles={"titles": [{"iso_3166_1": "FR", "title": "Titre", "type": ""}]})

    assert set(film.alternative_titles.values_list("country", "title")) == {("", "Of a merged film"), ("FR", "Titre")}


def test_text_of_another_language_stays():
    film = save().film
    FilmTranslation.objects.create(film=film, language="de", title="Titel")

    save(translations=russian("Название"))

    assert set(film.translations.values_list("language", "title")) == {("de", "Titel"), ("ru", "Название")}


def test_pictures_of_films_and_their_ids_stand_once_after_two_stores():
    save(**WHOLE)
    save(**WHOLE)

    assert Video.objects.count() == 1
    assert Credit.objects.count() == 4
    assert Film.objects.count() == 1


# Two at once


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
