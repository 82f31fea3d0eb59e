"""The small relations of a film as arrays of JSON objects, for `FilmQuerySet.for_detail`.

In SQL, because the ORM would spend 4 ms on compiling the same subqueries for every page.
"""

from django.contrib.postgres.fields import ArrayField
from django.db.models import IntegerField, JSONField, TextField
from django.db.models.expressions import RawSQL

OBJECTS = {
    "genre_rows": """
        SELECT jsonb_build_object('name', genre.name, 'name_ru', genre.name_ru, 'slug', genre.slug)
        FROM films_filmgenre AS of_film JOIN films_genre AS genre ON genre.id = of_film.genre_id
        WHERE of_film.film_id = films_film.id ORDER BY of_film.position, of_film.id
    """,
    "country_rows": """
        SELECT jsonb_build_object('name', country.name, 'name_ru', country.name_ru, 'code', country.code)
        FROM films_filmcountry AS of_film JOIN films_country AS country ON country.code = of_film.country_id
        WHERE of_film.film_id = films_film.id ORDER BY of_film.position, of_film.id
    """,
    "keyword_rows": """
        SELECT jsonb_build_object('name', keyword.name, 'name_ru', keyword.name_ru, 'slug', keyword.slug)
        FROM films_film_keywords AS of_film JOIN films_keyword AS keyword ON keyword.id = of_film.keyword_id
        WHERE of_film.film_id = films_film.id ORDER BY keyword.id LIMIT 20
    """,
    "translation_rows": """
        SELECT jsonb_build_object('language', language, 'title', title, 'overview', overview, 'tagline', tagline)
        FROM films_filmtranslation WHERE film_id = films_film.id
    """,
    "video_rows": """
        SELECT jsonb_build_object('site', site, 'key', key, 'name', name, 'language', language)
        FROM films_video
        WHERE film_id = films_film.id AND kind IN ('Trailer', 'Teaser') AND site IN ('YouTube', 'Vimeo')
        ORDER BY kind DESC, published_at DESC, id LIMIT 4
    """,
}
OTHER_TITLES = "SELECT title FROM films_alternativetitle WHERE film_id = films_film.id ORDER BY id LIMIT 12"
RANKED = 500  # a place below is not told
# In an order, so that it is read from an index: the planner cannot know that few are higher.
HIGHER_RANKED = f"""
    SELECT count(*) FROM (
        SELECT FROM films_film AS higher
        WHERE higher.ranking_score > films_film.ranking_score AND NOT higher.adult
        ORDER BY higher.ranking_score DESC NULLS LAST LIMIT {RANKED}
    ) AS counted
"""  # noqa: S608


def detail_columns() -> dict[str, RawSQL]:
    return {
        "higher_ranked": RawSQL(f"({HIGHER_RANKED})", (), IntegerField()),  # noqa: S611  # a constant
        "other_titles": RawSQL(f"ARRAY({OTHER_TITLES})", (), ArrayField(TextField())),  # noqa: S611  # nothing from outside is in it
        **{name: RawSQL(f"ARRAY({sql})", (), ArrayField(JSONField())) for name, sql in OBJECTS.items()},  # noqa: S611  # nosemgrep: raw-sql
    }
