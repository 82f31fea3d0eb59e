"""What stands here of the fields of many differences, as `films.tmdb.fields` reads it, at one query for all rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef
from django.db.models.functions import JSONArray

from films import locks
from films.models import AlternativeTitle, Credit, Film, FilmCountry, FilmGenre, FilmTranslation, TmdbDifference, Video

TRANSLATIONS = "translations"


def rows_of(model: type[Model], *columns: str, order: tuple[str, ...] = ("pk",)) -> ArraySubquery:
    rows = model._default_manager.filter(film=OuterRef("pk")).order_by(*order)
    return ArraySubquery(rows.values(row=JSONArray(*columns)))


ROWS = {
    "genres": rows_of(FilmGenre, "genre__tmdb_id", "genre__name", order=("position", "pk")),
    "countries": rows_of(FilmCountry, "country_id", "country__name", order=("position", "pk")),
    "keywords": rows_of(Film.keywords.through, "keyword__tmdb_id", "keyword__name", order=("keyword__name", "pk")),
    "alternative_titles": rows_of(AlternativeTitle, "country", "title", "kind"),
    "videos": rows_of(Video, "site", "key", "kind", "name", "language"),
    "credits": rows_of(Credit, "person__name", "department", "job", "character", order=("order", "pk")),
    TRANSLATIONS: rows_of(FilmTranslation, "language", *locks.TRANSLATED),
}


def read_ours(differences: Iterable[TmdbDifference]) -> dict[int, Any]:
    """By the id of the difference; its film and the film's collection are loaded."""
    differences = list(differences)
    needed = {relation(row.field) for row in differences} & ROWS.keys()
    loaded: dict[int, Any] = {}
    if needed:
        films = Film.objects.filter(pk__in={row.film_id for row in differences if relation(row.field) in needed})
        loaded = {row["pk"]: row for row in films.values("pk", **{f"{name}_rows": ROWS[name] for name in needed})}
    return {row.pk: ours_of(row, loaded) for row in differences}


def relation(field: str) -> str:
    return field if field in locks.OF_FILM or "_" not in field or field == "tmdb_id" else TRANSLATIONS


def ours_of(difference: TmdbDifference, loaded: dict[int, Any]) -> Any:
    name = difference.field
    kind = relation(name)
    if kind in ROWS:
        rows = loaded[difference.film_id][f"{kind}_rows"]
        return text_of(rows, name) if kind == TRANSLATIONS else rows
    film = difference.film
    if name == "collection":
        return [film.collection.tmdb_id, film.collection.name] if film.collection else None
    if name in locks.PICTURES:
        return getattr(film, name).name
    return getattr(film, name, None)


def text_of(rows: list[list[str]], name: str) -> str:
    base, _sep, language = name.rpartition("_")
    found = [dict(zip(locks.TRANSLATED, texts, strict=True)) for tag, *texts in rows if tag == language]
    return found[0].get(base, "") if found else ""
