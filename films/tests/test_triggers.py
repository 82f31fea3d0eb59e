import pytest
from django.db import connection

from films.models import (
    AlternativeTitle,
    Country,
    Film,
    FilmCountry,
    FilmGenre,
    FilmTranslation,
    Genre,
    Person,
    SearchEntry,
    SearchWord,
)
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def names_of(film):
    return set(SearchEntry.objects.filter(film=film).values_list("text", flat=True))


def names_of_person(person):
    return set(SearchEntry.objects.filter(person=person).values_list("text", flat=True))


def words():
    return set(SearchWord.objects.values_list("word", flat=True))


# Names of films


def test_film_is_found_by_title_and_original_title():
    film = make_film(title="Amélie", original_title="Le Fabuleux Destin d’Amélie Poulain")

    assert names_of(film) == {"amelie", "le fabuleux destin d amelie poulain damelie"}


def test_names_that_read_the_same_are_there_once():
    film = make_film(title="WALL·E", original_title="WALL-E", title_ru="")

    assert names_of(film) == {"wall e walle"}


def test_film_of_signs_alone_has_no_name():
    assert names_of(make_film(title="…!")) == set()


def test_key_is_without_article_and_spaces():
    film = make_film(title="The Spider-Man")

    assert SearchEntry.objects.get(film=film).key == "spiderman"


def test_films_added_in_bulk_are_found():
    films = Film.objects.bulk_create(Film(title=f"Film {number}", slug="x") for number in range(3))

    assert [names_of(film) for film in films] == [{"film 0"}, {"film 1"}, {"film 2"}]


def test_film_added_by_sql_is_found():
    film = make_film(title="Seed")
    columns = ", ".join(
        field.column for field in Film._meta.concrete_fields if not field.primary_key and not field.generated
    )
    values = columns.replace("title, ", "'Copied by hand', ", 1)
    assert values.startswith("tmdb_id")

    sql(f"INSERT INTO films_film ({columns}) SELECT {values} FROM films_film WHERE id = %s", film.pk)  # noqa: S608

    assert names_of(Film.objects.exclude(pk=film.pk).get()) == {"copied by hand"}


@pytest.mark.parametrize("how", ["save", "update", "bulk_update", "sql"])
def test_renamed_film_is_found_by_its_new_title_alone(how):
    film, other = make_film(title="Working title"), make_film(title="Other")
    film.title = "Final title"

    if how == "save":
        film.save(update_fields=["title"])
    elif how == "update":
        Film.objects.filter(pk=film.pk).update(title=film.title)
    elif how == "bulk_update":
        Film.objects.bulk_update([film], ["title"])
    else:
        sql("UPDATE films_film SET title = %s WHERE id = %s", film.title, film.pk)

    assert names_of(film) == {"final title"}
    assert names_of(other) == {"other"}


def test_many_films_renamed_at_once_are_found():
    films = [make_film(title="Same") for _number in range(3)]

    Film.objects.update(title="New", original_title="Original")

    assert [names_of(film) for film in films] == [{"new", "original"}] * 3


def test_change_of_something_else_leaves_the_names_alone():
    film = make_film(title="Same")
    before = SearchEntry.objects.get(film=film).pk

    Film.objects.update(popularity=5, overview="x")
    film.save()

    assert SearchEntry.objects.get(film=film).pk == before


@pytest.mark.parametrize("how", ["instance", "queryset"])
def test_deleted_film_is_not_found(how):
    film = make_film(title="Gone", title_ru="Исчез", genres=["drama"], countries=["FR"])
    AlternativeTitle.objects.create(film=film, title="Vanished")
    pk = film.pk

    film.delete() if how == "instance" else Film.objects.filter(pk=pk).delete()

    assert not SearchEntry.objects.filter(film=pk).exists()


