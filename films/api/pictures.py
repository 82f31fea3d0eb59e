from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

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
class PictureField(serializers.Field):
    """Where a stored picture is, in each of its sizes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        """`value` is an image's field, or the name that it holds."""
        name = value if isinstance(value, str) else value.name
        return picture(name, self.context["request"]) if name else None


def picture(name: str, request: Request) -> dict[str, Any]:
    folder = name.partition("/")[0]
    names = names_by_width(name, widths=WIDTHS.get(folder, ()))
    sizes = {str(width): address_of(stored, request) for width, stored in names.items()}
    return {"url": address_of(names[PREFERRED_WIDTHS[folder]] if names else name, request), "sizes": sizes}


def address_of(name: str, request: Request) -> str:
    return request.build_absolute_uri(f"{settings.MEDIA_URL}{name}")
