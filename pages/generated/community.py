"""What the members of a generated catalogue write: made in the database from their marks, with the counts filled in.

Few texts and members have much of everything and most have little, as in life: so the busiest are slow first.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model

from pages.generated import words
from pages.generated.keys import next_range
from pages.generated.rows import Keys, Sizes
from reviews.models import Case, Comment, Decision, Discussion, Report, Review, Viewing, Vote

TEXTS = 400
MODELS: list[type[Model]] = [Review, Vote, Discussion, Comment, Viewing, Case, Report, Decision]
VOTES, COMMENTS, DISCUSSIONS, CASES = 2.0, 0.6, 0.04, 0.01  # for each review

SOURCES = """
CREATE TEMP TABLE made_text AS SELECT * FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (body, id);

CREATE TEMP TABLE made_review AS
SELECT %(first_review)s - 1 + row_number() OVER () AS id, picked.*
FROM (
    SELECT user_id, film_id, rating, updated_at AS moment, 1 + floor(random() * %(text_count)s)::int AS text,
        random() AS state_dice, random() AS dice
    FROM reviews_userfilm
    WHERE user_id BETWEEN %(first_member)s AND %(last_member)s AND status = 'watched'
    ORDER BY hashint8(id) LIMIT %(reviews)s
) AS picked;
ALTER TABLE made_review ADD PRIMARY KEY (id);

CREATE TEMP TABLE made_discussion AS
SELECT %(first_discussion)s - 1 + row_number() OVER () AS id, user_id, film_id, moment,
    CASE WHEN dice < 0.6 THEN 'spoiler-free' ELSE 'spoilers' END AS room
FROM (SELECT * FROM made_review ORDER BY hashint8(id) LIMIT %(discussions)s) AS picked;
ANALYZE made_review, made_discussion, made_text
"""

VOTE = """
INSERT INTO reviews_vote (user_id, review_id, is_helpful, created_at)
SELECT voter, made_review.id, random() < 0.7, moment + random() * interval '90 days'
FROM (
    SELECT %(first_member)s + floor(random() * %(members)s)::bigint AS voter,
        %(first_review)s + floor(power(random(), 2.5) * (SELECT count(*) FROM made_review))::bigint AS review
    FROM generate_series(1, %(votes)s)
) AS cast_votes JOIN made_review ON made_review.id = review
WHERE voter <> user_id
ON CONFLICT DO NOTHING
"""

COMMENT = """
INSERT INTO reviews_comment
    (user_id, review_id, discussion_id, parent_id, depth, body, body_html, state, created_at)
SELECT author, made_review.id, made_discussion.id, NULL, 0, body, '<p>' || body || '</p>',
    CASE WHEN random() < 0.97 THEN 'published' ELSE 'hidden' END,
    coalesce(made_review.moment, made_discussion.moment) + random() * interval '90 days'
FROM (
    SELECT %(first_member)s + floor(random() * %(members)s)::bigint AS author,
        1 + floor(random() * %(text_count)s)::int AS text,
        CASE WHEN number %% 2 = 0
            THEN %(first_review)s + floor(power(random(), 3) * (SELECT count(*) FROM made_review))::bigint
            END AS review,
        CASE WHEN number %% 2 = 1 THEN %(first_discussion)s
            + floor(power(random(), 2) * (SELECT count(*) FROM made_discussion))::bigint END AS discussion
    FROM generate_series(1, %(comments)s) AS number
) AS said
JOIN made_text ON made_text.id = text
LEFT JOIN made_review ON made_review.id = review
LEFT JOIN made_discussion ON made_discussion.id = discussion
WHERE made_review.id IS NOT NULL OR made_discussion.id IS NOT NULL
"""

ANSWER = """
INSERT INTO reviews_comment
    (user_id, review_id, discussion_id, parent_id, depth, body, body_html, state, created_at)
SELECT %(first_member)s + floor(random() * %(members)s)::bigint, review_id, discussion_id, comment.id,
    comment.depth + 1, made_text.body, '<p>' || made_text.body || '</p>', 'published',
    comment.created_at + random() * interval '5 days'
FROM (
    SELECT *, 1 + floor(random() * %(text_count)s)::int AS text FROM reviews_comment
    WHERE id >= %(first_comment)s AND depth = %(depth)s AND random() < 0.4
) AS comment JOIN made_text ON made_text.id = text
"""

WRITE = """
INSERT INTO reviews_review (
    id, user_id, film_id, title, body, body_html, excerpt, has_spoilers, language, state, created_at, published_at,
    rating, helpful_count, vote_count, comment_count)
SELECT made_review.id, user_id, film_id, CASE WHEN dice < 0.5 THEN left(body, 60) ELSE '' END, body,
    '<p>' || body || '</p>', left(body, 280), dice < 0.1, CASE WHEN dice < 0.3 THEN 'ru' ELSE 'en' END,
    CASE WHEN state_dice < 0.97 THEN 'published' WHEN state_dice < 0.98 THEN 'draft'
        WHEN state_dice < 0.99 THEN 'held' ELSE 'hidden' END,
    moment, moment, rating, coalesce(helpful, 0), coalesce(votes, 0), coalesce(comments, 0)
