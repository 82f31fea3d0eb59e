from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.serializers import BaseSerializer, Field, ListSerializer


class TrimmedFields:
    """For serializers: `?fields=id,title` answers these alone, when reading."""

    def get_fields(self) -> dict[str, Field]:
        fields: dict[str, Field] = super().get_fields()  # type: ignore[misc]
        request = self.context.get("request")  # type: ignore[attr-defined]
        if not is_root(self) or request is None or request.method not in SAFE_METHODS:
            return fields
        wanted = request.query_params.get("fields")
        return fields if wanted is None else trim(fields, [name.strip() for name in wanted.split(",")])


def is_root(serializer: Any) -> bool:
    parent: BaseSerializer | None = serializer.parent
    return parent is None or (isinstance(parent, ListSerializer) and parent.parent is None)


def trim(fields: dict[str, Field], wanted: list[str]) -> dict[str, Field]:
    unknown = [name for name in wanted if name not in fields]
    if unknown:
        message = _("There is no such field. Choose from: %(names)s.") % {"names": ", ".join(fields)}
        raise ValidationError({"fields": [message]})
    return {name: field for name, field in fields.items() if name in wanted}
