from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from config.api.fields import TrimmedFields
from films.api.references import FilmField, FilmReferenceSerializer
from reviews.api.serializers import FILM
from reviews.forms.diary import NO_DATE, check_day
from reviews.models import Viewing

Precision = Viewing.Precision
SAID = {
    "watched_on": "2026-03-14",
    "precision": "day",
    "is_rewatch": False,
    "rating": 9,
    "note": "In the old print.",
    "place": "Cinema Lumière",
    "is_private": False,
}
WRITTEN = {"created_at": "2026-03-15T09:00:00Z", "updated_at": "2026-03-15T09:00:00Z"}
ENTRY = {"id": 77, "user": "anna", "film": FILM, **SAID, **WRITTEN}
DATE_HELP = "Of a month or a year its first day; null if nothing is known."


@extend_schema_serializer(examples=[OpenApiExample("An entry of a diary", ENTRY, response_only=True)])
class ViewingSerializer(TrimmedFields, serializers.ModelSerializer):
    user = serializers.CharField(source="user.username", read_only=True)
    film = FilmReferenceSerializer(read_only=True)

    class Meta:
        model = Viewing
        fields = ["id", "user", "film", *SAID, *WRITTEN]
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("What is known of a viewing", SAID, request_only=True)])
class ViewingChangeSerializer(serializers.Serializer):
    watched_on = serializers.DateField(required=False, allow_null=True, default=None, help_text=DATE_HELP)
    precision = serializers.ChoiceField(choices=Precision.choices, default=Precision.DAY)
    is_rewatch = serializers.BooleanField(default=False)
    rating = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=10, help_text="At the time."
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    place = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)
    is_private = serializers.BooleanField(
        default=False, help_text="Nobody else sees the entry, and its rating does not become that of the film."
    )
    repeated = serializers.BooleanField(
        default=False, help_text="Whether the film was seen again on a day that has an entry, which otherwise is a 409."
    )

    def validate_note(self, text: str) -> str:
        return text.replace("\r\n", "\n")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kept = {name: getattr(self.instance, name) for name in SAID} if self.partial else {}
        data = kept | attrs
        return {**data, "watched_on": first_day(data["watched_on"], data["precision"])}


@extend_schema_serializer(examples=[OpenApiExample("Log a viewing", {"film": 238, **SAID}, request_only=True)])
class ViewingWriteSerializer(ViewingChangeSerializer):
    film = FilmField()


def first_day(day: date | None, precision: str) -> date | None:
    """Of what is known of a date."""
    if precision == Precision.UNKNOWN:
        return None
    if day is None:
        raise serializers.ValidationError({"watched_on": [NO_DATE]})
    if precision != Precision.DAY:
        day = day.replace(day=1, month=1 if precision == Precision.YEAR else day.month)
    try:
        check_day(day, timezone.localdate())
    except forms.ValidationError as error:
        raise serializers.ValidationError({"watched_on": error.messages}) from error
    return day
