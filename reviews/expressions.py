from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func


class TextWords(Func):
    """The words of texts as a vector for full-text search, normalised as titles are; too long ones are left out."""

    arg_joiner = " || ' ' || "
    template = "to_tsvector('simple'::regconfig, films_search_text(%(expressions)s))"
    output_field = SearchVectorField()


class HasWord(Func):
    """Whether a vector has all words of a text, each possibly unfinished."""

    arg_joiner = " @@ films_words_query("
    template = "(%(expressions)s))"
    output_field = BooleanField()
