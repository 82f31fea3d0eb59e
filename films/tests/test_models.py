import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from films.models import (
    AlternativeTitle,
    Collection,
    Country,
    Credit,
    Film,
    FilmCountry,
    FilmGenre,
    FilmRedirect,
    FilmTranslation,
    Genre,
    Keyword,
    Person,
    PersonRedirect,
    RankingBasis,
    SearchEntry,
    SearchWord,
    Video,
)
from films.tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db


def assert_refused(name, write):
    def write_and_check():
        write()
        connection.check_constraints()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write_and_check()


# Constraints


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("film_imdb_id_unique", lambda film: make_film(imdb_id=film.imdb_id)),
        ("tmdb_id", lambda film: make_film(tmdb_id=film.tmdb_id)),
        ("film_histogram_has_ten_bins", lambda film: make_film(rating_histogram=[0] * 9)),
        ("film_histogram_has_ten_bins", lambda film: make_film(rating_histogram=[0] * 11)),
        ("film_rating_sum_in_range", lambda film: make_film(rating_count=1, rating_sum=11)),
        ("film_rating_sum_in_range", lambda film: make_film(rating_count=2, rating_sum=1)),
        ("film_rating_sum_in_range", lambda film: make_film(rating_count=0, rating_sum=1)),
        ("film_genre_once", lambda film: FilmGenre.objects.create(film=film, genre=Genre.objects.get(slug="drama"))),
        ("film_country_once", lambda film: FilmCountry.objects.create(film=film, country_id="FR")),
        ("film_translation_once", lambda film: FilmTranslation.objects.create(film=film, language="ru")),
        ("alternative_title_once", lambda film: AlternativeTitle.objects.create(film=film, title="Other")),
        ("video_once_per_film", lambda film: Video.objects.create(film=film, key="k")),
        ("search_entry_of_film_or_person", lambda film: SearchEntry.objects.create(text="x", key="x")),
        (
            "search_entry_of_film_or_person",
            lambda film: SearchEntry.objects.create(film=film, person=make_person(), text="x", key="x"),
        ),
        ("ranking_basis_one_row", lambda film: RankingBasis.objects.create(id=2)),
        ("credit_id", lambda film: [make_credit(film=film, person="A", credit_id="c") for _twice in range(2)]),
        ("slug", lambda film: Genre.objects.create(name="Drama again", slug="drama")),
        ("slug", lambda film: [Keyword.objects.create(name="word", slug="word") for _twice in range(2)]),
        ("films_country_pkey", lambda film: Country.objects.create(code="FR", name="Gaul")),
        ("person_imdb_id_unique", lambda film: [make_person(imdb_id="nm0000001") for _twice in range(2)]),
        ("films_filmredirect_film_id", lambda film: FilmRedirect.objects.create(old_id=1, film_id=film.pk + 1000)),
    ],
)
def test_constraint_refuses(name, write):
    film = make_film(imdb_id="tt0000001", tmdb_id=1, genres=["drama"], countries=["FR"], title_ru="Название")
    AlternativeTitle.objects.create(film=film, title="Other")
    Video.objects.create(film=film, key="k")

    assert_refused(name, lambda: write(film))


def test_constraints_allow_what_is_right():
    first, second = make_film(), make_film()

    for film in (first, second):
        FilmTranslation.objects.create(film=film, language="ru", title="Название")
        FilmTranslation.objects.create(film=film, language="de", title="Titel")
        AlternativeTitle.objects.create(film=film, title="Other")
        AlternativeTitle.objects.create(film=film, title="Other", country="FR")
        Video.objects.create(film=film, key="k")
        Video.objects.create(film=film, key="k", site="Vimeo")
        make_credit(film=film, person="A")

    assert Film.objects.filter(imdb_id="", tmdb_id=None).count() == 2
    assert Credit.objects.filter(credit_id=None).count() == 2


def test_two_people_without_imdb_id_are_allowed():
    make_person(), make_person()

    assert Person.objects.filter(imdb_id="").count() == 2


