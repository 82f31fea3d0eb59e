"""The parts of a film's page that tell of the film alone, and so are the same for everybody."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from films import selectors as films
from films.kept import Kept
from films.trailers import trailers


class FilmParts(NamedTuple):
    title: str
    overview: str
    head: SafeString
    cast: SafeString
    details: SafeString
    has_trailers: bool


PARTS: Kept[FilmParts] = Kept(250)


def film_parts(film: Any) -> FilmParts:
    """One query, for the credits; `film` comes from `films.selectors.film_for_page`."""
    credit_rows = films.credit_rows(film=film)
    return PARTS.get(fingerprint(film, credit_rows), lambda: draw(film, credit_rows))


def fingerprint(film: Any, credit_rows: list[tuple[Any, ...]]) -> bytes:
    """Of all that the database said of the film."""
    values = [value for name, value in vars(film).items() if name != "_state"]
    return blake2b(repr((values, film.collection and vars(film.collection), credit_rows)).encode()).digest()


def draw(film: Any, credit_rows: list[tuple[Any, ...]]) -> FilmParts:
    context = context_of(film) | {"credits": films.group_credits(credit_rows)}
    return FilmParts(
        title=context["title"],
        overview=context["overview"],
        head=render_to_string("films/_head.html", context),
        cast=render_to_string("films/_cast.html", context),
        details=render_to_string("films/_details.html", context),
        has_trailers=bool(context["trailers"]),
    )


def context_of(film: Any) -> dict[str, Any]:
    language = get_language()
    own = {row["language"]: row for row in film.translation_rows}.get(language, {})
    return {
        "film": film,
        "title": film.local_title,
        "overview": own.get("overview") or film.overview,
        "overview_language": language if own.get("overview") else settings.LANGUAGE_CODE,
        "tagline": own.get("tagline") or ("" if language == "ru" else film.tagline),
        "genres": named(film.genre_rows),
        "countries": named(film.country_rows),
        "keywords": named(film.keyword_rows),
        "trailers": trailers(film.video_rows),
        "other_titles": [title for title in film.other_titles if title not in {film.title, film.original_title}],
    }


def named(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows with `name` in the active language."""
    if get_language() == "ru":
        return [{**row, "name": row["name_ru"] or row["name"]} for row in rows]
    return rows
