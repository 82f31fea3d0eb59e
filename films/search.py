"""The search of films and people by their names: one statement, and a second one when a word is mistyped.

Every name is an entry with its words and its key, the words glued together without a leading article (see
`films.models.SearchEntry`). Hits are ordered by how they were found: by the whole key, by the beginning of the key, by
all words, by all words of which the last is unfinished, by words that one typo made. Popularity decides the rest.

The cost is bounded whatever is typed and however large the catalogue is: each way of finding looks at no more entries
than its BOUND. Only very common words and beginnings reach that; for them the POPULAR most popular films or people are
looked through as well, so that those most likely meant are found for certain.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.translation import get_language

from accounts import statements
from films.paths import localized

LETTERS = 100
WORDS = 10
MAX_FILMS = 500
MAX_PEOPLE = 10
FILM_BOUND = 2000
PERSON_BOUND = 500
POPULAR = 1000
ALTERNATIVES = 30  # words that one mistyped word may have been
CORRECTIONS = 3
KNOWN_FILMS = 3

# Words that a name is found with and without.
OPTIONAL_WORDS = [
    *("the", "a", "an", "and", "le", "la", "les", "l", "un", "une", "et", "der", "die", "das", "und"),
    *("el", "los", "las", "y", "il", "lo", "gli", "e", "и"),
]


@dataclass(frozen=True, slots=True)
class KnownFilm:
    title: str
    title_ru: str
    year: int | None

    @property
    def local_title(self) -> str:
        return (get_language() == "ru" and self.title_ru) or self.title


@dataclass(frozen=True, slots=True)
class FoundPerson:
    id: int
    name: str
    name_ru: str
    slug: str
    department: str  # that of most of their credits, or nothing
    known_for: tuple[KnownFilm, ...]  # their most popular films in it

    @property
    def local_name(self) -> str:
        return (get_language() == "ru" and self.name_ru) or self.name

    def get_absolute_url(self) -> str:
        return localized(f"/people/{self.id}-{self.slug}/" if self.slug else f"/people/{self.id}/")


@dataclass(frozen=True, slots=True)
class Hits:
    film_ids: tuple[int, ...] = ()
    has_more_films: bool = False
    people: tuple[FoundPerson, ...] = ()
    has_more_people: bool = False
    corrections: tuple[str, ...] = ()  # what was searched instead when a word seems mistyped, likeliest first

    def __bool__(self) -> bool:
        return bool(self.film_ids or self.people)


# How well an entry fits: 0 the whole key, 1 its beginning, 2 all words, 3 the last word unfinished; for a mistyped
# query, which has no key, 4 when the entry is as long as the query, so that nothing else stands in it, and 5. Nothing
# when the beginning of a word is missing that the index was not asked for.
TIER = """CASE
    WHEN entry.key IN (query.key, query.whole_key) THEN 0
    WHEN starts_with(entry.key, query.key) OR starts_with(entry.key, query.whole_key) THEN 1
    WHEN strpos(' ' || entry.text, ' ' || query.fragment) = 0 THEN NULL
    WHEN string_to_array(entry.text, ' ') @> query.needed THEN 2
    WHEN query.key IS NOT NULL THEN 3
    WHEN abs(length(entry.key) - query.letters) <= query.mistyped THEN 4
    ELSE 5
