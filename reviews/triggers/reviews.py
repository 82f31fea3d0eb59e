import pgtrigger
from pgtrigger import Delete, Insert, Statement, Update

from films.triggers import REFERENCING

# Whoever rates locks the member too, or the row that is locked here: so the rating cannot change before the commit
# without its own trigger finding this review.
TAKE_RATING = """
PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
NEW.rating = (SELECT rating FROM reviews_userfilm WHERE user_id = NEW.user_id AND film_id = NEW.film_id FOR SHARE);
RETURN NEW;
"""

COUNTED_REVIEWS = {
    Insert: "SELECT film_id, 1 AS sign FROM new_rows WHERE state = 'published'",
    Update: """SELECT film_id, 1 AS sign FROM new_rows WHERE state = 'published'
        UNION ALL SELECT film_id, -1 FROM old_rows WHERE state = 'published'""",
    Delete: "SELECT film_id, -1 AS sign FROM old_rows WHERE state = 'published'",
}
COUNT_REVIEWS = """
PERFORM 1 FROM films_film
WHERE id IN (SELECT film_id FROM ({rows}) AS changed GROUP BY film_id HAVING sum(sign) <> 0)
ORDER BY id FOR NO KEY UPDATE;

UPDATE films_film SET review_count = review_count + reviews
FROM (SELECT film_id, sum(sign) AS reviews FROM ({rows}) AS changed GROUP BY film_id) AS difference
WHERE films_film.id = difference.film_id AND reviews <> 0;
RETURN NULL;
"""

REVIEW = [
    pgtrigger.Trigger(name="take_rating", when=pgtrigger.Before, operation=Insert, func=TAKE_RATING),
    *(
        pgtrigger.Trigger(
            name=f"count_reviews_{str(operation).lower()}",
            level=Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=REFERENCING[operation],
            func=COUNT_REVIEWS.replace("{rows}", rows),
        )
        for operation, rows in COUNTED_REVIEWS.items()
    ),
]

NOT_ON_OWN = """
IF EXISTS (SELECT 1 FROM reviews_review WHERE id = NEW.review_id AND user_id = NEW.user_id) THEN
    RAISE EXCEPTION 'a vote on one''s own review' USING ERRCODE = 'check_violation', CONSTRAINT = 'vote_not_on_own';
END IF;
RETURN NEW;
"""
# The member first, as the foreign key would ask for that lock at the commit, when the reviews are held.
LOCK_VOTERS = """
PERFORM 1 FROM accounts_user WHERE id IN (SELECT user_id FROM new_rows) ORDER BY id FOR KEY SHARE;
"""
SIGNED_VOTES = {
    Insert: "SELECT review_id, is_helpful, 1 AS sign FROM new_rows",
    Update: """SELECT review_id, is_helpful, 1 AS sign FROM new_rows
        UNION ALL SELECT review_id, is_helpful, -1 FROM old_rows""",
    Delete: "SELECT review_id, is_helpful, -1 AS sign FROM old_rows",
}
COUNT_VOTES = """
PERFORM 1 FROM reviews_review WHERE id IN (SELECT review_id FROM ({rows}) AS changed)
ORDER BY id FOR NO KEY UPDATE;

UPDATE reviews_review SET helpful_count = helpful_count + helpful, vote_count = vote_count + votes
FROM (
    SELECT review_id, coalesce(sum(sign) FILTER (WHERE is_helpful), 0) AS helpful, sum(sign) AS votes
    FROM ({rows}) AS changed GROUP BY review_id
) AS difference
WHERE reviews_review.id = difference.review_id;
RETURN NULL;
"""

VOTE = [
    pgtrigger.Trigger(name="not_on_own", when=pgtrigger.Before, operation=Insert | Update, func=NOT_ON_OWN),
    *(
        pgtrigger.Trigger(
            name=f"count_votes_{str(operation).lower()}",
            level=Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=REFERENCING[operation],
            func=(LOCK_VOTERS if operation is Insert else "") + COUNT_VOTES.replace("{rows}", rows),
        )
        for operation, rows in SIGNED_VOTES.items()
    ),
]
