from rest_framework import serializers

from config.api.fields import TrimmedFields
from films.models import Credit, Genre, Person, Video
from films.trailers import ADDRESSES


class GenreSerializer(TrimmedFields, serializers.ModelSerializer):
    name = serializers.CharField(source="__str__", read_only=True, help_text="In the language of the request.")

    class Meta:
        model = Genre
        fields = ["id", "slug", "name"]


class PersonSerializer(TrimmedFields, serializers.ModelSerializer):
    name = serializers.CharField(source="local_name", read_only=True, help_text="In the language of the request.")

    class Meta:
        model = Person
        fields = ["id", "name", "born_on", "died_on"]


class NamedPersonSerializer(serializers.Serializer):
    """A person as far as a film's credits name them."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="local_name", help_text="In the language of the request.")


class CreditSerializer(TrimmedFields, serializers.ModelSerializer):
    person = NamedPersonSerializer()
    department = serializers.CharField(help_text="As at TMDB: `Acting`, `Directing` and others.")

    class Meta:
        model = Credit
        fields = ["id", "person", "department", "job", "character", "order"]


class VideoSerializer(TrimmedFields, serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = ["id", "site", "key", "url", "kind", "name", "language", "published_at"]

    def get_url(self, video: Video) -> str:
        return ADDRESSES[video.site].format(video.key)
