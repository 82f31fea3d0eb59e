import datetime
import itertools

from films.models import Credit, Film, FilmCountry, FilmGenre, FilmTranslation, Genre, Person

numbers = itertools.count(1)


def make_film(*, title_ru="", genres=(), countries=(), directors=(), cast=(), **overrides):
    """A released film; `genres` by slug, `countries` by code, `directors` and `cast` as people or their names."""
    number = next(numbers)
    film = Film.objects.create(
        **{"title": f"Film {number}", "released_on": datetime.date(2000, 1, 1), "runtime_minutes": 100, **overrides}
    )
    if title_ru:
        FilmTranslation.objects.create(film=film, language="ru", title=title_ru)
    for position, slug in enumerate(genres):
        FilmGenre.objects.create(film=film, genre=Genre.objects.get(slug=slug), position=position)
    for position, code in enumerate(countries):
        FilmCountry.objects.create(film=film, country_id=code, position=position)
    for person in directors:
        make_credit(film=film, person=person, department=Credit.Department.DIRECTING, job="Director")
    for order, person in enumerate(cast):
        make_credit(film=film, person=person, character=f"Role {order}", order=order)
    film.refresh_from_db()
    return film


def make_person(**overrides):
    return Person.objects.create(**{"name": f"Person {next(numbers)}", **overrides})


def make_credit(*, film, person, **overrides):
    if isinstance(person, str):
        person = make_person(name=person)
    return Credit.objects.create(film=film, person=person, **overrides)
