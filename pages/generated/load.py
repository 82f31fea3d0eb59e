"""Loads a generated catalogue by COPY without the triggers, and then makes in bulk what they would have made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Avg, Model
from django.db.models.fields import Field

from accounts.models import User
from films.models import Collection, Country, Film, Genre, Keyword, Person, RankingBasis
from films.services.ranking import FALLBACK_MEAN
from pages.generated import community
from pages.generated.keys import next_range
from pages.generated.rows import COMMON_COUNTRIES, COMMON_GENRES, Generator, Keys, Rows, Sizes
from reviews.models import UserFilm

KEYWORDS = 2000
COLLECTIONS = 500
AT_ONCE = 5000

# The same as the triggers in films/triggers.py and reviews/triggers.py would have made row by row.
DERIVE = """
UPDATE films_film SET
    genre_ids = ARRAY(SELECT genre_id FROM films_filmgenre WHERE film_id = films_film.id ORDER BY position, id),
    country_codes = ARRAY(SELECT country_id FROM films_filmcountry WHERE film_id = films_film.id ORDER BY position, id),
    title_ru = coalesce(
        (SELECT title FROM films_filmtranslation WHERE film_id = films_film.id AND language = 'ru'), ''),
    rating_count = said.ratings,
    rating_sum = said.total,
    rating_histogram = said.histogram,
    watched_count = said.watched,
    planned_count = said.planned,
    favorite_count = said.favorites,
    review_count = (SELECT count(*) FROM reviews_review WHERE film_id = films_film.id AND state = 'published'),
    ranking_score = films_ranking_score(said.ratings, said.total)
FROM (
    SELECT film.id,
        count(mine.rating) AS ratings,
        coalesce(sum(mine.rating), 0) AS total,
        count(*) FILTER (WHERE mine.status = 'watched') AS watched,
        count(*) FILTER (WHERE mine.status = 'planned') AS planned,
        count(*) FILTER (WHERE mine.favorite) AS favorites,
        ARRAY[{bins}] AS histogram
    FROM films_film AS film LEFT JOIN reviews_userfilm AS mine ON mine.film_id = film.id
    WHERE film.id = ANY (%(films)s) GROUP BY film.id
) AS said
WHERE films_film.id = said.id
""".format(bins=", ".join(f"count(*) FILTER (WHERE mine.rating = {rating})" for rating in range(1, 11)))


def generate(sizes: Sizes, *, seed: int, now: datetime, say: Callable[[str], None]) -> None:
    """Add the rows to what is there, in one transaction; `say` hears of each step."""
    with transaction.atomic():
        allow_long_statements()
        keys = next_keys(sizes)
        tables = Generator(sizes, keys, seed, now).tables()
        models = [*dict.fromkeys(model for model, _columns, _rows in tables), *community.MODELS]
        with triggers_off(models):
            for model, columns, rows in tables:
                count = copy(model, columns.split(), rows)
                say(f"{model._meta.verbose_name_plural}: {count}")
            community.write_community(sizes, keys, seed=seed, say=say)
            reset_sequences(models)
            derive(keys)
            say("figures of films")
            index_names(keys)
            say("search entries")
        transaction.on_commit(vacuum)


def allow_long_statements() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


def next_keys(sizes: Sizes) -> Keys:
    genres = dict(Genre.objects.values_list("slug", "pk"))
    codes = set(Country.objects.values_list("pk", flat=True))
    return Keys(
        films=next_range(Film, sizes.films),
        people=next_range(Person, sizes.people),
        members=next_range(User, sizes.members),
        keywords=next_range(Keyword, KEYWORDS),
        collections=next_range(Collection, COLLECTIONS),
        genres=[genres.pop(slug) for slug in COMMON_GENRES if slug in genres] + sorted(genres.values()),
        countries=COMMON_COUNTRIES + sorted(codes.difference(COMMON_COUNTRIES)),
    )


@contextmanager
def triggers_off(models: list[type[Model]]) -> Iterator[None]:
    """Within this transaction; a superuser spares the checks of foreign keys too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        if cursor.fetchone()[0]:
            off = ["SET LOCAL session_replication_role = replica"]
            on = ["SET LOCAL session_replication_role = origin"]
        else:
            tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
            off = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            on = ["SET CONSTRAINTS ALL IMMEDIATE", *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)]
        cursor.execute("; ".join(off))
        yield
        cursor.execute("; ".join(on))


def copy(model: type[Model], names: list[str], rows: Rows) -> int:
    """Write `rows` of the fields `names`; the other fields get their defaults. The number of rows."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    others = [field for field in fields.values() if field.attname not in names and is_written(field)]
    defaults = tuple(field.get_default() for field in others)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in [*(fields[name] for name in names), *others])
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as stream,
    ):
        for row in rows:
            stream.write_row(row + defaults)
            count += 1
    return count


def is_written(field: Field) -> bool:
    return not (field.primary_key or field.generated)


def reset_sequences(models: list[type[Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def derive(keys: Keys) -> None:
    mean = UserFilm.objects.aggregate(mean=Avg("rating"))["mean"] or FALLBACK_MEAN
    RankingBasis.objects.update_or_create(
        id=1, defaults={"mean": mean, "weight": settings.RANKING_WEIGHT, "min_votes": settings.RATING_MIN_VOTES}
    )
    with connection.cursor() as cursor:
        cursor.execute(DERIVE, {"films": list(keys.films)})


def index_names(keys: Keys) -> None:
    """By the very functions that the triggers call."""
    with connection.cursor() as cursor:
        for function, ids in [("films_refresh_search", keys.films), ("films_refresh_person_search", keys.people)]:
            for start in range(0, len(ids), AT_ONCE):
                cursor.execute(f"SELECT {function}(%s)", [list(ids[start : start + AT_ONCE])])


def vacuum() -> None:
    """Tell the planner of the new rows, and which pages an index alone can answer for; every film was written twice."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (FULL) films_film")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("RESET statement_timeout")
