from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.images import names_by_width
from films.images import PREFERRED_WIDTHS, WIDTHS

SCHEMA = {
    "type": "object",
    "nullable": True,
    "required": ["url", "sizes"],
    "properties": {
        "url": {"type": "string", "format": "uri"},
        "sizes": {
            "type": "object",
            "description": "The addresses by width in pixels; empty for a picture of one size.",
            "additionalProperties": {"type": "string", "format": "uri"},
        },
    },
    "example": {
        "url": "https://films.example.org/media/posters/1-abc-342.webp",
        "sizes": {"342": "https://films.example.org/media/posters/1-abc-342.webp"},
    },
}


@extend_schema_field(SCHEMA)
class PictureField(serializers.ImageField):
    """Where a stored picture is, in each of its sizes."""

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        if not value.name:
            return None
        folder = value.name.partition("/")[0]
        names = names_by_width(value.name, widths=WIDTHS.get(folder, ()))
        address = self.context["request"].build_absolute_uri
        sizes = {str(width): address(f"{settings.MEDIA_URL}{name}") for width, name in names.items()}
        preferred = names[PREFERRED_WIDTHS[folder]] if names else value.name
        return {"url": address(f"{settings.MEDIA_URL}{preferred}"), "sizes": sizes}
