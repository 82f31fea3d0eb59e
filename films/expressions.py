from django.db.models import Func


class SortKey(Func):
    """A title as it is sorted: lower case, no accents, no leading article."""

    function = "films_sort_key"
