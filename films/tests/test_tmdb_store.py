import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from films.models import (
    Film,
    Person,
)
from films.tests.factories import make_film
from films.tests.sync_command import contents
from films.tests.tmdb_answers import cast, people, russian
from films.tests.tmdb_stores import LATER, WHOLE, credits_of, differences_of, fresh, save
from films.tmdb import store
from films.tmdb.mapping import film_values

pytestmark = pytest.mark.django_db


def writes(queries):
    return [query["sql"] for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]


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
