"""Figures counted anew from what members say: proves the triggers, mends what they could not see."""

from dataclasses import dataclass

from django.db import connection

# What reviews/triggers/ keeps of films, in one query over all of a film's rows.
COUNTED_FILMS = """
SELECT films_film.id,
    count(rating) AS rating_count,
    coalesce(sum(rating), 0) AS rating_sum,
    ARRAY[{bins}] AS rating_histogram,
    count(*) FILTER (WHERE reviews_userfilm.status = 'watched') AS watched_count,
    count(*) FILTER (WHERE reviews_userfilm.status = 'planned') AS planned_count,
    count(*) FILTER (WHERE favorite) AS favorite_count,
    coalesce(max(published.reviews), 0) AS review_count
FROM films_film
LEFT JOIN reviews_userfilm ON reviews_userfilm.film_id = films_film.id
LEFT JOIN (SELECT film_id, count(*) AS reviews FROM reviews_review WHERE state = 'published' GROUP BY film_id)
    AS published ON published.film_id = films_film.id
GROUP BY films_film.id
""".format(bins=", ".join(f"(count(*) FILTER (WHERE rating = {number}))::integer" for number in range(1, 11)))

COUNTED_REVIEWS = """
SELECT review.id,
    mark.rating,
    coalesce(said.helpful, 0) AS helpful_count,
    coalesce(said.votes, 0) AS vote_count,
    coalesce(talk.comments, 0) AS comment_count
FROM reviews_review AS review
LEFT JOIN reviews_userfilm AS mark ON mark.user_id = review.user_id AND mark.film_id = review.film_id
LEFT JOIN (
    SELECT review_id, count(*) AS votes, count(*) FILTER (WHERE is_helpful) AS helpful
    FROM reviews_vote GROUP BY review_id
) AS said ON said.review_id = review.id
LEFT JOIN (SELECT review_id, count(*) AS comments FROM reviews_comment WHERE state = 'published' GROUP BY review_id)
    AS talk ON talk.review_id = review.id
"""

COUNTED_DISCUSSIONS = """
SELECT discussion.id, coalesce(talk.comments, 0) AS comment_count
FROM reviews_discussion AS discussion
LEFT JOIN (
    SELECT discussion_id, count(*) AS comments FROM reviews_comment WHERE state = 'published' GROUP BY discussion_id
) AS talk ON talk.discussion_id = discussion.id
"""


@dataclass(frozen=True, slots=True)
class Recount:
    """Of a `table`, the `columns` that triggers keep, and the query that counts them."""

    table: str
    columns: tuple[str, ...]
    counted: str
    derived: str = ""  # what else is to be set where a figure was wrong

    @property
    def differs(self) -> str:
        return " OR ".join(f"{self.table}.{column} IS DISTINCT FROM counted.{column}" for column in self.columns)

    def find(self) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {self.table}.id FROM {self.table} JOIN ({self.counted}) AS counted USING (id) "
                f"WHERE {self.differs} ORDER BY 1"
            )
            return [pk for (pk,) in cursor.fetchall()]

    def mend(self) -> int:
        values = ", ".join(f"{column} = counted.{column}" for column in self.columns) + self.derived
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.table} SET {values} FROM ({self.counted}) AS counted "
                f"WHERE {self.table}.id = counted.id AND ({self.differs})"
            )
            return cursor.rowcount


FILMS = Recount(
    "films_film",
    (
        "rating_count",
        "rating_sum",
        "rating_histogram",
        "watched_count",
        "planned_count",
        "favorite_count",
        "review_count",
    ),
    COUNTED_FILMS,
    derived=", ranking_score = CASE WHEN ranking_held THEN ranking_score "
    "ELSE films_ranking_score(counted.rating_count, counted.rating_sum::bigint) END",
)
TEXTS = {
    "reviews": Recount("reviews_review", ("rating", "helpful_count", "vote_count", "comment_count"), COUNTED_REVIEWS),
    "discussions": Recount("reviews_discussion", ("comment_count",), COUNTED_DISCUSSIONS),
}


def find_drift() -> list[int]:
    """The ids of films whose figures differ from a recount: none, unless the triggers were switched off."""
    return FILMS.find()


def mend_drift() -> int:
    """Set the figures of all films that differ to the recount; the number of films mended."""
    return FILMS.mend()


def find_drift_of_texts() -> dict[str, list[int]]:
    """The ids of "reviews" and "discussions" whose figures differ from a recount."""
    return {name: texts.find() for name, texts in TEXTS.items()}


def mend_drift_of_texts() -> dict[str, int]:
    """Set the figures of all that differ to the recount; how many of each kind were mended."""
    return {name: texts.mend() for name, texts in TEXTS.items()}
