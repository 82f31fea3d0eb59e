from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from films.models import Film, RankingBasis

FALLBACK_MEAN = 6.5  # while nobody has rated anything


@transaction.atomic
def refresh_ranking() -> int:
    """Take the site's mean and the settings anew and rank every film by them; the number of films that moved.

    Between two runs the triggers rank by the numbers of the last run, so that scores stay comparable.
    """
    sums = Film.objects.aggregate(count=Sum("rating_count"), total=Sum("rating_sum"))
    mean = sums["total"] / sums["count"] if sums["count"] else FALLBACK_MEAN
    RankingBasis.objects.update_or_create(
        id=1, defaults={"mean": mean, "weight": settings.RANKING_WEIGHT, "min_votes": settings.RATING_MIN_VOTES}
    )
    with connection.cursor() as cursor:
        cursor.execute("""
            WITH scored AS (
                SELECT id, films_ranking_score(rating_count, rating_sum) AS score
                FROM films_film ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE films_film SET ranking_score = score FROM scored
            WHERE films_film.id = scored.id AND ranking_score IS DISTINCT FROM score AND NOT ranking_held
        """)
        return cursor.rowcount