@pytest.mark.parametrize(
    ("model", "values", "field"),
    [
        (Film, {"title": "x", "imdb_id": "nm0000001"}, "imdb_id"),
        (Film, {"title": "x", "imdb_id": "tt123456"}, "imdb_id"),
        (Film, {"title": "x", "imdb_id": "tt1234567\n"}, "imdb_id"),
        (Film, {"title": "x", "runtime_minutes": -1}, "runtime_minutes"),
        (Film, {"title": "x", "status": "lost"}, "status"),
        (Film, {"title": ""}, "title"),
        (Film, {"title": "x" * 301}, "title"),
        (Person, {"name": "x", "imdb_id": "tt0000001"}, "imdb_id"),
        (Country, {"name": "x", "code": "fr"}, "code"),
        (Country, {"name": "x", "code": "FRA"}, "code"),
        (Genre, {"name": "x", "slug": "Not a slug"}, "slug"),
        (Keyword, {"name": "x", "slug": "два слова"}, "slug"),
        (Video, {"key": "a b"}, "key"),
        (Video, {"key": '"><script>'}, "key"),
        (Video, {"key": "abc\n"}, "key"),
        (Video, {"key": "abc", "site": "Elsewhere"}, "site"),
        (Video, {"key": "abc", "kind": "Recap"}, "kind"),
        (Credit, {"department": "Catering"}, "department"),
    ],
)
def test_form_says_what_is_wrong(model, values, field):
    with pytest.raises(ValidationError) as error:
        model(**values).full_clean()

    assert field in error.value.message_dict


@pytest.mark.parametrize(
    ("model", "message"), [(Film, "Another film has this IMDb id."), (Person, "Another person has this IMDb id.")]
)
def test_form_says_whose_imdb_id_it_is(model, message):
    imdb_id = "tt0000001" if model is Film else "nm0000001"
    make = make_film if model is Film else make_person
    make(imdb_id=imdb_id)
    field = "title" if model is Film else "name"

    with pytest.raises(ValidationError, match=message):
        model(**{field: "x", "imdb_id": imdb_id}).full_clean()


# Generated columns


def generated(film):
    film.refresh_from_db()
    return film.year, film.rating_mean, film.attention


def test_year_mean_and_attention_are_computed_by_the_database():
    film = make_film(released_on=datetime.date(1972, 12, 31), popularity=2.5)
    assert generated(film) == (1972, None, 2.5)

    Film.objects.update(released_on=None, rating_count=4, rating_sum=30, watched_count=4, planned_count=2, popularity=1)
    assert generated(film) == (None, 7.5, 7.0)


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
def test_year_holds_any_date(day):
    assert make_film(released_on=day).year == day.year


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("The Godfather", "godfather"),
        ("A Man Escaped", "man escaped"),
        ("An American in Paris", "american in paris"),
        ("Les Misérables", "miserables"),
        ("L’Avventura", "avventura"),
        ("Der Himmel über Berlin", "himmel uber berlin"),
        ("The", "the"),
        ("A", "a"),
        ("Thelma & Louise", "thelma and louise"),
        ("8½", "8 1 2"),
        ("Schindler’s List", "schindlers list"),
        ("Ёлки", "елки"),
        ("ÉTÉ", "ete"),
        ("Łódź", "lodz"),
        ("七人の侍", "七 人 の 侍"),
        ("¡Átame!", "atame"),
        ("...", ""),
        ("W" * 300, "w" * 200),
    ],
)
def test_sort_title_is_without_case_accents_and_article(title, key):
    assert make_film(title=title).sort_title == key


def test_generated_columns_cannot_be_written():
    film = make_film()

    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="year"), transaction.atomic():
        cursor.execute("UPDATE films_film SET year = 1900 WHERE id = %s", [film.pk])