END"""

HOLDS_WORDS = "array_to_tsvector(string_to_array(entry.text, ' ')) @@ query.words"

# `needed`: the words that must all be found. `unfinished`: the last of them may go on. From three letters on the index
# is asked for its continuations; a shorter one is a `fragment`, looked for in what the other words find.
TYPED = """
typed AS MATERIALIZED (
    SELECT *, CASE WHEN unfinished AND length(last) < 3 AND cardinality(needed) > 1 THEN last END AS fragment
    FROM (
        SELECT
            listed,
            array_to_string(listed, '') AS whole_key,
            key,
            needed,
            last,
            last = listed[cardinality(listed)] AND last <> ALL (%(optional_words)s) AS unfinished
        FROM (
            SELECT
                string_to_array(films_search_text(%(text)s), ' ') AS listed,
                replace(films_sort_key(%(text)s), ' ', '') AS key
            OFFSET 0
        ) AS searched
        CROSS JOIN LATERAL (
            SELECT array_agg(word ORDER BY place) AS needed, (array_agg(word ORDER BY place DESC))[1] AS last
            FROM (
                SELECT word, place
                FROM unnest(listed) WITH ORDINALITY AS words (word, place)
                WHERE word <> ALL (%(optional_words)s) OR listed <@ %(optional_words)s
                ORDER BY place
                LIMIT %(max_words)s
            ) AS kept
        ) AS chosen
        WHERE key <> ''
    ) AS split
)"""

# The known words that a typed one differs from by one typo.
ALTERNATIVE = """
alternative AS MATERIALIZED (
    SELECT listed.place, listed.word, known.word AS meant, known.likeness
    FROM typed
    CROSS JOIN LATERAL unnest(needed) WITH ORDINALITY AS listed (word, place)
    CROSS JOIN LATERAL (
        SELECT word, similarity(word, listed.word) AS likeness
        FROM films_searchword
        WHERE films_typo_keys(word) && films_typo_keys(listed.word) AND films_one_typo(word, listed.word)
        ORDER BY likeness DESC, word
        LIMIT %(alternatives)s
    ) AS known
    WHERE %(mistyped)s AND length(listed.word) > 3
)"""

# The words are letters and digits only, so nothing in them is an operator of the query.
QUERY = """
query AS MATERIALIZED (
    SELECT
        CASE WHEN NOT %(mistyped)s THEN key END AS key,
        CASE WHEN NOT %(mistyped)s THEN whole_key END AS whole_key,
        length(key) AS letters,
        needed,
        fragment,
        (SELECT count(DISTINCT place) FROM alternative) AS mistyped,
        (
            SELECT string_agg(either, ' & ')::tsquery
            FROM (
                SELECT '(' || string_agg(lexeme, ' | ') || ')' AS either
                FROM (
                    SELECT
                        place,
                        '''' || word || ''''
                        || CASE WHEN unfinished AND place = cardinality(needed) AND length(word) > 2 THEN ':*'
                        ELSE '' END
                    FROM unnest(needed) WITH ORDINALITY AS listed (word, place)
                    UNION ALL
                    SELECT place, '''' || meant || '''' FROM alternative
                ) AS lexemes (place, lexeme)
                WHERE fragment IS NULL OR place < cardinality(needed)
                GROUP BY place
            ) AS parts
            WHERE NOT %(mistyped)s OR EXISTS (TABLE alternative)
        ) AS words
    FROM typed
)"""


def owners(owner: str, popular: str) -> str:
    """Three ways to find films or people (`owner`), and all that they found with the best tier of each.

    More names that begin so than the bound leave no room for those that hold the words elsewhere.
    """
    return f"""
{owner}_by_key AS MATERIALIZED (
    SELECT entry.id, {TIER} AS tier
    FROM query
    CROSS JOIN LATERAL (
        SELECT query.key AS first, query.key || chr(1114111) AS last
        UNION
        SELECT query.whole_key, query.whole_key || chr(1114111)
        UNION
        SELECT substr(query.whole_key, 4), substr(query.whole_key, 4) WHERE query.whole_key ~ '^the.{{4}}'
    ) AS span
    CROSS JOIN LATERAL (
        SELECT {owner}_id AS id, key, '' AS text
        FROM films_searchentry
        WHERE {owner}_id IS NOT NULL AND key ~>=~ span.first AND key ~<=~ span.last
        ORDER BY key USING ~<~
        LIMIT %({owner}_bound)s
    ) AS entry
),
{owner}_by_words AS MATERIALIZED (
    SELECT entry.{owner}_id AS id, {TIER} AS tier
    FROM query
    JOIN films_searchentry AS entry ON entry.{owner}_id IS NOT NULL AND {HOLDS_WORDS}
    WHERE (SELECT count(*) FROM {owner}_by_key) < %({owner}_bound)s
    LIMIT %({owner}_bound)s
),
{owner}_by_popularity AS MATERIALIZED (
    SELECT entry.id, {TIER} AS tier
    FROM query
    CROSS JOIN ({popular} LIMIT %(popular)s) AS popular
    CROSS JOIN LATERAL (
        SELECT {owner}_id AS id, key, text FROM films_searchentry WHERE {owner}_id = popular.id OFFSET 0
    ) AS entry
    WHERE (
            (SELECT count(*) FROM {owner}_by_key) >= %({owner}_bound)s
            OR (SELECT count(*) FROM {owner}_by_words) >= %({owner}_bound)s
        )
        AND (starts_with(entry.key, query.key) OR starts_with(entry.key, query.whole_key) OR {HOLDS_WORDS})
),
{owner}_found AS (
    SELECT id, min(tier) AS tier
    FROM (TABLE {owner}_by_key UNION ALL TABLE {owner}_by_words UNION ALL TABLE {owner}_by_popularity) AS anyhow
    WHERE tier IS NOT NULL
    GROUP BY id
)"""  # noqa: S608 -- composed of constants


FILMS = owners("film", "SELECT id FROM films_film WHERE NOT adult ORDER BY attention DESC, id DESC")
PEOPLE = owners("person", "SELECT id FROM films_person ORDER BY popularity DESC, id")

# OFFSET 0 keeps the planner from reading a whole table for a join. Credits are counted for the first hundred people.
RANKED = """
film_ranked AS MATERIALIZED (
    SELECT found.id, row_number() OVER (ORDER BY tier, attention DESC, found.id) AS place
    FROM film_found AS found
    CROSS JOIN LATERAL (
        SELECT attention FROM films_film WHERE id = found.id AND NOT adult OFFSET 0
    ) AS film
    ORDER BY place
    LIMIT %(films)s
),
person_ranked AS MATERIALIZED (
    SELECT *, row_number() OVER (ORDER BY tier, popularity DESC, credits DESC, id) AS place
    FROM (
        SELECT found.id, tier, popularity, name, name_ru, slug
        FROM person_found AS found
        CROSS JOIN LATERAL (
            SELECT popularity, name, name_ru, slug FROM films_person WHERE id = found.id OFFSET 0
        ) AS person
        ORDER BY tier, popularity DESC, id
        LIMIT least(%(people)s * 100, 100)
    ) AS first
    CROSS JOIN LATERAL (
        SELECT count(*) AS credits FROM films_credit WHERE person_id = first.id OFFSET 0
    ) AS counted
    ORDER BY place
    LIMIT %(people)s
)"""

# The last three columns tell what was searched instead: the typed words, what each may have been, the best names found.
FIND = f"""
WITH {TYPED}, {ALTERNATIVE}, {QUERY}, {FILMS}, {PEOPLE}, {RANKED}
SELECT
    ARRAY(SELECT id FROM film_ranked ORDER BY place),
    (
        SELECT json_agg(json_build_array(tier, id, name, name_ru, slug, department, films) ORDER BY place)
        FROM person_ranked
        LEFT JOIN LATERAL (
            SELECT department FROM films_credit WHERE person_id = person_ranked.id
            GROUP BY department
            ORDER BY count(*) DESC, array_position('{{Directing,Acting,Writing}}', department::text), department
            LIMIT 1
        ) AS job ON true
        CROSS JOIN LATERAL (
            SELECT json_agg(json_build_array(title, title_ru, year) ORDER BY attention DESC, film_id) AS films
            FROM (
                SELECT film_id, attention, title, title_ru, year
                FROM (
                    SELECT DISTINCT film_id FROM films_credit
                    WHERE person_id = person_ranked.id AND films_credit.department = job.department
                ) AS credit
                CROSS JOIN LATERAL (
                    SELECT attention, title, title_ru, year FROM films_film
                    WHERE id = credit.film_id AND NOT adult OFFSET 0
                ) AS film
                ORDER BY attention DESC, film_id
                LIMIT %(known_films)s
            ) AS best
        ) AS known
    ),
    CASE WHEN %(mistyped)s THEN (SELECT listed FROM typed) END,
    CASE WHEN %(mistyped)s THEN (
        SELECT json_object_agg(word, meant)
        FROM (
            SELECT word, json_agg(meant ORDER BY likeness DESC, meant) AS meant FROM alternative GROUP BY word
        ) AS by_word
    ) END,
    CASE WHEN %(mistyped)s THEN ARRAY(
        SELECT entry.text
        FROM query
        CROSS JOIN (
            (SELECT id AS film_id, NULL::bigint AS person_id, place FROM film_ranked ORDER BY place LIMIT 5)
            UNION ALL
            (SELECT NULL, id, 5 + place FROM person_ranked ORDER BY place LIMIT 5)
        ) AS hit
        CROSS JOIN LATERAL (
            SELECT text FROM films_searchentry WHERE film_id = hit.film_id
            UNION ALL
            SELECT text FROM films_searchentry WHERE person_id = hit.person_id
            OFFSET 0
        ) AS entry
        WHERE {HOLDS_WORDS}
        ORDER BY place
    ) END
