"""What staff write of one film. What they change is locked against the synchronisation with TMDB."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from films import locks
from films.models import Film, FilmCountry, FilmGenre, FilmTranslation
from films.services import curation, history

COLUMNS = [*locks.FACTS, "tmdb_id"]
LANGUAGE = "ru"  # that the catalogue is kept in beside the main one
TRANSLATED = {locks.translated_name(base, LANGUAGE): base for base in locks.TRANSLATED}


class FilmGoneError(Exception):
    """The film was deleted, or merged into another, meanwhile."""


class IdTakenError(Exception):
    """Another film has this id at TMDB or IMDb."""


def empty_values() -> dict[str, Any]:
    """What a film says that has nothing but its title, by the names that `write` takes."""
    film = Film()
    columns = {name: getattr(film, name) for name in COLUMNS if name != "title"}
    return {**columns, **dict.fromkeys(TRANSLATED, ""), **{name: [] for name in PARTS}}


def create_film(*, editor: User, values: Mapping[str, Any]) -> Film:
    """`values`: the columns, those of Russian texts as in `title_ru`, and lists of genres, countries and keywords.

    Raises IdTakenError.
    """
    film = Film(**{name: value for name, value in values.items() if name in COLUMNS})
    empty = {**empty_values(), "title": ""}
    with told_of_ids(), transaction.atomic():
        film.save()
        write_translation(film, values)
        write_parts(film, values)
        lock(film, {name for name, value in values.items() if value != empty[name]})
        history.note_addition(editor=editor, film=film)
    return film


def edit_film(*, editor: User, film: Film, values: Mapping[str, Any]) -> Film:
    """Change what differs from `values`, named as for `create_film`. Raises FilmGoneError and IdTakenError."""
    with told_of_ids(), transaction.atomic():
        current = Film.objects.select_for_update(no_key=True).filter(pk=film.pk).first()
        if current is None:
            raise FilmGoneError
        columns = {name for name in COLUMNS if name in values and getattr(current, name) != values[name]}
        for name in columns:
            setattr(current, name, values[name])
        changed = columns | write_translation(current, values) | write_parts(current, values)
        if changed:
            current.save(update_fields=[*columns, "updated_at"])
            lock(current, changed)
            history.note_change(editor=editor, film=current, names=changed)
    return current


@contextmanager
def told_of_ids() -> Iterator[None]:
    """Turns the database's word on an id that is taken into ours."""
    try:
        yield
    except IntegrityError as error:
        if "imdb_id" in str(error) or "tmdb_id" in str(error):
            raise IdTakenError from error
        raise


def lock(film: Film, names: Iterable[str]) -> None:
    curation.lock_fields(film, set(names) - {"tmdb_id"})


def write_translation(film: Film, values: Mapping[str, Any]) -> set[str]:
    row = FilmTranslation.objects.filter(film=film, language=LANGUAGE).first()
    given = {name: values[name] for name in TRANSLATED if name in values}
    changed = {name for name, text in given.items() if (getattr(row, TRANSLATED[name]) if row else "") != text}
    if changed:
        texts = {TRANSLATED[name]: given[name] for name in changed}
        FilmTranslation.objects.update_or_create(film=film, language=LANGUAGE, defaults=texts)
    return changed


def write_parts(film: Film, values: Mapping[str, Any]) -> set[str]:
    return {name for name, write in PARTS.items() if name in values and write(film, values[name])}


def write_genres(film: Film, genres: list[Any]) -> bool:
    rows = FilmGenre.objects.filter(film=film).order_by("position", "pk")
    if list(rows.values_list("genre", flat=True)) == [genre.pk for genre in genres]:
        return False
    rows.delete()
    FilmGenre.objects.bulk_create(FilmGenre(film=film, genre=g, position=i) for i, g in enumerate(genres))
    return True


def write_countries(film: Film, countries: list[Any]) -> bool:
    rows = FilmCountry.objects.filter(film=film).order_by("position", "pk")
    if list(rows.values_list("country", flat=True)) == [country.pk for country in countries]:
        return False
    rows.delete()
    FilmCountry.objects.bulk_create(FilmCountry(film=film, country=c, position=i) for i, c in enumerate(countries))
    return True


def write_keywords(film: Film, keywords: list[Any]) -> bool:
    if set(film.keywords.all()) == set(keywords):
        return False
    film.keywords.set(keywords)
    return True


PARTS: dict[str, Callable[[Film, list[Any]], bool]] = {
    "genres": write_genres,
    "countries": write_countries,
    "keywords": write_keywords,
}
