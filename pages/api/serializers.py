from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from config.api.fields import TrimmedFields
from films.api.pictures import PictureField
from films.api.serializers import GenreSerializer, NamedPersonSerializer
from films.models import Film
from pages.api.rows import FilmRow
from reviews.models import UserFilm

DISTRIBUTION = {
    "type": "object",
    "nullable": True,
    "description": "How many members gave each rating; null where the average is.",
    "properties": {str(rating): {"type": "integer"} for rating in range(1, 11)},
    "required": [str(rating) for rating in range(1, 11)],
}


class MineSerializer(serializers.Serializer):
    rating = serializers.IntegerField(allow_null=True, min_value=1, max_value=10)
    status = serializers.ChoiceField(choices=UserFilm.Status.choices, allow_null=True)
    favorite = serializers.BooleanField()


class FilmSerializer(TrimmedFields, serializers.Serializer):
    id = serializers.IntegerField(source="film.pk")
    url = serializers.SerializerMethodField(help_text="The film's page.")
    title = serializers.CharField(source="film.local_title", help_text="In the language of the request.")
    original_title = serializers.CharField(source="film.original_title", allow_blank=True)
    year = serializers.IntegerField(source="film.year", allow_null=True)
    released_on = serializers.DateField(source="film.released_on", allow_null=True)
    runtime_minutes = serializers.IntegerField(source="film.runtime_minutes", allow_null=True)
    genres = GenreSerializer(many=True)
    poster = PictureField(source="film.poster")
    average_rating = serializers.FloatField(
        allow_null=True, help_text="null while few members have rated it, and where it is hidden."
    )
    rating_count = serializers.IntegerField(allow_null=True, help_text="null where it is hidden.")
    review_count = serializers.IntegerField(source="film.review_count")
    figures_hidden = serializers.BooleanField(
        help_text="Whether the member asked to be kept from what others think of films they have not watched."
    )
    mine = MineSerializer(allow_null=True, help_text="What the member said of it; null for visitors.")

    def get_url(self, row: FilmRow) -> str:
        return self.context["request"].build_absolute_uri(row.film.get_absolute_url())


class CollectionSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")


class NamedBySlugSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.SerializerMethodField(help_text="In the language of the request.")

    def get_name(self, row: dict[str, str]) -> str:
        return local_name(row)


class CountrySerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.SerializerMethodField(help_text="In the language of the request.")

    def get_name(self, row: dict[str, str]) -> str:
        return local_name(row)


class RoleSerializer(serializers.Serializer):
    person = NamedPersonSerializer()
    character = serializers.CharField(allow_blank=True)


class StatisticsSerializer(serializers.Serializer):
    total_reviews = serializers.IntegerField()
    average_rating = serializers.FloatField(allow_null=True, help_text="null while few members have rated it.")
    rating_count = serializers.IntegerField(allow_null=True)
    ratings_missing = serializers.IntegerField(allow_null=True, help_text="How many more make an average.")
    rating_distribution = extend_schema_field(DISTRIBUTION)(serializers.DictField)(allow_null=True)
    place = serializers.IntegerField(allow_null=True, help_text="In the ranking; null if not among the first.")
    watched = serializers.IntegerField(help_text="How many members have watched it.")
    planned = serializers.IntegerField(help_text="How many members want to watch it.")
    favorites = serializers.IntegerField(help_text="How many members have it among their favorites.")
    hidden = serializers.BooleanField(help_text="As `figures_hidden`: then ratings are null here.")


class FilmDetailSerializer(FilmSerializer):
    overview = serializers.CharField(allow_blank=True)
    overview_language = serializers.CharField()
    tagline = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(source="film.status", choices=Film.Status.choices)
    original_language = serializers.CharField(source="film.original_language", allow_blank=True)
    certification = serializers.CharField(source="film.certification", allow_blank=True)
    budget = serializers.IntegerField(source="film.budget", allow_null=True, help_text="US dollars.")
    revenue = serializers.IntegerField(source="film.revenue", allow_null=True, help_text="US dollars.")
    imdb_id = serializers.CharField(source="film.imdb_id", allow_blank=True)
    tmdb_id = serializers.IntegerField(source="film.tmdb_id", allow_null=True)
    adult = serializers.BooleanField(source="film.adult")
    backdrop = PictureField(source="film.backdrop")
    collection = CollectionSerializer(source="film.collection", allow_null=True)
    countries = CountrySerializer(source="film.country_rows", many=True)
    keywords = NamedBySlugSerializer(source="film.keyword_rows", many=True)
    alternative_titles = serializers.ListField(source="film.other_titles", child=serializers.CharField())
    directors = NamedPersonSerializer(source="credits.directors", many=True)
    cast = RoleSerializer(source="credits.cast", many=True, help_text="The first of them; all are under `credits/`.")
    statistics = StatisticsSerializer()


def local_name(row: Any) -> str:
    return (get_language() == "ru" and row["name_ru"]) or row["name"]
