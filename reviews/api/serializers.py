from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from config.api.fields import TrimmedFields
from films.api.references import FilmField, FilmReferenceSerializer
from reviews.models import UserFilm

FILM = {
    "id": 238,
    "title": "The Godfather",
    "year": 1972,
    "poster": None,
    "url": "https://films.example.org/films/238-the-godfather/",
}
MARK = {
    "id": 4821,
    "film": FILM,
    "rating": 9,
    "status": "watched",
    "favorite": True,
    "rated_at": "2026-03-14T20:15:00Z",
    "created_at": "2026-03-01T18:00:00Z",
    "updated_at": "2026-03-14T20:15:00Z",
}


@extend_schema_serializer(examples=[OpenApiExample("What a member says of a film", MARK, response_only=True)])
class MarkSerializer(TrimmedFields, serializers.ModelSerializer):
    """What a member says of a film. Rating, status and favorite share the `id`."""

    film = FilmReferenceSerializer(read_only=True)

    class Meta:
        model = UserFilm
        fields = ["id", "film", "rating", "status", "favorite", "rated_at", "created_at", "updated_at"]
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("Change a rating", {"rating": 8}, request_only=True)])
class RatingChangeSerializer(serializers.Serializer):
    rating = serializers.IntegerField(min_value=1, max_value=10)


@extend_schema_serializer(examples=[OpenApiExample("Rate a film", {"film": 238, "rating": 9}, request_only=True)])
class RatingSerializer(RatingChangeSerializer):
    film = FilmField()


@extend_schema_serializer(examples=[OpenApiExample("Change a status", {"status": "dropped"}, request_only=True)])
class StatusChangeSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=UserFilm.Status.choices)


@extend_schema_serializer(
    examples=[OpenApiExample("Begin to watch", {"film": 238, "status": "watching"}, request_only=True)]
)
class StatusSerializer(StatusChangeSerializer):
    film = FilmField()


@extend_schema_serializer(examples=[OpenApiExample("Name a film", {"film": 238}, request_only=True)])
class FilmOnlySerializer(serializers.Serializer):
    film = FilmField()


@extend_schema_serializer(
    examples=[OpenApiExample("It is", {"film": 238, "is_there": True, "id": 4821}, response_only=True)]
)
class CheckSerializer(serializers.Serializer):
    film = serializers.IntegerField()
    is_there = serializers.BooleanField()
    id = serializers.IntegerField(allow_null=True, help_text="For DELETE; null if it is not there.")