FROM made_review
JOIN made_text ON made_text.id = text
LEFT JOIN (
    SELECT review_id, count(*) AS votes, count(*) FILTER (WHERE is_helpful) AS helpful
    FROM reviews_vote WHERE review_id >= %(first_review)s GROUP BY 1
) AS said ON said.review_id = made_review.id
LEFT JOIN (
    SELECT review_id, count(*) AS comments FROM reviews_comment
    WHERE review_id >= %(first_review)s AND state = 'published' GROUP BY 1
) AS talk ON talk.review_id = made_review.id
"""

DISCUSS = """
INSERT INTO reviews_discussion
    (id, user_id, film_id, room, title, body, body_html, state, created_at, active_at, comment_count)
SELECT made_discussion.id, user_id, film_id, room, left(body, 60), body, '<p>' || body || '</p>', 'published', moment,
    coalesce(newest, moment), coalesce(comments, 0)
FROM made_discussion
JOIN made_text ON made_text.id = 1 + made_discussion.id %% %(text_count)s
LEFT JOIN (
    SELECT discussion_id, count(*) AS comments, max(created_at) AS newest FROM reviews_comment
    WHERE discussion_id >= %(first_discussion)s AND state = 'published' GROUP BY 1
) AS talk ON talk.discussion_id = made_discussion.id
"""

WATCH = """
INSERT INTO reviews_viewing
    (user_id, film_id, watched_on, precision, is_rewatch, rating, note, place, is_private, created_at, updated_at)
SELECT user_id, film_id,
    CASE precision WHEN 'day' THEN day WHEN 'month' THEN date_trunc('month', day)::date
        WHEN 'year' THEN date_trunc('year', day)::date END,
    precision, again > 1, rating, '', '', random() < 0.03, moment, moment
FROM (
    SELECT user_id, film_id, rating, updated_at AS moment, again,
        (updated_at - (again - 1) * random() * interval '300 days')::date AS day,
        (ARRAY['day', 'day', 'day', 'day', 'day', 'day', 'month', 'year', 'unknown'])[1 + floor(random() * 9)::int]
            AS precision
    FROM reviews_userfilm, generate_series(1, 2) AS again
    WHERE user_id BETWEEN %(first_member)s AND %(last_member)s AND status = 'watched'
        AND random() < CASE again WHEN 1 THEN 0.8 ELSE 0.1 END
) AS seen
"""

JUDGE = """
INSERT INTO reviews_case (id, origin, review_id, opened_at, closed_at)
SELECT %(first_case)s - 1 + row_number() OVER (), 'reports', id, moment, NULLIF(closed, 'epoch')
FROM (
    SELECT id, moment, CASE WHEN random() < 0.6 THEN moment + interval '2 days' ELSE 'epoch' END AS closed
    FROM made_review WHERE state_dice < 0.97 OR state_dice > 0.98 ORDER BY hashint8(id) LIMIT %(cases)s
) AS reported;

INSERT INTO reviews_report (case_id, reporter_id, reason, text, created_at)
SELECT reviews_case.id, %(first_member)s + (reviews_case.id * 7 + number) %% %(members)s, 'spam', '', opened_at
FROM reviews_case, generate_series(1, 3) AS number
WHERE reviews_case.id >= %(first_case)s AND number <= 1 + reviews_case.id %% 3 AND number <= %(members)s;

INSERT INTO reviews_decision
    (case_id, moderator_id, moderator_name, member_id, target, target_id, action, reason, created_at)
SELECT reviews_case.id, NULL, '', user_id, 'review', review_id, CASE WHEN reviews_case.id %% 2 = 0 THEN 'hide'
    ELSE 'dismiss' END, '', closed_at
FROM reviews_case JOIN made_review ON made_review.id = review_id
WHERE reviews_case.id >= %(first_case)s AND closed_at IS NOT NULL
"""


def write_community(sizes: Sizes, keys: Keys, *, seed: int, say: Callable[[str], None]) -> None:
    """With the triggers off, after the members' films; the films are counted afterwards."""
    values = values_for(sizes, keys, seed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [1 / (1 + seed)])
        steps = [(SOURCES, 0, ""), (VOTE, 0, "votes"), (COMMENT, 0, "comments"), (ANSWER, 0, "answers")]
        steps += [(ANSWER, 1, "answers to answers"), (WRITE, 0, "reviews"), (DISCUSS, 0, "discussions")]
        steps += [(WATCH, 0, "viewings"), (JUDGE, 0, "cases")]
        for statements, depth, name in steps:
            cursor.execute(statements, {**values, "depth": depth})
            if name:
                say(f"{name}: {cursor.rowcount}")
        cursor.execute("DROP TABLE made_review, made_discussion, made_text")


def values_for(sizes: Sizes, keys: Keys, seed: int) -> dict[str, Any]:
    random = Random(f"{seed} texts")
    return {
        "texts": [" ".join(words.overview(random) for _part in range(1 + number % 8)) for number in range(TEXTS)],
        "text_count": TEXTS,
        "first_member": keys.members.start,
        "last_member": keys.members.stop - 1,
        "members": len(keys.members),
        "reviews": sizes.reviews,
        "votes": round(sizes.reviews * VOTES),
        "comments": round(sizes.reviews * COMMENTS),
        "discussions": round(sizes.reviews * DISCUSSIONS),
        "cases": round(sizes.reviews * CASES),
        **{f"first_{model._meta.model_name}": next_range(model, 0).start for model in MODELS},
    }
