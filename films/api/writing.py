"""What editors send of a film."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from films.models import Country, Film, Genre, Keyword

MOST = 50


class RowsByKey(serializers.ListField):
    """Rows of a model by a key of theirs that people can read; all of them by one query."""

    child = serializers.CharField(max_length=200)

    def __init__(self, *, model: type[models.Model], key: str, **kwargs: Any) -> None:
        super().__init__(max_length=MOST, required=False, **kwargs)
        self.model = model
        self.key = key

    def to_internal_value(self, data: Any) -> list[models.Model]:
        keys = list(dict.fromkeys(super().to_internal_value(data)))
        rows = self.model._default_manager.in_bulk(keys, field_name=self.key)
        unknown = [key for key in keys if key not in rows]
        if unknown:
            raise serializers.ValidationError(_("There is no %(names)s.") % {"names": ", ".join(unknown)})
        return [rows[key] for key in keys]


class FilmWriteSerializer(serializers.ModelSerializer):
    title = serializers.CharField(max_length=300, help_text="In English.")
    title_ru = serializers.CharField(max_length=300, required=False, allow_blank=True)
    overview_ru = serializers.CharField(required=False, allow_blank=True)
    tagline_ru = serializers.CharField(max_length=500, required=False, allow_blank=True)
    genres = RowsByKey(model=Genre, key="slug", help_text="Slugs, the most important genre first.")
    countries = RowsByKey(model=Country, key="code", help_text="Codes, as in `FR`.")
    keywords = RowsByKey(model=Keyword, key="slug", help_text="Slugs.")

    class Meta:
        model = Film
        fields = [
            *("title", "title_ru", "original_title", "original_language", "status", "adult"),
            *("released_on", "runtime_minutes", "certification", "collection"),
            *("tagline", "tagline_ru", "overview", "overview_ru"),
            *("imdb_id", "tmdb_id", "budget", "revenue", "genres", "countries", "keywords"),
        ]
