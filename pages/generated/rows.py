"""The rows of a generated catalogue, table by table, as tuples for COPY. The same seed always gives the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from accounts.models import Follow, User
from films.models import (
    AlternativeTitle,
    Collection,
    Credit,
    Film,
    FilmCountry,
    FilmGenre,
    FilmTranslation,
    Keyword,
    Person,
    Video,
)
from pages.generated import words
from reviews.models import UserFilm

Rows = Iterator[tuple[Any, ...]]

USERNAME = "generated-{}"
RATED = 0.82  # of what members say of films
YEARS_OF_RATING = 5
MOST_FILMS = 2500  # of the first member, who has seen about 2,000
FIRST_TMDB_ID = 100_000_000  # no real film has it
LANGUAGES = "en fr ja ru es de it ko zh hi pt sv".split()
COMMON_COUNTRIES = "US FR GB JP DE IN IT RU ES KR CA CN SE BR SU PL MX DK AR CZ".split()
COMMON_GENRES = (
    "drama comedy documentary romance thriller action horror crime animation family adventure music "
    "science-fiction mystery fantasy history tv-movie war western"
).split()
CREW = [
    (Credit.Department.DIRECTING, "Director", 1.0),
    (Credit.Department.WRITING, "Writer", 0.9),
    (Credit.Department.SOUND, "Original Music Composer", 0.5),
    (Credit.Department.CAMERA, "Director of Photography", 0.5),
    (Credit.Department.PRODUCTION, "Producer", 0.4),
    (Credit.Department.EDITING, "Editor", 0.2),
]


@dataclass(frozen=True, slots=True)
class Sizes:
    films: int
    people: int
    members: int
    ratings: int
    reviews: int


@dataclass(frozen=True, slots=True)
class Keys:
    """The primary keys of the rows to come, and those of the rows that are there."""

    films: range
    people: range
    members: range
    keywords: range
    collections: range
    genres: list[int]  # the commonest first
    countries: list[str]


@dataclass(frozen=True, slots=True)
class Generator:
    sizes: Sizes
    keys: Keys
    seed: int
    now: datetime

    def random(self, purpose: str) -> Random:
        """One for each table, so that the rows of one do not depend on how many another has."""
        return Random(f"{self.seed} {purpose}")

    def tables(self) -> list[tuple[type[Model], str, Rows]]:
        """Model, its columns that are filled, and the rows; those that others refer to come first."""
        return [
            (Keyword, "id name slug", self.keywords()),
            (Collection, "id name", self.collections()),
            (
                Film,
                "id tmdb_id imdb_id title original_title original_language slug released_on runtime_minutes overview"
                " status budget revenue popularity adult collection_id created_at updated_at",
                self.films(),
            ),
            (FilmTranslation, "film_id language title overview", self.translations()),
            (AlternativeTitle, "film_id title country", self.alternative_titles()),
            (FilmGenre, "film_id genre_id position", self.genres()),
            (FilmCountry, "film_id country_id position", self.countries()),
            (Film.keywords.through, "film_id keyword_id", self.film_keywords()),
            (Video, "film_id key name language", self.videos()),
            (Person, "id tmdb_id name name_ru slug popularity born_on", self.people()),
            (Credit, "film_id person_id department job character order", self.credits()),
            (User, "id username email password name language date_joined", self.members()),
            (Follow, "follower_id followed_id created_at", self.follows()),
            (
                UserFilm,
                "user_id film_id rating status favorite rated_at created_at updated_at",
                self.user_films(),
            ),
        ]

    def keywords(self) -> Rows:
        random = self.random("keywords")
        for key in self.keys.keywords:
            name = f"{random.choice(words.ADJECTIVES)} {random.choice(words.NOUNS)}"
            yield key, name, f"{name.replace(' ', '-')}-{key}"

    def collections(self) -> Rows:
        random = self.random("collections")
        for key in self.keys.collections:
            yield key, f"{words.title(random)} Collection"

    def popularities(self) -> list[float]:
        """Of each film: a few that everybody knows, and very many that hardly anybody does."""
        random = self.random("popularity")
        return [round(min(500.0, 0.5 * random.paretovariate(1.1)), 3) for _film in self.keys.films]

    def films(self) -> Rows:
        random = self.random("films")
        weights = words.falling(len(LANGUAGES))
        for key, popularity in zip(self.keys.films, self.popularities(), strict=True):
            title = words.title(random)
            language = random.choices(LANGUAGES, cum_weights=weights)[0]
            original = (
                title if language == "en" else f"{words.invented_name(random)[0]} {words.invented_name(random)[0]}"
            )
            released = None if random.random() < 0.02 else day_of_release(random, self.now.date())
            money = int(random.lognormvariate(16, 1.5)) if popularity > 5 else None
            yield (
                key,
                FIRST_TMDB_ID + key,
                f"tt{FIRST_TMDB_ID + key}",
                title,
                original,
                language,
                slugify(title)[:120],
                released,
                random.choice([None, *range(60, 190)]),
                words.overview(random),
                (Film.Status.RELEASED if released else Film.Status.PLANNED).value,
                money,
                money and money * random.randint(1, 5),
                popularity,
                random.random() < 0.01,
                random.choice(self.keys.collections) if random.random() < 0.05 else None,
                self.now,
                self.now,
            )

    def translations(self) -> Rows:
        random = self.random("translations")
        for film in self.keys.films:
            if random.random() < 0.6:
                yield film, "ru", words.russian_title(random), words.russian_overview(random)
            if random.random() < 0.3:
                yield film, "fr", words.title(random), ""

    def alternative_titles(self) -> Rows:
        random = self.random("alternative titles")
        for film in self.keys.films:
            for country in COMMON_COUNTRIES[: random.choices([0, 1, 2, 4], [60, 25, 10, 5])[0]]:
                yield film, words.title(random), country

    def genres(self) -> Rows:
        return self.several("genres", self.keys.genres, words.falling(len(self.keys.genres)), [1, 2, 2, 3, 3])

    def countries(self) -> Rows:
        weights = words.falling(len(self.keys.countries), 1.8)
        return self.several("countries", self.keys.countries, weights, [1, 1, 1, 2])

    def several(self, purpose: str, things: list[Any], weights: list[float], numbers: list[int]) -> Rows:
        random = self.random(purpose)
        for film in self.keys.films:
            chosen = dict.fromkeys(random.choices(things, cum_weights=weights, k=random.choice(numbers)))
            for position, thing in enumerate(chosen):
                yield film, thing, position

    def film_keywords(self) -> Rows:
        random = self.random("keywords of films")
        weights = words.falling(len(self.keys.keywords), 0.8)
        for film in self.keys.films:
            number = random.choice([0, 1, 2, 4, 8])
            for keyword in sorted(set(random.choices(self.keys.keywords, cum_weights=weights, k=number))):
                yield film, keyword

    def videos(self) -> Rows:
        random = self.random("videos")
        for film in self.keys.films:
            if random.random() < 0.2:
                yield film, f"{random.getrandbits(64):016x}"[:11], "Official Trailer", "en"

    def people(self) -> Rows:
        random = self.random("people")
        for key in self.keys.people:
            name, name_ru = words.person_name(random)
            born = date(1880, 1, 1) + timedelta(days=random.randrange(45_000)) if random.random() < 0.5 else None
            yield (
                key,
                FIRST_TMDB_ID + key,
                name,
                name_ru if random.random() < 0.4 else "",
                slugify(name)[:120],
                round(min(300.0, 0.3 * random.paretovariate(1.2)), 3),
                born,
            )

    def credits(self) -> Rows:
        random = self.random("credits")
        weights = words.falling(len(self.keys.people), 0.6)
        for film in self.keys.films:
            parts = [(department.value, job, "") for department, job, chance in CREW if random.random() < chance]
            cast = random.choice([2, 3, 4, 5, 6, 7])
            parts += [(Credit.Department.ACTING.value, "", role(random)) for _part in range(cast)]
            people = random.choices(self.keys.people, cum_weights=weights, k=len(parts))
            for order, (person, part) in enumerate(zip(people, parts, strict=True)):
                yield film, person, *part, order

    def members(self) -> Rows:
        random = self.random("members")
        for number, key in enumerate(self.keys.members, start=self.keys.members.start):
            username = USERNAME.format(number)
            name = random.choice(words.person_name(random)) if random.random() < 0.5 else ""
            language = random.choice(User.Language.values)
            yield key, username, f"{username}@example.org", "!", name, language, self.now

    def follows(self) -> Rows:
        random = self.random("follows")
        weights = words.falling(len(self.keys.members), 0.8)
        for member in self.keys.members:
            others = random.choices(self.keys.members, cum_weights=weights, k=random.choice([0, 2, 5, 10, 30]))
            for other in sorted(set(others) - {member}):
                yield member, other, self.now

    def user_films(self) -> Rows:
        random = self.random("user films")
        weights = list(accumulate(popularity**0.9 for popularity in self.popularities()))
        quality = [random.gauss(6.6, 0.9) for _film in self.keys.films]
        for member, number in zip(self.keys.members, self.films_of_members(), strict=True):
            leniency = random.gauss(0, 0.6)
            for film in choose(random, weights, number):
                said = mark(random, quality[film] + leniency)
                moment = moment_of_rating(random, self.now)
                yield member, self.keys.films[film], *said, moment if said[0] else None, moment, moment

    def films_of_members(self) -> list[int]:
        """How many films each member has something to say of: most a few, some very many."""
        random = self.random("activity")
        activity = [min(60.0, random.paretovariate(1.1)) for _member in self.keys.members]
        scale = self.sizes.ratings / RATED / sum(activity) if activity else 0
        numbers = [min(round(scale * value), self.sizes.films // 2) for value in activity]
        return [min(MOST_FILMS, self.sizes.films // 4), *numbers[1:]] if numbers else []


def choose(random: Random, weights: list[float], number: int) -> dict[int, None]:
    """`number` different places, in the order in which they were drawn."""
    chosen: dict[int, None] = {}
    while len(chosen) < number:
        chosen |= dict.fromkeys(random.choices(range(len(weights)), cum_weights=weights, k=number - len(chosen)))
    return chosen


def day_of_release(random: Random, today: date) -> date:
    """Up to a year ahead, and the older the rarer."""
    return today + timedelta(days=365 - int(random.random() ** 2.2 * 365 * 115))


def role(random: Random) -> str:
    return f"{words.pair(random.choice(words.FIRST_NAMES))[0]} {words.invented_name(random)[0]}"


def mark(random: Random, liking: float) -> tuple[int | None, str, bool]:
    """Rating, status and whether it is a favorite."""
    chance = random.random()
    if chance < RATED:
        rating = min(10, max(1, round(random.gauss(liking, 1.4))))
        return rating, UserFilm.Status.WATCHED.value, rating >= 9 and random.random() < 0.2
    if chance < 0.93:
        return None, UserFilm.Status.PLANNED.value, False
    return None, random.choice(UserFilm.Status.values), False


def moment_of_rating(random: Random, now: datetime) -> datetime:
    return now - timedelta(seconds=int(random.random() * 86_400 * 365 * YEARS_OF_RATING))
