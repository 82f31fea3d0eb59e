from films.models import Film
from reviews.models import UserFilm

COUNTED = ("rating_count", "rating_sum", "rating_histogram", "watched_count", "planned_count", "favorite_count")


def stored_figures(film):
    return Film.objects.values(*COUNTED).get(pk=film.pk)


def recounted_figures(film):
    rows = list(UserFilm.objects.filter(film=film))
    ratings = [row.rating for row in rows if row.rating]
    return {
        "rating_count": len(ratings),
        "rating_sum": sum(ratings),
        "rating_histogram": [ratings.count(value) for value in range(1, 11)],
        "watched_count": sum(row.status == "watched" for row in rows),
        "planned_count": sum(row.status == "planned" for row in rows),
        "favorite_count": sum(row.favorite for row in rows),
    }
