import pgtrigger
from pgtrigger import Delete, Insert, Update

DECISION = [pgtrigger.Protect(name="append_only", operation=Update | Delete)]

HOLD_RANK = """
PERFORM 1 FROM films_film WHERE id = NEW.film_id FOR NO KEY UPDATE;

UPDATE films_film SET
    ranking_held = NEW.ended_at IS NULL,
    ranking_score = CASE WHEN NEW.ended_at IS NULL THEN ranking_score
        ELSE films_ranking_score(rating_count, rating_sum) END
WHERE id = NEW.film_id;
RETURN NULL;
"""
RATING_HOLD = [pgtrigger.Trigger(name="hold_rank", when=pgtrigger.After, operation=Insert | Update, func=HOLD_RANK)]