@pytest.mark.parametrize(("model", "values"), [(FilmTranslation, {"language": "de"}), (AlternativeTitle, {})])
def test_other_titles_are_found_while_they_are_there(model, values):
    film = make_film(title="Solaris")

    row = model.objects.create(film=film, title="Sonnenstern", **values)
    assert names_of(film) == {"solaris", "sonnenstern"}

    model.objects.filter(pk=row.pk).update(title="Solarstern")
    assert names_of(film) == {"solaris", "solarstern"}

    row.delete()
    assert names_of(film) == {"solaris"}


@pytest.mark.parametrize("model", [FilmTranslation, AlternativeTitle])
def test_other_titles_move_with_their_film(model):
    film, kept = make_film(title="Duplicate"), make_film(title="Kept")
    values = {"language": "fr"} if model is FilmTranslation else {}
    row = model.objects.create(film=film, title="Autre titre", **values)

    model.objects.filter(pk=row.pk).update(film=kept)

    assert names_of(film) == {"duplicate"}
    assert names_of(kept) == {"kept", "autre titre"}


def test_other_titles_in_bulk_and_by_sql():
    film = make_film(title="Solaris")

    AlternativeTitle.objects.bulk_create(AlternativeTitle(film=film, title=title) for title in ("Eins", "Zwei"))
    sql(
        "INSERT INTO films_alternativetitle (film_id, title, country, kind) VALUES (%s, 'Drei', '', '')",
        film.pk,
    )
    assert names_of(film) == {"solaris", "eins", "zwei", "drei"}

    sql("DELETE FROM films_alternativetitle")
    assert names_of(film) == {"solaris"}


def test_empty_translated_title_is_no_name():
    film = make_film(title="Solaris")

    FilmTranslation.objects.create(film=film, language="de", title="", overview="Nur Text")

    assert names_of(film) == {"solaris"}


def test_long_words_are_kept_for_typing_errors():
    make_film(title="Metropolis or 12345 it", original_title="Метрополис")

    assert words() == {"metropolis", "метрополис"}


# The Russian title


def title_ru(film):
    film.refresh_from_db()
    return film.title_ru


def test_russian_title_follows_the_translation():
    film = make_film(title="Solaris")
    assert title_ru(film) == ""

    row = FilmTranslation.objects.create(film=film, language="ru", title="Солярис")
    assert title_ru(film) == "Солярис"
    assert names_of(film) == {"solaris", "солярис"}

    row.title = "Ёлка"
    row.save()
    assert title_ru(film) == "Ёлка"
    assert names_of(film) == {"solaris", "елка"}

    FilmTranslation.objects.update(language="be")
    assert title_ru(film) == ""

    FilmTranslation.objects.update(language="ru")
    assert title_ru(film) == "Ёлка"

    sql("DELETE FROM films_filmtranslation")
    assert title_ru(film) == ""


def test_russian_titles_in_bulk():
    films = [make_film() for _number in range(3)]

    FilmTranslation.objects.bulk_create(
        FilmTranslation(film=film, language=language, title=f"{language} {number}")
        for number, film in enumerate(films)
        for language in ("ru", "de")
    )

    assert [title_ru(film) for film in films] == ["ru 0", "ru 1", "ru 2"]


def test_russian_title_moves_with_the_translation():
    film, kept = make_film(title_ru="Название"), make_film()

    FilmTranslation.objects.update(film=kept)

    assert (title_ru(film), title_ru(kept)) == ("", "Название")


def test_russian_title_sorts_the_film():
    film = make_film(title="The Mirror")
    film.refresh_from_db()
    assert film.sort_title_ru == "mirror"

    FilmTranslation.objects.create(film=film, language="ru", title="«Зеркало»")

    film.refresh_from_db()
    assert film.sort_title_ru == "зеркало"


# Genres and countries


def genre_slugs(film):
    film.refresh_from_db()
    names = dict(Genre.objects.values_list("pk", "slug"))
    return [names[pk] for pk in film.genre_ids]


def codes(film):
    film.refresh_from_db()
    return film.country_codes


def genre(slug):
    return Genre.objects.get(slug=slug)


