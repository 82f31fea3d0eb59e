"""What the synchronisation writes of a film, field by field, so that a lock, a difference and a decision mean the same.

A field reads what TMDB says (`theirs`) and what stands here (`ours`) as JSON, and writes what TMDB says. None, "" and
an empty list mean that TMDB does not know: what is unknown there never erases what is known here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.text import slugify

from films import locks
from films.models import (
    AlternativeTitle,
    Collection,
    Country,
    Film,
    FilmCountry,
    FilmGenre,
    FilmTranslation,
    Genre,
    Keyword,
    Video,
)
from films.tmdb.mapping import FilmValues


class Field(Protocol):
    @property
    def name(self) -> str: ...

    def theirs(self, values: FilmValues) -> Any: ...

    def ours(self, film: Film) -> Any: ...

    def write(self, film: Film, theirs: Any) -> list[str]:
        """Change the rows; the names of the columns of `film` that were set and are to be saved."""
        ...


@dataclass(frozen=True)
class Fact:
    """A column of the film."""

    name: str

    def theirs(self, values: FilmValues) -> Any:
        value = values.facts[self.name]
        return value.isoformat() if isinstance(value, date) else value

    def ours(self, film: Film) -> Any:
        value = getattr(film, self.name)
        return value.isoformat() if isinstance(value, date) else value

    def write(self, film: Film, theirs: Any) -> list[str]:
        columns = [self.name]
        if self.name == "title" and film.slug == slugify(film.title)[:120]:
            film.slug = slugify(theirs)[:120]
            columns.append("slug")
        setattr(film, self.name, date.fromisoformat(theirs) if self.name == "released_on" else theirs)
        return columns


@dataclass(frozen=True)
class CollectionField:
    name: str = "collection"

    def theirs(self, values: FilmValues) -> Any:
        return [values.collection.tmdb_id, values.collection.name] if values.collection else None

    def ours(self, film: Film) -> Any:
        """With the name that TMDB gave it, whatever staff call it: the id decides."""
        return [film.collection.tmdb_id, film.collection.name] if film.collection else None

    def write(self, film: Film, theirs: Any) -> list[str]:
        tmdb_id, name = theirs
        film.collection, _made = Collection.objects.get_or_create(tmdb_id=tmdb_id, defaults={"name": name})
        return ["collection"]


@dataclass(frozen=True)
class TranslatedField:
    """A text in another language than the main one."""

    base: str
    language: str

    @property
    def name(self) -> str:
        return locks.translated_name(self.base, self.language)

    def theirs(self, values: FilmValues) -> Any:
        texts = values.translations.get(self.language)
        return getattr(texts, self.base) if texts else ""

    def ours(self, film: Film) -> Any:
        return next(
            (getattr(row, self.base) for row in rows(film, "translations") if row.language == self.language), ""
        )

    def write(self, film: Film, theirs: Any) -> list[str]:
        FilmTranslation.objects.update_or_create(film=film, language=self.language, defaults={self.base: theirs})
        forget(film, "translations")
        return []


@dataclass(frozen=True)
class GenresField:
    name: str = "genres"

    def theirs(self, values: FilmValues) -> Any:
        return [[genre.tmdb_id, genre.name] for genre in values.genres]

    def ours(self, film: Film) -> Any:
        return [[row.genre.tmdb_id, row.genre.name] for row in ordered(FilmGenre, film, "genre")]

    def write(self, film: Film, theirs: Any) -> list[str]:
        known = {genre.tmdb_id: genre for genre in Genre.objects.filter(tmdb_id__in=[tmdb_id for tmdb_id, _ in theirs])}
        genres = [known.get(tmdb_id) or make_genre(tmdb_id, name) for tmdb_id, name in theirs]
        film.film_genres.all().delete()
        FilmGenre.objects.bulk_create(FilmGenre(film=film, genre=g, position=i) for i, g in enumerate(genres))
        return []


@dataclass(frozen=True)
class CountriesField:
    name: str = "countries"

    def theirs(self, values: FilmValues) -> Any:
        return [list(pair) for pair in values.countries]

    def ours(self, film: Film) -> Any:
        return [[row.country_id, row.country.name] for row in ordered(FilmCountry, film, "country")]

    def write(self, film: Film, theirs: Any) -> list[str]:
        Country.objects.bulk_create((Country(code=code, name=name) for code, name in theirs), ignore_conflicts=True)
        film.film_countries.all().delete()
        FilmCountry.objects.bulk_create(
            FilmCountry(film=film, country_id=code, position=position) for position, (code, _) in enumerate(theirs)
        )
        return []


@dataclass(frozen=True)
class KeywordsField:
    name: str = "keywords"

    def theirs(self, values: FilmValues) -> Any:
        return sorted([keyword.tmdb_id, keyword.name] for keyword in values.keywords)

    def ours(self, film: Film) -> Any:
        pairs = film.keywords.exclude(tmdb_id=None).values_list("tmdb_id", "name")
        return sorted(list(pair) for pair in pairs)

    def write(self, film: Film, theirs: Any) -> list[str]:
        known = {row.tmdb_id: row for row in Keyword.objects.filter(tmdb_id__in=[tmdb_id for tmdb_id, _ in theirs])}
        film.keywords.set([known.get(tmdb_id) or make_keyword(tmdb_id, name) for tmdb_id, name in theirs])
        return []


@dataclass(frozen=True)
class AlternativeTitlesField:
    """Those with a country are TMDB's. Titles without one are the site's own, as a merger leaves them."""

    name: str = "alternative_titles"

    def theirs(self, values: FilmValues) -> Any:
        return sorted(list(row) for row in values.alternative_titles)

    def ours(self, film: Film) -> Any:
        titles = film.alternative_titles.exclude(country="").values_list("country", "title", "kind")
        return sorted(list(row) for row in titles)

    def write(self, film: Film, theirs: Any) -> list[str]:
        film.alternative_titles.exclude(country="").delete()
        AlternativeTitle.objects.bulk_create(
            AlternativeTitle(film=film, country=country, title=title, kind=kind) for country, title, kind in theirs
        )
        return []


@dataclass(frozen=True)
class VideosField:
    name: str = "videos"

    def theirs(self, values: FilmValues) -> Any:
        return sorted(
            [row.site, row.key, row.kind, row.name, row.language, written(row.published_at)] for row in values.videos
        )

    def ours(self, film: Film) -> Any:
        found = film.videos.values_list("site", "key", "kind", "name", "language", "published_at")
        return sorted([*row, written(published_at)] for *row, published_at in found)

    def write(self, film: Film, theirs: Any) -> list[str]:
        film.videos.all().delete()
        Video.objects.bulk_create(
            Video(
                film=film,
                site=site,
                key=key,
                kind=kind,
                name=name,
                language=language,
                published_at=datetime.fromisoformat(published_at) if published_at else None,
            )
            for site, key, kind, name, language, published_at in theirs
        )
        return []


def all_fields() -> Iterator[Field]:
    """Those of the film but for credits and pictures, which have modules of their own."""
    yield from (Fact(name) for name in locks.FACTS if name != "collection")
    yield CollectionField()
    for language in locks.translation_languages():
        yield from (TranslatedField(base, language) for base in locks.TRANSLATED)
    yield from (GenresField(), CountriesField(), KeywordsField(), AlternativeTitlesField(), VideosField())


def named(name: str) -> Field | None:
    return next((field for field in all_fields() if field.name == name), None)


def is_unknown(theirs: Any) -> bool:
    return theirs in (None, "", [])


def same(field: Field, ours: Any, theirs: Any) -> bool:
    """Whether both say the same: of genres, countries, keywords and the collection the ids decide, not the names."""
    if field.name == "collection":
        return bool(ours) and ours[0] == theirs[0]
    if field.name in ("genres", "countries", "keywords"):
        return [row[0] for row in ours] == [row[0] for row in theirs]
    return bool(ours == theirs)


def rows(film: Film, relation: str) -> list[Any]:
    """The film's rows of `relation`, read once for all fields that ask."""
    kept = film.__dict__.setdefault("_rows", {})
    if relation not in kept:
        kept[relation] = list(getattr(film, relation).all())
    return kept[relation]


