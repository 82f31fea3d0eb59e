from rest_framework import serializers

from config.api.fields import TrimmedFields
from films.models import Genre


class GenreSerializer(TrimmedFields, serializers.ModelSerializer):
    name = serializers.CharField(source="__str__", read_only=True, help_text="In the language of the request.")

    class Meta:
        model = Genre
        fields = ["id", "slug", "name"]