def test_genres_are_in_their_order():
    film = make_film(genres=["western", "action"])
    assert genre_slugs(film) == ["western", "action"]

    FilmGenre.objects.create(film=film, genre=genre("drama"), position=1)
    assert genre_slugs(film) == ["western", "action", "drama"]

    FilmGenre.objects.filter(film=film, genre=genre("drama")).update(position=0)
    FilmGenre.objects.filter(film=film, genre=genre("western")).update(position=5)
    assert genre_slugs(film) == ["drama", "action", "western"]


def test_genres_by_add_set_remove_and_clear():
    film, other = make_film(), make_film(genres=["war"])

    film.genres.add(genre("drama"))
    assert genre_slugs(film) == ["drama"]

    film.genres.set([genre("drama"), genre("comedy"), genre("crime")])
    assert set(genre_slugs(film)) == {"drama", "comedy", "crime"}

    film.genres.remove(genre("drama"))
    assert set(genre_slugs(film)) == {"comedy", "crime"}

    film.genres.clear()
    assert genre_slugs(film) == []
    assert genre_slugs(other) == ["war"]


def test_genres_by_bulk_and_sql():
    films = [make_film() for _number in range(3)]

    FilmGenre.objects.bulk_create(FilmGenre(film=film, genre=genre("drama")) for film in films)
    assert [genre_slugs(film) for film in films] == [["drama"]] * 3

    sql("UPDATE films_filmgenre SET genre_id = %s WHERE film_id = %s", genre("war").pk, films[0].pk)
    assert genre_slugs(films[0]) == ["war"]

    sql(
        "UPDATE films_filmgenre SET film_id = %s, genre_id = %s WHERE film_id = %s",
        films[1].pk,
        genre("war").pk,
        films[2].pk,
    )
    assert genre_slugs(films[1]) == ["drama", "war"]
    assert genre_slugs(films[2]) == []

    sql("DELETE FROM films_filmgenre")
    assert [genre_slugs(film) for film in films] == [[]] * 3


def test_deleted_genre_leaves_its_films():
    film = make_film(genres=["drama", "war"])

    genre("drama").delete()

    assert genre_slugs(film) == ["war"]


def test_countries_follow_their_rows():
    film = make_film(countries=["SU", "FR"])
    assert codes(film) == ["SU", "FR"]

    FilmCountry.objects.filter(film=film, country="FR").update(country="DE")
    assert codes(film) == ["SU", "DE"]

    film.countries.set(["IT"])
    assert codes(film) == ["IT"]

    Country.objects.filter(pk="IT").delete()
    assert codes(film) == []

    FilmCountry.objects.bulk_create([FilmCountry(film=film, country_id="FR")])
    film.countries.clear()
    assert codes(film) == []


# Names of people


def test_person_is_found_by_every_name():
    person = make_person(
        name="Andrei Tarkovsky", name_ru="Андрей Тарковский", also_known_as=["Andrej Tarkowskij", "Andrei Tarkovsky"]
    )

    assert names_of_person(person) == {"andrei tarkovsky", "андрей тарковский", "andrej tarkowskij"}


@pytest.mark.parametrize("how", ["save", "update", "sql"])
def test_renamed_person_is_found_by_the_new_names_alone(how):
    person = make_person(name="Old", name_ru="Старый", also_known_as=["Elder"])
    person.name, person.name_ru, person.also_known_as = "New", "", []

    if how == "save":
        person.save()
    elif how == "update":
        Person.objects.update(name="New", name_ru="", also_known_as=[])
    else:
        sql("UPDATE films_person SET name = 'New', name_ru = '', also_known_as = '{}'")

    assert names_of_person(person) == {"new"}


def test_people_added_in_bulk_are_found_until_they_are_deleted():
    people = Person.objects.bulk_create(Person(name=f"Person {number}") for number in range(3))
    assert [names_of_person(person) for person in people] == [{"person 0"}, {"person 1"}, {"person 2"}]

    Person.objects.all().delete()
    assert not SearchEntry.objects.filter(person__isnull=False).exists()
