"""What is asked of the search and of what is trending, and what the search answers."""

from rest_framework import serializers

from config.api.pagination import PAGE_SIZE
from films import search
from pages.api.serializers import FilmSerializer

WINDOWS = {"day": 1, "week": 7}


class WindowSerializer(serializers.Serializer):
    window = serializers.ChoiceField(choices=list(WINDOWS), default="week")


class QuestionSerializer(serializers.Serializer):
    q = serializers.CharField(max_length=search.LETTERS, help_text="A title or a name, or the beginning of one.")


class FoundPersonSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(source="local_name", help_text="In the language of the request.")
    department = serializers.CharField(allow_blank=True, help_text="That of most of their credits.")


class FoundSerializer(serializers.Serializer):
    """A page of films, and on the first one the people."""

    count = serializers.IntegerField(min_value=0, max_value=search.MAX_FILMS)
    count_is_capped = serializers.BooleanField(help_text="Whether there are more than `count`.")
    page = serializers.IntegerField(min_value=1)
    pages = serializers.IntegerField(min_value=1)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = FilmSerializer(many=True)
    people = FoundPersonSerializer(many=True)
    corrections = serializers.ListField(
        child=serializers.CharField(), help_text="What was searched instead of what seems mistyped, likeliest first."
    )


class PageSerializer(serializers.Serializer):
    """Only described by this: the pages read their parameters themselves."""

    page = serializers.IntegerField(min_value=1, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=100, default=PAGE_SIZE)
