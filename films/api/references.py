"""How other things name a film, and are told one."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from films.api.pictures import PictureField
from films.models import Film

# What FilmReferenceSerializer reads.
FIELDS = ("id", "slug", "title", "title_ru", "year", "poster")


class FilmReferenceSerializer(serializers.ModelSerializer):
    title = serializers.CharField(source="local_title", read_only=True, help_text="In the language of the request.")
    year = serializers.IntegerField(read_only=True, allow_null=True)
    poster = PictureField()
    url = serializers.SerializerMethodField(help_text="The film's page.")

    class Meta:
        model = Film
        fields = ["id", "title", "year", "poster", "url"]
        read_only_fields = fields

    def get_url(self, film: Film) -> str:
        return self.context["request"].build_absolute_uri(film.get_absolute_url())


class FilmField(serializers.PrimaryKeyRelatedField):
    """The id of a film that the caller may see."""

    def __init__(self, **kwargs: Any) -> None:
        queryset = Film.objects.all()
        super().__init__(queryset=queryset, pk_field=serializers.IntegerField(), **{"help_text": "Its id.", **kwargs})

    def get_queryset(self) -> QuerySet[Film]:
        return Film.objects.visible_to(self.context["request"].user)