def forget(film: Film, relation: str) -> None:
    film.__dict__.get("_rows", {}).pop(relation, None)


def ordered(model: type[FilmGenre] | type[FilmCountry], film: Film, target: str) -> Any:
    return model._default_manager.filter(film=film).select_related(target).order_by("position", "pk")


def written(moment: datetime | None) -> str:
    return moment.isoformat(timespec="milliseconds") if moment else ""


def make_genre(tmdb_id: int, name: str) -> Genre:
    return Genre.objects.get_or_create(
        tmdb_id=tmdb_id, defaults={"name": name, "slug": free_slug(Genre, name, tmdb_id)}
    )[0]


def make_keyword(tmdb_id: int, name: str) -> Keyword:
    """One that the site has by name without an id is taken over."""
    slug = slugify(name, allow_unicode=True)[:190]
    if Keyword.objects.filter(slug=slug, tmdb_id=None).update(tmdb_id=tmdb_id):
        return Keyword.objects.get(tmdb_id=tmdb_id)
    values = {"name": name, "slug": free_slug(Keyword, name, tmdb_id)}
    return Keyword.objects.get_or_create(tmdb_id=tmdb_id, defaults=values)[0]


def free_slug(model: type[Genre] | type[Keyword], name: str, tmdb_id: int) -> str:
    """That of the name, else with the id, else with the first number that is free."""
    slug = slugify(name, allow_unicode=model is Keyword)[: 180 if model is Keyword else 30]
    wanted = [slug, f"{slug}-{tmdb_id}".strip("-")]
    taken = set(model._default_manager.filter(slug__startswith=slug).values_list("slug", flat=True))
    wanted += (f"{wanted[1]}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in wanted if candidate and candidate not in taken)