"""  # noqa: S608


def find(text: str, *, limit: int = MAX_FILMS, people: int = MAX_PEOPLE) -> Hits:
    """Films and people named `text`, best first. No adult films.

    One query; two when there is no such film, unless `text` is all of a person's name.
    """
    text = readable(text)
    if not text:
        return Hits()
    hits, best_tier = _find(text, films=limit, people=people)
    if hits.film_ids or best_tier == 0 or not re.search(r"\w{4}", text):
        return hits
    meant, _tier = _find(text, films=limit, people=0 if hits.people else people, mistyped=True)
    return replace(meant, people=hits.people, has_more_people=hits.has_more_people) if hits.people else meant


def readable(text: str) -> str:
    """`text` without what PostgreSQL cannot store, cut to a sensible length."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode()[:LETTERS].strip()


def _find(text: str, *, films: int, people: int, mistyped: bool = False) -> tuple[Hits, int | None]:
    """The hits and the tier of the first person."""
    [(film_ids, persons, words, alternatives, names)] = statements.run(
        statement(films, people, mistyped), {"text": text}
    )
    persons = persons or []
    hits = Hits(
        film_ids=tuple(film_ids[:films]),
        has_more_films=len(film_ids) > films,
        people=tuple(_person(*person) for _tier, *person in persons[:people]),
        has_more_people=len(persons) > people,
        corrections=_corrections(words or [], alternatives or {}, names or []),
    )
    return hits, persons[0][0] if persons else None