# Slugs, addresses, names


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Blade Runner", "blade-runner"),
        ("Amélie", "amelie"),
        ("WALL·E", "walle"),
        ("七人の侍", ""),
        ("Word " * 60, ("word-" * 24)),
        ("--", ""),
    ],
)
def test_slug_is_made_of_the_title(title, slug):
    film = make_film(title=title)

    assert film.slug == slug
    assert film.get_absolute_url() == (f"/films/{film.pk}-{slug}/" if slug else f"/films/{film.pk}/")


def test_slug_stays_when_the_title_changes():
    film, person = make_film(title="Working title"), make_person(name="Stage Name")
    film.title, person.name = "Final title", "Real Name"
    film.save()
    person.save()

    film.refresh_from_db()
    person.refresh_from_db()
    assert (film.slug, person.slug) == ("working-title", "stage-name")


def test_save_of_named_fields_writes_no_other():
    film = make_film(title="Old", popularity=1)
    Film.objects.update(popularity=5)
    film.title = "New"

    film.save(update_fields=["title"])

    film.refresh_from_db()
    assert (film.title, film.popularity) == ("New", 5)


def test_address_is_in_the_active_language():
    film, person = make_film(title="M"), make_person(name="Fritz Lang")

    with translation.override("ru"):
        assert film.get_absolute_url() == f"/ru/films/{film.pk}-m/"
        assert person.get_absolute_url() == f"/ru/people/{person.pk}-fritz-lang/"
    with translation.override(None):
        assert film.get_absolute_url() == f"/films/{film.pk}-m/"


def test_names_are_in_the_active_language_where_known():
    film = make_film(title="Mirror", title_ru="Зеркало")
    person = make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")
    drama = Genre.objects.get(slug="drama")
    collection = Collection.objects.create(name="Trilogy")

    with translation.override("ru"):
        assert (film.local_title, person.local_name, str(drama)) == ("Зеркало", "Андрей Тарковский", "Драма")
        assert str(collection) == "Trilogy"
        assert make_film(title="Other").local_title == "Other"
    assert (film.local_title, person.local_name, str(drama)) == ("Mirror", "Andrei Tarkovsky", "Drama")


def test_rows_say_what_they_are():
    film = make_film(title="M", released_on=datetime.date(1931, 5, 11), genres=["crime"], countries=["DE"])
    person = make_person(name="Peter Lorre")
    other = make_person(name="Fritz Lang")
    texts = [
        film,
        make_film(title="Undated", released_on=None),
        person,
        make_credit(film=film, person=person, character="Hans Beckert"),
        make_credit(film=film, person=other, department="Directing", job="Director"),
        film.film_genres.get(),
        film.film_countries.get(),
        FilmTranslation(film=film, language="de", title="M – Eine Stadt"),
        AlternativeTitle(film=film, title="M le maudit"),
        Video(film=film, key="abc"),
        Video(film=film, key="abc", name="Trailer 1"),
        FilmRedirect(old_id=5, film_id=7),
        PersonRedirect(old_id=5, person_id=7),
        RankingBasis(mean=6.543, weight=10),
        SearchEntry(text="m"),
        SearchWord(word="maudit"),
    ]

    assert [str(text) for text in texts] == [
        "M (1931)",
        "Undated",
        "Peter Lorre",
        "Peter Lorre – Hans Beckert",
        "Fritz Lang – Director",
        "Crime",
        "Germany",
        "de: M – Eine Stadt",
        "M le maudit",
        "abc",
        "Trailer 1",
        "5 → 7",
        "5 → 7",
        "6.54 × 10",
        "m",
        "maudit",
    ]


def test_deleted_collection_leaves_its_films():
    collection = Collection.objects.create(name="Trilogy")
    film = make_film(collection=collection)

    collection.delete()

    film.refresh_from_db()
    assert film.collection is None


def test_catalogue_begins_with_genres_and_countries_in_both_languages():
    assert Genre.objects.count() == 19
    assert not Genre.objects.filter(name_ru="").exists()
    assert Country.objects.count() > 240
    assert not Country.objects.filter(name_ru="").exists()
    assert Country.objects.filter(pk__in=["SU", "XC", "YU", "XG"]).count() == 4
