"""The figures of films counted anew from what members say: proves the triggers, mends what they could not see."""

from django.db import connection

# What reviews/triggers.py keeps, in one query over all of a film's rows.
COUNTED = """
SELECT films_film.id,
    count(rating) AS rating_count,
    coalesce(sum(rating), 0) AS rating_sum,
    ARRAY[{bins}] AS rating_histogram,
    count(*) FILTER (WHERE reviews_userfilm.status = 'watched') AS watched_count,
    count(*) FILTER (WHERE reviews_userfilm.status = 'planned') AS planned_count,
    count(*) FILTER (WHERE favorite) AS favorite_count
FROM films_film LEFT JOIN reviews_userfilm ON film_id = films_film.id
GROUP BY films_film.id
""".format(bins=", ".join(f"(count(*) FILTER (WHERE rating = {number}))::integer" for number in range(1, 11)))

COLUMNS = ("rating_count", "rating_sum", "rating_histogram", "watched_count", "planned_count", "favorite_count")
DIFFERS = " OR ".join(f"films_film.{column} IS DISTINCT FROM counted.{column}" for column in COLUMNS)


def find_drift() -> list[int]:
    """The ids of films whose figures differ from a recount: none, unless the triggers were switched off."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT films_film.id FROM films_film JOIN ({COUNTED}) AS counted USING (id) WHERE {DIFFERS} ORDER BY 1"
        )
        return [film_id for (film_id,) in cursor.fetchall()]


def mend_drift() -> int:
    """Set the figures of all films that differ to the recount; the number of films mended."""
    values = ", ".join(f"{column} = counted.{column}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE films_film SET {values}, "
            "ranking_score = CASE WHEN ranking_held THEN ranking_score "
            "ELSE films_ranking_score(counted.rating_count, counted.rating_sum::bigint) END "
            f"FROM ({COUNTED}) AS counted WHERE films_film.id = counted.id AND ({DIFFERS})"
        )
        return cursor.rowcount
