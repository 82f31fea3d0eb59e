"""Which films are like another: one statement whose cost is bounded however large the catalogue is.

A word that many films share says little, so of each keyword no more than BOUND films are looked at, and of all those
found only the CANDIDATES that have most in common are compared by how popular they are.
"""

from django.db import connection

BOUND = 1000
CANDIDATES = 300

# What two films share, and what it weighs.
SHARED = """
WITH shared AS (
    SELECT found.film_id, 1 AS weight
    FROM films_film_keywords AS own, LATERAL (
        SELECT film_id FROM films_film_keywords WHERE keyword_id = own.keyword_id LIMIT %(bound)s
    ) AS found
    WHERE own.film_id = %(film)s
UNION ALL
    SELECT DISTINCT ON (film_id, person_id) film_id, 2
    FROM films_credit
    WHERE job = 'Director'
        AND person_id IN (SELECT person_id FROM films_credit WHERE film_id = %(film)s AND job = 'Director')
UNION ALL
    SELECT id, 4 FROM films_film WHERE collection_id = %(collection)s
), ranked AS (
    SELECT film_id, sum(weight) AS common FROM shared WHERE film_id <> %(film)s
    GROUP BY film_id ORDER BY common DESC, film_id DESC LIMIT %(candidates)s
)
SELECT film.id FROM ranked JOIN films_film AS film ON film.id = ranked.film_id
WHERE %(adult_too)s OR NOT film.adult
ORDER BY common DESC, attention DESC, film.id
LIMIT %(limit)s
"""


def films_with_most_in_common(*, film_id: int, collection_id: int | None, adult_too: bool, limit: int) -> list[int]:
    """The ids of films that share the collection, a director or keywords, most in common first."""
    values = {
        "film": film_id,
        "collection": collection_id,
        "adult_too": adult_too,
        "limit": limit,
        "bound": BOUND,
        "candidates": CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(SHARED, values)
        return [row[0] for row in cursor.fetchall()]
