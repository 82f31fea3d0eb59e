"""What the serializers of members' texts share."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from reviews import spoilers

SPOILERS = OpenApiParameter("spoilers", enum=["show"], description="Show what `text_hidden` would hide, for this once.")
TEXT_HIDDEN = (
    "Whether the text is kept back, because it may tell of a film that the caller has not watched: "
    "`spoilers=show` answers it."
)
FILM = {
    "id": 238,
    "title": "The Godfather",
    "year": 1972,
    "poster": None,
    "url": "https://films.example.org/films/238-the-godfather/",
}
MEMBER = {"username": "anna", "name": "Anna K.", "url": "https://films.example.org/members/anna/"}


def asked_to_show(request: Request) -> bool:
    """Who reads must not mistype it; an answer to a write does not depend on it so much as to be refused."""
    if request.method in SAFE_METHODS and request.query_params.get("spoilers", "show") != "show":
        raise serializers.ValidationError({"spoilers": [_("Say show, or nothing.")]})
    return spoilers.asked_to_show(request._request)


class SpoilersMixin:
    """Looks at the parameter also where there is nothing to show."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        asked_to_show(request)


class LongText(serializers.CharField):
    """Markdown. A line break counts as one character, as in the forms of the site."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"trim_whitespace": False, "help_text": "Markdown.", **kwargs})

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).replace("\r\n", "\n")


class CheckedByForm(serializers.Serializer):
    """The rules are those of the page's form."""

    form_class: ClassVar[type[forms.Form]]

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        checked = {name: data.pop(name) for name in [*data] if name in self.form_class.base_fields}
        form = self.form_class({**self.stored(), **checked})
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            )
        return data | form.cleaned_data

    def stored(self) -> dict[str, Any]:
        """What a PATCH leaves as it is."""
        if not self.partial or self.instance is None:
            return {}
        return {name: getattr(self.instance, name) for name in self.form_class.base_fields}


class OwnTextMixin:
    """`body` for the author, who can edit it, and `html` for readers."""

    def get_body(self: Any, text: Any) -> str | None:
        user = self.context["request"].user
        return text.body if user.is_authenticated and text.user_id == user.pk else None

    def get_html(self, text: Any) -> str:
        return "" if text.is_veiled else str(text.html)

    def get_url(self: Any, text: Any) -> str:
        return self.context["request"].build_absolute_uri(text.get_absolute_url())

    def get_is_edited(self, text: Any) -> bool:
        return text.edited_at is not None
