"""JSON is taken as it is: DRF would make a text of the number 5, and True of the text "on"."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

TYPES: list[tuple[type[serializers.Field], tuple[type, ...]]] = [
    (serializers.BooleanField, (bool,)),
    (serializers.IntegerField, (int, float)),
    (serializers.PrimaryKeyRelatedField, (int, float)),
    (serializers.CharField, (str,)),
]


def validated(serializer: Any) -> dict[str, Any]:
    """What the serializer makes of its data; ValidationError for values of another type than the schema's, too."""
    check_types(serializer)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def check_types(serializer: Any) -> None:
    data = serializer.initial_data
    fields = serializer.fields.items() if isinstance(data, dict) else ()
    wrong = {name: [message_of(field)] for name, field in fields if name in data and not fits(field, data[name])}
    if wrong:
        raise ValidationError(wrong)


def fits(field: Any, value: Any) -> bool:
    """Null and lists in the wrong place the field itself refuses."""
    if value is None:
        return True
    if isinstance(field, serializers.ListField):
        return not isinstance(value, list) or all(fits(field.child, item) for item in value)
    expected = next((types for kind, types in TYPES if isinstance(field, kind)), (object,))
    return isinstance(value, expected) and (bool in expected or object in expected or not isinstance(value, bool))


def message_of(field: Any) -> Any:
    """A key is a number; its field would tell the type by Python's name."""
    field = getattr(field, "child", field)
    is_key = isinstance(field, serializers.PrimaryKeyRelatedField)
    return (serializers.IntegerField if is_key else field).default_error_messages["invalid"]
