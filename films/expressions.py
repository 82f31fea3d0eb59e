from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func


class SortKey(Func):
    """A title as it is sorted: lower case, no accents, no leading article."""

    function = "films_sort_key"


class Words(Func):
    """The words of a search entry as a vector for full-text search."""

    template = "array_to_tsvector(string_to_array(%(expressions)s, ' '))"
    output_field = SearchVectorField()


class HasWords(Func):
    """Whether a search entry has all words of a text; each may be unfinished, and only letters and digits count."""

    arg_joiner = ", ' ')) @@ films_words_query("
    template = "array_to_tsvector(string_to_array(%(expressions)s)"
    output_field = BooleanField()
