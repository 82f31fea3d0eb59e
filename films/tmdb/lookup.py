"""What TMDB finds for the words of a member, to show what the catalogue lacks."""

import hashlib
import unicodedata
from dataclasses import replace

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from accounts import throttling
from accounts.models import User
from films import search
from films.models import Film, FilmRedirect, SyncRecord
from films.tmdb.asking import ask
from films.tmdb.client import Client
from films.tmdb.exceptions import DeadlineError
from films.tmdb.mapping import FoundFilm, found_films, rows

SECONDS = 2.5
KEPT = 6 * 3600
PER_MINUTE = 20
OVERVIEW_LETTERS = 240  # two lines
SILENT = "tmdb.lookup.silent"
SILENCE = 10  # seconds in which nobody else waits for a TMDB that did not answer


def films_elsewhere(text: str, *, user: User) -> list[FoundFilm]:
    """The films that TMDB finds and the catalogue lacks; one query. Raises TmdbError and ThrottledError."""
    found = look_up(normalized(text), language=language_tag(), user=user)
    known = known_ids([film.tmdb_id for film in found])
    return [film for film in found if film.tmdb_id not in known]


def normalized(text: str) -> str:
    """What differs only in case and white space is asked for once."""
    return " ".join(unicodedata.normalize("NFC", search.readable(text)).lower().split())


def language_tag() -> str:
    """That of TMDB_LANGUAGES for the language of the page."""
    language = get_language() or settings.LANGUAGE_CODE
    return next((tag for tag in settings.TMDB_LANGUAGES if tag.partition("-")[0] == language), language)


def look_up(text: str, *, language: str, user: User) -> list[FoundFilm]:
    """The first page of TMDB's search; an answer is kept, a failure is not."""
    if not text:
        return []
    key = f"tmdb.lookup:{language}:{hashlib.sha256(text.encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        throttling.consume("look-up", user, limit=PER_MINUTE, seconds=60)
        found = search_tmdb(text, language=language)
        cache.set(key, found, KEPT)
    return found


def search_tmdb(text: str, *, language: str) -> list[FoundFilm]:
    if cache.get(SILENT):
        raise DeadlineError("TMDB did not answer a moment ago", path="/search/movie")

    def question(client: Client) -> list[FoundFilm]:
        body = client.get("/search/movie", query=text, language=language, include_adult=False)
        return found_films(rows(body, "results"))

    try:
        found = ask(question, about="search", seconds=SECONDS)
    except DeadlineError:
        cache.set(SILENT, True, SILENCE)
        raise
    return [replace(film, overview=film.overview[:OVERVIEW_LETTERS]) for film in found]


def known_ids(tmdb_ids: list[int]) -> set[int]:
    """Those that the catalogue has, had before they were merged, or lost because staff deleted them."""
    wanted = {"tmdb_id__in": tmdb_ids}
    known = Film.objects.filter(**wanted).values_list("tmdb_id")
    merged = FilmRedirect.objects.filter(**wanted).values_list("tmdb_id")
    deleted = SyncRecord.objects.filter(**wanted, unwanted=True).values_list("tmdb_id")
    return {tmdb_id for (tmdb_id,) in known.union(merged, deleted) if tmdb_id} if tmdb_ids else set()
