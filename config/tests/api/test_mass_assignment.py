"""What is not documented is not written, whoever sends it."""

import datetime

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.db import models
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from accounts.tests.factories import PASSWORD

from .operations import OPERATIONS
from .test_permissions import undone, without_names

pytestmark = pytest.mark.django_db

APPS = ("accounts", "account", "auth", "films", "reviews", "mfa", "usersessions")
MODELS = [model for label in APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
WRITING = [name for name in OPERATIONS if not name.startswith(("GET ", "DELETE "))]
RANDOM = {"refresh_id", "stamp", "expires_at"}  # another one with each request
PASSWORDS = (PASSWORD, "a quite different horse")


def junk_of(field):
    """A value that the field would take."""
    if field.choices:
        return [value for value, _label in field.flatchoices][-1]
    if isinstance(field, models.BooleanField):
        return not field.get_default()
    if isinstance(field, models.DateTimeField):
        return "2001-02-03T04:05:06Z"
    if isinstance(field, models.DateField):
        return "2001-02-03"
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return "junk"
    return 1


def junk():
    """Every field of every model, by its name and by that of its column."""
    found = {"is_superuser": True, "permissions": [1], "created": "2001-02-03T04:05:06Z", "count": 1}
    for model in MODELS:
        for field in model._meta.get_fields():
            name = field.name
            if not field.concrete:
                found.setdefault(name, [1])
            else:
                found.setdefault(name, [1] if field.many_to_many else junk_of(field))
                found.setdefault(field.attname, junk_of(field))
    return found


@pytest.fixture(scope="module")
def documented():
    """Operation -> the fields that its schema names."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    components = schema["components"]["schemas"]
    found = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            body = content.get("application/json", {}).get("schema", {})
            resolved = components[body["$ref"].rpartition("/")[2]] if "$ref" in body else body
            found[without_names(f"{method.upper()} {path}")] = set(resolved.get("properties", ()))
    return found


def rows(known):
    """All that the tables hold; keys that are not among the `known` ones, and times of just now, as words."""
    now = timezone.now()
    found = {}
    for model in MODELS:
        fields = [field for field in model._meta.concrete_fields if field.attname not in RANDOM]
        values = model._default_manager.order_by().values_list(*(field.attname for field in fields))
        found[model._meta.label] = sorted(
            repr([told(field, value, known, now) for field, value in zip(fields, row, strict=True)]) for row in values
        )
    return found


def told(field, value, known, now):
    if isinstance(value, datetime.datetime) and abs(now - value) < datetime.timedelta(minutes=5):
        return "now"
    if field.name == "password":
        return next((password for password in PASSWORDS if check_password(password, value)), value)
    target = field.related_model if field.is_relation else field.model if field.primary_key else None
    return "new" if target and value is not None and value not in known.get(target, {value}) else value


def keys():
    return {model: set(model._default_manager.values_list("pk", flat=True)) for model in MODELS}


@pytest.mark.parametrize("operation", WRITING)
def test_only_documented_fields_change(operation, world, documented, caplog):
    data, expected = OPERATIONS[operation]
    data, known = world.filled(data), keys()
    extra = {name: value for name, value in junk().items() if name not in documented[without_names(operation)]}
    role = next(role for role in ("owner", "other", "editor") if expected[role] < 300)
    before = rows(known)

    with undone():
        response = world.call(role, operation, data)
        assert response.status_code == expected[role], response.content
        clean = rows(known)
    with undone():
        response = world.call(role, operation, {**extra, **data})
        assert response.status_code == expected[role], response.content
        polluted = rows(known)

    assert len(extra) > 100
    assert {name: polluted[name] for name in before if polluted[name] != clean[name]} == {}
    assert before == rows(known)
