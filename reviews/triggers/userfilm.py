"""Triggers that keep the figures of a film equal to what its members say, whichever way the rows change.

Every trigger first locks the films it will change in the order of their ids. Two statements that touch the same films
then wait for each other instead of deadlocking; see docs/architecture.md, "Locks".
"""

import pgtrigger
from pgtrigger import Delete, Insert, Statement, Update

from films.models.catalogue import HISTOGRAM_BINS
from films.triggers import REFERENCING

SIGNED_ROWS = {
    Insert: "SELECT film_id, rating, status, favorite, 1 AS sign FROM new_rows",
    Update: """SELECT film_id, rating, status, favorite, 1 AS sign FROM new_rows
        UNION ALL SELECT film_id, rating, status, favorite, -1 FROM old_rows""",
    Delete: "SELECT film_id, rating, status, favorite, -1 AS sign FROM old_rows",
}
BINS = range(1, HISTOGRAM_BINS + 1)
BIN_SUMS = ",\n        ".join(f"coalesce(sum(sign) FILTER (WHERE rating = {n}), 0) AS bin_{n}" for n in BINS)
NEW_BINS = ", ".join(f"rating_histogram[{n}] + bin_{n}" for n in BINS)


# The member before the row, also where an upsert finds one: so a rating and a review of the same film, each of which
# looks for the other, wait for each other, and the foreign key asks for nothing at the commit, when the films are held.
LOCK_MEMBER = """
PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
RETURN NEW;
"""


def add_up(rows: str) -> str:
    return f"""
PERFORM 1 FROM films_film
WHERE id IN (SELECT film_id FROM ({rows}) AS changed)
ORDER BY id FOR NO KEY UPDATE;

UPDATE films_film SET
    rating_count = rating_count + ratings,
    rating_sum = rating_sum + total,
    rating_histogram = ARRAY[{NEW_BINS}],
    watched_count = watched_count + watched,
    planned_count = planned_count + planned,
    favorite_count = favorite_count + favorites,
    ranking_score = CASE WHEN ranking_held THEN ranking_score
        ELSE films_ranking_score(rating_count + ratings, rating_sum + total) END
FROM (
    SELECT film_id,
        coalesce(sum(sign) FILTER (WHERE rating IS NOT NULL), 0) AS ratings,
        coalesce(sum(sign * rating), 0) AS total,
        coalesce(sum(sign) FILTER (WHERE status = 'watched'), 0) AS watched,
        coalesce(sum(sign) FILTER (WHERE status = 'planned'), 0) AS planned,
        coalesce(sum(sign) FILTER (WHERE favorite), 0) AS favorites,
        {BIN_SUMS}
    FROM ({rows}) AS changed GROUP BY film_id
) AS difference
WHERE films_film.id = difference.film_id;
RETURN NULL;"""


# A review shows and is sorted by its author's rating. Before the films: everybody locks reviews first. No review is
# written twice: PostgreSQL then checks its foreign keys at the commit, and asks for the member when the films are held.
CARRY_RATING = """
PERFORM 1 FROM reviews_review AS review JOIN ({rows}) AS changed USING (user_id, film_id)
ORDER BY review.id FOR NO KEY UPDATE OF review;

UPDATE reviews_review AS review SET rating = (
    SELECT rating FROM reviews_userfilm AS mark
    WHERE mark.user_id = review.user_id AND mark.film_id = review.film_id)
FROM ({rows}) AS changed WHERE review.user_id = changed.user_id AND review.film_id = changed.film_id;
"""
RATED_ROWS = {
    Insert: "SELECT user_id, film_id FROM new_rows",
    Update: "SELECT user_id, film_id FROM old_rows UNION SELECT user_id, film_id FROM new_rows",
    Delete: "SELECT user_id, film_id FROM old_rows",
}


def carry_ratings(operation: pgtrigger.Operation) -> str:
    return CARRY_RATING.replace("{rows}", RATED_ROWS[operation])


USER_FILM = [
    pgtrigger.Trigger(name="lock_member", when=pgtrigger.Before, operation=Insert, func=LOCK_MEMBER),
    *(
        pgtrigger.Trigger(
            name=f"add_up_{str(operation).lower()}",
            level=Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=REFERENCING[operation],
            func=carry_ratings(operation) + add_up(SIGNED_ROWS[operation]),
        )
        for operation in (Insert, Update, Delete)
    ),
]
