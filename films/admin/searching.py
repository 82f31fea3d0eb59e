"""The search of the admin: every word must begin a word of one of the film's titles, or of a name in its credits."""

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Cast

from films.models import Credit, Film, Person, SearchEntry

MAX_WORDS = 8
MAX_LETTERS = 200  # of the whole term; PostgreSQL takes no word of more than 2 kB
SHORTEST_PREFIX = 3  # what begins with one or two letters is half of the catalogue


def films_matching(films: QuerySet[Film], term: str) -> QuerySet[Film]:
    words = normalized_words(term)
    for word in words:
        entries = entries_with(word)
        titled = entries.filter(film__isnull=False).values("film")
        people = entries.filter(person__isnull=False).values("person")
        credited = Credit.objects.filter(person__in=people).values("film")
        # A union is found by indexes; alternatives joined by OR would be tried on every film.
        films = films.filter(pk__in=titled.union(credited, Film.objects.filter(imdb_id=word).values("pk")))
    return films if words else films.none()


def people_matching(people: QuerySet[Person], term: str) -> QuerySet[Person]:
    words = normalized_words(term)
    for word in words:
        named = entries_with(word).filter(person__isnull=False).values("person")
        people = people.filter(pk__in=named.union(Person.objects.filter(imdb_id=word).values("pk")))
    return people if words else people.none()


def normalized_words(term: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT films_search_text(%s)", [term.replace("\0", " ")[:MAX_LETTERS]])
        return cursor.fetchone()[0].split()[:MAX_WORDS]


def entries_with(word: str) -> QuerySet[SearchEntry]:
    """Entries that hold a word beginning with `word`, from the index on their words."""
    vector = Func(
        Func(F("text"), Value(" "), function="string_to_array"),
        function="array_to_tsvector",
        output_field=SearchVectorField(),
    )
    prefix = ":*" if len(word) >= SHORTEST_PREFIX else ""
    query = Cast(Value(f"'{word}'{prefix}"), SearchQueryField())  # a normalized word holds no quote
    return SearchEntry.objects.filter(
        Func(vector, query, template="(%(expressions)s)", arg_joiner=" @@ ", output_field=BooleanField())
    )
