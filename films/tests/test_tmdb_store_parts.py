import pytest

from films.models import (
    AlternativeTitle,
    Collection,
    Country,
    Credit,
    Film,
    FilmTranslation,
    Genre,
    Keyword,
    Video,
)
from films.tests.tmdb_answers import russian
from films.tests.tmdb_stores import WHOLE, save

pytestmark = pytest.mark.django_db


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
