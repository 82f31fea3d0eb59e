import pgtrigger
from pgtrigger import Delete, Insert, Statement, Update

from films.triggers import REFERENCING

# What others answered to stays, but nothing of the member who wrote it.
FORGET_AUTHOR = """
NEW.body = ''; NEW.body_html = ''; NEW.state = 'deleted';
RETURN NEW;
"""
FORGET_AUTHOR_AND_TITLE = FORGET_AUTHOR.replace("NEW.body = '';", "NEW.title = ''; NEW.body = '';")


def forget_author(func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="forget_author",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("user_id"),
        condition=pgtrigger.Condition("OLD.user_id IS NOT NULL AND NEW.user_id IS NULL"),
        func=func,
    )


STAND_UNDER_PARENT = """
IF NEW.parent_id IS NOT NULL THEN
    SELECT depth + 1 INTO NEW.depth FROM reviews_comment
    WHERE id = NEW.parent_id
        AND review_id IS NOT DISTINCT FROM NEW.review_id AND discussion_id IS NOT DISTINCT FROM NEW.discussion_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an answer to a comment elsewhere'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comment_beside_parent';
    END IF;
END IF;
RETURN NEW;
"""

LOCK_AUTHORS = """
PERFORM 1 FROM accounts_user WHERE id IN (SELECT user_id FROM new_rows) ORDER BY id FOR KEY SHARE;
"""
SIGNED_COMMENTS = {
    Insert: "SELECT review_id, discussion_id, created_at, 1 AS sign FROM new_rows WHERE state = 'published'",
    Update: """SELECT review_id, discussion_id, created_at, 1 AS sign FROM new_rows WHERE state = 'published'
        UNION ALL SELECT review_id, discussion_id, NULL, -1 FROM old_rows WHERE state = 'published'""",
    Delete: """SELECT review_id, discussion_id, NULL::timestamptz AS created_at, -1 AS sign
        FROM old_rows WHERE state = 'published'""",
}
COUNT_COMMENTS = """
PERFORM 1 FROM reviews_review
WHERE id IN (SELECT review_id FROM ({rows}) AS changed GROUP BY 1 HAVING sum(sign) <> 0)
ORDER BY id FOR NO KEY UPDATE;

UPDATE reviews_review SET comment_count = comment_count + comments
FROM (SELECT review_id, sum(sign) AS comments FROM ({rows}) AS changed GROUP BY review_id) AS difference
WHERE reviews_review.id = difference.review_id AND comments <> 0;

PERFORM 1 FROM reviews_discussion
WHERE id IN (SELECT discussion_id FROM ({rows}) AS changed GROUP BY 1 HAVING sum(sign) <> 0)
ORDER BY id FOR NO KEY UPDATE;

UPDATE reviews_discussion SET
    comment_count = comment_count + comments,
    active_at = greatest(active_at, newest)
FROM (
    SELECT discussion_id, sum(sign) AS comments, max(created_at) AS newest
    FROM ({rows}) AS changed GROUP BY discussion_id
) AS difference
WHERE reviews_discussion.id = difference.discussion_id AND comments <> 0;
RETURN NULL;
"""

COMMENT = [
    forget_author(FORGET_AUTHOR),
    pgtrigger.Trigger(name="stand_under_parent", when=pgtrigger.Before, operation=Insert, func=STAND_UNDER_PARENT),
    *(
        pgtrigger.Trigger(
            name=f"count_comments_{str(operation).lower()}",
            level=Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=REFERENCING[operation],
            func=(LOCK_AUTHORS if operation is Insert else "") + COUNT_COMMENTS.replace("{rows}", rows),
        )
        for operation, rows in SIGNED_COMMENTS.items()
    ),
]
DISCUSSION = [forget_author(FORGET_AUTHOR_AND_TITLE)]
