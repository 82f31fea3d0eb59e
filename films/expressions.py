from django.db.models import CharField, Func


class SortKey(Func):
    """A title as it is sorted: lower case, no accents, no leading article."""

    function = "films_sort_key"


class SearchText(Func):
    """Text as it is searched: words in lower case without accents, parted by single spaces."""

    function = "films_search_text"
    output_field = CharField()
