import re
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from config.tests.access.walking import writes_in

from .operations import OPERATIONS, REVIEW, ROLES, UNSEEN

pytestmark = pytest.mark.django_db

# Deletes among the member's own, where the session of another is not found.
OWN_ROWS = {"DELETE auth/sessions/{name}/"}


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def test_table_has_every_operation_of_the_schema_and_no_other():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    operations = {f"{method.upper()} {path}" for path, found in paths.items() for method in found}

    assert {without_names(name) for name in OPERATIONS} == {without_names(name) for name in operations}


def without_names(operation):
    return re.sub(r"{\w+}", "{}", operation.replace(" /api/v1/", " ").partition("?")[0])


@pytest.mark.parametrize("role", ROLES)
def test_every_operation_answers_as_the_table_says(role, world, caplog):
    wrong, refused_but_written = {}, set()

    for operation, (data, expected) in OPERATIONS.items():
        with undone(), CaptureQueriesContext(connection) as queries:
            response = world.call(role, operation, data)
        if response.status_code != expected[role]:
            wrong[operation] = response.status_code, expected[role], response.content[:300]
        if response.status_code >= 400 and writes_in(queries):
            refused_but_written.add(operation)

    assert wrong == {}
    assert refused_but_written - OWN_ROWS == set()


@pytest.mark.parametrize("role", ROLES)
def test_what_the_caller_may_not_see_is_not_there(role, world, caplog):
    answers = {}

    for operation in UNSEEN:
        with undone():
            answers[operation] = world.call(
                role, operation, REVIEW if operation.startswith("PUT") else None
            ).status_code

    assert answers == {operation: expected[role] for operation, expected in UNSEEN.items()}