@cache
def statement(films: int, people: int, mistyped: bool) -> str:
    """FIND with all but the text in it, so that it is planned once and for what is asked of it."""
    values = {
        "text": "%(text)s",
        "optional_words": f"'{{{','.join(OPTIONAL_WORDS)}}}'::text[]",
        "max_words": WORDS,
        "mistyped": mistyped,
        "alternatives": ALTERNATIVES,
        "film_bound": FILM_BOUND,
        "person_bound": PERSON_BOUND,
        "popular": POPULAR,
        "films": films + 1,
        "people": people + 1 if people else 0,
        "known_films": KNOWN_FILMS,
    }
    return FIND % values


def _person(
    pk: int, name: str, name_ru: str, slug: str, department: str | None, films: list[list[Any]] | None
) -> FoundPerson:
    return FoundPerson(pk, name, name_ru, slug, department or "", tuple(KnownFilm(*film) for film in films or []))


def _corrections(words: Sequence[str], alternatives: dict[str, list[str]], names: Iterable[str]) -> tuple[str, ...]:
    """The typed words as they stand in each of the names that were found, without repetition."""
    corrected = []
    for name in names:
        held = set(name.split())
        corrected.append(
            " ".join(
                word if word in held else next((meant for meant in alternatives.get(word, ()) if meant in held), word)
                for word in words
            )
        )
    return tuple(dict.fromkeys(corrected))[:CORRECTIONS]
