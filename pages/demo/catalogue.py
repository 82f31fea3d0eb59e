"""Puts the films of `fixtures/films` into the catalogue."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from films.models import (
    AlternativeTitle,
    Credit,
    Film,
    FilmCountry,
    FilmGenre,
    FilmTranslation,
    Genre,
    Keyword,
    Person,
)

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
CREW = [
    ("directors", Credit.Department.DIRECTING, "Director"),
    ("writers", Credit.Department.WRITING, "Writer"),
    ("composers", Credit.Department.SOUND, "Original Music Composer"),
    ("cinematographers", Credit.Department.CAMERA, "Director of Photography"),
]


def read_films() -> list[dict[str, Any]]:
    return [film for path in sorted((FIXTURES / "films").glob("*.json")) for film in json.loads(path.read_text())]


@transaction.atomic
def load_catalogue() -> int:
    """Add the films that the catalogue lacks, by TMDB id; the number added. Films that are there stay as they are."""
    known = set(Film.objects.filter(tmdb_id__isnull=False).values_list("tmdb_id", flat=True))
    facts = {film["tmdb_id"]: film for film in read_films() if film["tmdb_id"] not in known}
    films = {film.tmdb_id: film for film in Film.objects.bulk_create(make_film(fact) for fact in facts.values())}
    pairs = [(films[tmdb_id], fact) for tmdb_id, fact in facts.items()]
    add_texts(pairs)
    add_groups(pairs)
    add_credits(pairs)
    return len(films)


def make_film(fact: dict[str, Any]) -> Film:
    return Film(
        slug=slugify(fact["title"])[:120],
        **{
            name: fact.get(name)
            for name in ("tmdb_id", "imdb_id", "title", "released_on", "runtime_minutes", "budget", "revenue")
        },
        **{name: fact.get(name, "") for name in ("original_title", "original_language", "overview")},
    )


def add_texts(pairs: Iterable[tuple[Film, dict[str, Any]]]) -> None:
    FilmTranslation.objects.bulk_create(
        FilmTranslation(film=film, language="ru", title=fact["title_ru"], overview=fact.get("overview_ru", ""))
        for film, fact in pairs
        if fact.get("title_ru")
    )
    AlternativeTitle.objects.bulk_create(
        AlternativeTitle(film=film, title=title) for film, fact in pairs for title in fact.get("alternative_titles", [])
    )


def add_groups(pairs: Iterable[tuple[Film, dict[str, Any]]]) -> None:
    genres = {genre.name: genre for genre in Genre.objects.all()}
    FilmGenre.objects.bulk_create(
        FilmGenre(film=film, genre=genres[name], position=position)
        for film, fact in pairs
        for position, name in enumerate(fact["genres"])
    )
    FilmCountry.objects.bulk_create(
        FilmCountry(film=film, country_id=code, position=position)
        for film, fact in pairs
        for position, code in enumerate(fact["countries"])
    )
    names = {slugify(name, allow_unicode=True): name for _film, fact in pairs for name in fact.get("keywords", [])}
    Keyword.objects.bulk_create((Keyword(slug=slug, name=name) for slug, name in names.items()), ignore_conflicts=True)
    keywords = {keyword.slug: keyword for keyword in Keyword.objects.filter(slug__in=names)}
    through = Film.keywords.through
    through.objects.bulk_create(
        through(film=film, keyword=keywords[slug])
        for film, fact in pairs
        for slug in dict.fromkeys(slugify(name, allow_unicode=True) for name in fact.get("keywords", []))
    )


def add_credits(pairs: Iterable[tuple[Film, dict[str, Any]]]) -> None:
    rows: list[tuple[Film, str, dict[str, Any]]] = []
    for film, fact in pairs:
        for order, (name, character) in enumerate(fact["cast"]):
            rows.append((film, name, {"character": character, "order": order}))
        for key, department, job in CREW:
            rows += [
                (film, name, {"department": department, "job": job, "order": order})
                for order, name in enumerate(fact.get(key, []))
            ]
    people = add_people({name for _film, name, _values in rows})
    Credit.objects.bulk_create(Credit(film=film, person=people[name], **values) for film, name, values in rows)


def add_people(names: set[str]) -> dict[str, Person]:
    """The people of these names; of two namesakes in the demo there is one."""
    people = {person.name: person for person in Person.objects.filter(name__in=names)}
    russian = json.loads((FIXTURES / "people_ru.json").read_text())
    missing = sorted(names - people.keys())
    made = Person.objects.bulk_create(
        Person(name=name, slug=slugify(name)[:120], name_ru=russian.get(name, "")) for name in missing
    )
    return people | {person.name: person for person in made}
