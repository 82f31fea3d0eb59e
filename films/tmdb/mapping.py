"""From TMDB's JSON to values of ours: pure functions, no database, no network.

Unknown keys are ignored. Null, a missing key, an empty text and (for amounts) zero all mean unknown. A value of another
type than the contract's is a BadAnswerError that names the key: such an answer is not to be trusted in part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from films.models import Credit, Film, Video
from films.tmdb.exceptions import BadAnswerError

APPENDED = ("credits", "keywords", "videos", "release_dates", "external_ids", "alternative_titles", "translations")

STATUSES = {
    "Rumored": Film.Status.RUMORED,
    "Planned": Film.Status.PLANNED,
    "In Production": Film.Status.IN_PRODUCTION,
    "Post Production": Film.Status.POST_PRODUCTION,
    "Released": Film.Status.RELEASED,
    "Canceled": Film.Status.CANCELED,
}
LARGEST_ID = 2**31 - 1
LARGEST_AMOUNT = 2**63 - 1
LARGEST_SMALL = 2**15 - 1
LONGEST_OVERVIEW = 10_000  # the column has no limit, and TMDB's own is a tenth of this
IMAGE_PATH = re.compile(r"/[A-Za-z0-9_-]+\.(?:jpg|jpeg|png|webp)")
VIDEO_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
# More than any film has: an answer that holds more would keep a page or a run for minutes.
MOST_ROWS = {"titles": 500, "keywords": 500, "results": 500, "cast": 3000, "crew": 3000}
COUNTRY = re.compile(r"[A-Z]{2}")
# PostgreSQL keeps neither NUL nor half of a surrogate pair, and JSON can spell both.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Named:
    tmdb_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TextValues:
    title: str = ""
    tagline: str = ""
    overview: str = ""


@dataclass(frozen=True, slots=True)
class PersonValues:
    tmdb_id: int
    name: str
    profile_path: str
    popularity: float


@dataclass(frozen=True, slots=True)
class CreditValues:
    credit_id: str
    person: PersonValues
    department: str
    job: str
    character: str
    order: int


@dataclass(frozen=True, slots=True)
class VideoValues:
    site: str
    key: str
    kind: str
    name: str
    language: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class FilmValues:
    """All that the site keeps of one film's details."""

    tmdb_id: int
    facts: dict[str, Any]
    """Columns of Film by name, of those in `films.locks.FACTS`; None, "" or False where TMDB does not know."""
    figures: dict[str, Any]
    """Columns that change daily and make no film a changed one."""
    picture_paths: dict[str, str]
    is_video: bool
    genres: tuple[Named, ...] = ()
    countries: tuple[tuple[str, str], ...] = ()
    keywords: tuple[Named, ...] = ()
    collection: Named | None = None
    translations: dict[str, TextValues] = field(default_factory=dict)
    alternative_titles: tuple[tuple[str, str, str], ...] = ()
    """Country, title and kind of each."""
    videos: tuple[VideoValues, ...] = ()
    credits: tuple[CreditValues, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundFilm:
    """A film as TMDB's search lists it."""

    tmdb_id: int
    title: str
    original_title: str
    year: int | None
    overview: str
    poster_path: str


def film_values(body: dict[str, Any], *, languages: Iterable[str], region: str) -> FilmValues:
    """`body` is /movie/{id} with APPENDED, `languages` those of the wanted translations, `region` the age rating's."""
    return FilmValues(
        tmdb_id=required_id(body, "id"),
        facts=film_facts(body, region),
        figures={
            "popularity": number(body, "popularity") or 0.0,
            "tmdb_vote_average": number(body, "vote_average") if whole(body, "vote_count") else None,
            "tmdb_vote_count": whole(body, "vote_count", LARGEST_ID) or 0,
        },
        picture_paths={
            "tmdb_poster_path": image_path(body, "poster_path"),
            "tmdb_backdrop_path": image_path(body, "backdrop_path"),
        },
        is_video=truth(body, "video"),
        genres=named(rows(body, "genres")),
        countries=countries(body),
        keywords=named(rows(part(body, "keywords"), "keywords")),
        collection=collection(body),
        translations=translations(body, languages),
        alternative_titles=alternative_titles(body),
        videos=videos(body),
        credits=tuple(credits(part(body, "credits"))),
    )


def film_facts(body: dict[str, Any], region: str) -> dict[str, Any]:
    title = text(body, "title", 300)
    if not title:
        raise BadAnswerError("title is empty")
    return {
        "title": title,
        "original_title": text(body, "original_title", 300),
        "original_language": text(body, "original_language", 8),
        "status": STATUSES.get(text(body, "status"), ""),  # one that the site does not know is unknown
        "adult": truth(body, "adult"),
        "released_on": day(body, "release_date"),
        "runtime_minutes": whole(body, "runtime", LARGEST_SMALL) or None,
        "certification": certification(body, region),
        "tagline": text(body, "tagline", 500),
        "overview": text(body, "overview", LONGEST_OVERVIEW),
        "imdb_id": imdb_id(body),
        "budget": whole(body, "budget") or None,
        "revenue": whole(body, "revenue") or None,
    }


def imdb_id(body: dict[str, Any]) -> str:
    """The details' own, else that of `external_ids`; text of another form is no IMDb id of a film."""
    own, other = text(body, "imdb_id"), text(part(body, "external_ids"), "imdb_id")
    found = own or other
    return found if re.fullmatch(r"tt\d{7,10}", found) else ""


def certification(body: dict[str, Any], region: str) -> str:
    """The age rating in `region`: that of the first cinema release which has one, else that of any release."""
    for country in rows(part(body, "release_dates"), "results"):
        if text(country, "iso_3166_1") == region:
            releases = sorted(rows(country, "release_dates"), key=lambda row: whole(row, "type") not in (2, 3))
            return next(filter(None, (text(row, "certification", 20) for row in releases)), "")
    return ""


def countries(body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = ((text(row, "iso_3166_1"), text(row, "name", 200)) for row in rows(body, "production_countries"))
    return tuple({code: (code, name or code) for code, name in pairs if COUNTRY.fullmatch(code)}.values())


def collection(body: dict[str, Any]) -> Named | None:
    found = part(body, "belongs_to_collection")
    return Named(required_id(found, "id"), text(found, "name", 200)) if found and text(found, "name") else None


def named(found: Iterable[dict[str, Any]]) -> tuple[Named, ...]:
    """Each id once."""
    pairs = ((required_id(row, "id"), text(row, "name", 200)) for row in found)
    return tuple({tmdb_id: Named(tmdb_id, name) for tmdb_id, name in pairs if name}.values())


def translations(body: dict[str, Any], languages: Iterable[str]) -> dict[str, TextValues]:
    """Texts by language, preferably of the tag's region (`ru-RU`). In its own language a film has its own title."""
    found = rows(part(body, "translations"), "translations")
    texts = {}
    for tag in languages:
        language, _, region = tag.partition("-")
        same = [row for row in found if text(row, "iso_639_1") == language]
        same.sort(key=lambda row: text(row, "iso_3166_1") != region)
        data = part(same[0], "data") if same else {}
        title = text(data, "title", 300)
        if not title and text(body, "original_language") == language:
            title = text(body, "original_title", 300)
        values = TextValues(title, text(data, "tagline", 500), text(data, "overview", LONGEST_OVERVIEW))
        if values != TextValues():
            texts[language] = values
    return texts


def alternative_titles(body: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    titles: dict[tuple[str, str], tuple[str, str, str]] = {}
    for row in rows(part(body, "alternative_titles"), "titles"):
        country, title = text(row, "iso_3166_1"), text(row, "title", 300)
        if COUNTRY.fullmatch(country) and title:
            titles.setdefault((country, title), (country, title, text(row, "type", 100)))
    return tuple(titles.values())


def videos(body: dict[str, Any]) -> tuple[VideoValues, ...]:
    """Those of sites and kinds that the site knows."""
    found: dict[tuple[str, str], VideoValues] = {}
    for row in rows(part(body, "videos"), "results"):
        site, key, kind = text(row, "site"), text(row, "key"), text(row, "type")
        if site in Video.Site and kind in Video.Kind and VIDEO_KEY.fullmatch(key):
            values = VideoValues(
                site, key, kind, text(row, "name", 300), text(row, "iso_639_1", 8), moment(row, "published_at")
            )
            found.setdefault((site, key), values)
    return tuple(found.values())


def credits(body: dict[str, Any]) -> Iterator[CreditValues]:
    """The cast in billing order, then the crew as listed; each credit id once."""
    seen = set()
    for kind in ("cast", "crew"):
        for position, row in enumerate(rows(body, kind)):
            credit_id, person = text(row, "credit_id", 40), person_values(row)
            if credit_id and person.name and credit_id not in seen:
                seen.add(credit_id)
                yield cast_credit(row, person, position) if kind == "cast" else crew_credit(row, person, position)


def cast_credit(row: dict[str, Any], person: PersonValues, position: int) -> CreditValues:
    order = whole(row, "order")
    return CreditValues(
        text(row, "credit_id", 40),
        person,
        department=Credit.Department.ACTING.value,
        job="",
        character=text(row, "character", 500),
        order=min(position if order is None else order, LARGEST_SMALL),
    )


def crew_credit(row: dict[str, Any], person: PersonValues, position: int) -> CreditValues:
    return CreditValues(
        text(row, "credit_id", 40),
        person,
        department=text(row, "department", 20),
        job=text(row, "job", 100),
        character="",
        order=min(position, LARGEST_SMALL),
    )


def person_values(row: dict[str, Any]) -> PersonValues:
    name = text(row, "name", 200) or text(row, "original_name", 200)
    popularity = number(row, "popularity") or 0.0
    return PersonValues(required_id(row, "id"), name, image_path(row, "profile_path"), popularity)


def found_films(items: Iterable[dict[str, Any]]) -> list[FoundFilm]:
    """The films of a page of TMDB's search that the site would take; what cannot be read is passed over."""
    films: dict[int, FoundFilm] = {}
    for item in items:
        try:
            if truth(item, "adult") or truth(item, "video") or not text(item, "title"):
                continue
            released_on = day(item, "release_date")
            film = FoundFilm(
                required_id(item, "id"),
                text(item, "title", 300),
                text(item, "original_title", 300),
                released_on.year if released_on else None,
                text(item, "overview"),
                image_path(item, "poster_path"),
            )
        except BadAnswerError:
            continue
        films.setdefault(film.tmdb_id, film)
    return list(films.values())


def genre_names(body: dict[str, Any]) -> tuple[Named, ...]:
    return named(rows(body, "genres"))


# The types of JSON


def part(body: dict[str, Any], key: str) -> dict[str, Any]:
    value = body.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise wrong_type(key, value, "an object")
    return value


def rows(body: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = body.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise wrong_type(key, value, "a list of objects")
    return value[: MOST_ROWS.get(key)]


def text(body: dict[str, Any], key: str, longest: int | None = None) -> str:
    """Without white space around it, cut to `longest` characters; "" if unknown."""
    value = body.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong_type(key, value, "a text")
    return UNSTORABLE.sub("", value).strip()[:longest].rstrip()


def number(body: dict[str, Any], key: str) -> float | None:
    """Answers of the years before 2015 have the popularity as a text."""
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            raise wrong_type(key, value, "a number") from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise wrong_type(key, value, "a number")
    return float(value)


def whole(body: dict[str, Any], key: str, largest: int = LARGEST_AMOUNT) -> int | None:
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(key, value, "a whole number")
    if not 0 <= value <= largest:
        raise BadAnswerError(f"{key} is out of range")
    return value


def required_id(body: dict[str, Any], key: str) -> int:
    value = whole(body, key, LARGEST_ID)
    if not value:
        raise BadAnswerError(f"{key} is missing")
    return value


def truth(body: dict[str, Any], key: str) -> bool:
    value = body.get(key)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise wrong_type(key, value, "true or false")
    return value


def day(body: dict[str, Any], key: str) -> date | None:
    value = text(body, key)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise wrong_type(key, value, "a date") from None


def moment(body: dict[str, Any], key: str) -> datetime | None:
    """In UTC; None for a moment without its zone, or before the year 1 or after 9999 in UTC."""
    value = text(body, key)
    try:
        found = datetime.fromisoformat(value) if value else None
    except ValueError:
        raise wrong_type(key, value, "a moment") from None
    try:
        return found.astimezone(UTC) if found and found.tzinfo else None
    except OverflowError:
        return None


def image_path(body: dict[str, Any], key: str) -> str:
    """ "" for a picture of a kind that the site does not show, as SVG."""
    value = text(body, key)
    return value if IMAGE_PATH.fullmatch(value) and len(value) <= 100 else ""


def wrong_type(key: str, value: object, wanted: str) -> BadAnswerError:
    """Of a list and an object the kind alone: it may be too deep to be written."""
    if isinstance(value, list | dict):
        return BadAnswerError(f"{key} is {'a list' if isinstance(value, list) else 'an object'} and not {wanted}")
    return BadAnswerError(f"{key} is {str(value)[:40]!r} and not {wanted}")
