"""One film as TMDB has it, in one request."""

from collections.abc import Sequence

from django.conf import settings

from films.tmdb.client import Client
from films.tmdb.exceptions import BadAnswerError
from films.tmdb.mapping import APPENDED, FilmValues, film_values


def fetch_film(client: Client, tmdb_id: int, *, languages: Sequence[str] = ()) -> FilmValues:
    """`languages` are tags as in TMDB_LANGUAGES, the main one first; raises TmdbError."""
    main, *others = languages or settings.TMDB_LANGUAGES
    body = client.get(f"/movie/{tmdb_id}", language=main, append_to_response=",".join(APPENDED))
    values = film_values(body, languages=others, region=region())
    if values.tmdb_id != tmdb_id:
        raise BadAnswerError(f"id is {values.tmdb_id} and not {tmdb_id}")
    return values


def region() -> str:
    """The country whose release dates and age ratings count: TMDB_REGION, else that of the main language's tag."""
    return settings.TMDB_REGION or settings.TMDB_LANGUAGES[0].partition("-")[2]
