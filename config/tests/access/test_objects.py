"""The addresses of objects in every role and method; GET is in the table of the whole site, see `test_reading`."""

import re
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from .posts import BROKEN_LINKS, POSTS, UNCHANGED
from .table import TABLE
from .walking import client_of, outcome_of, writes_in

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "member", "other", "suspended", "staff", "moderator")
OBJECTS = {route: TABLE[route] for route in TABLE if "<" in route and not route.startswith("admin/")}


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def expected_posts(role, world):
    """Address -> what is sent, and what `role` should be answered."""
    rows = {}
    for route, cases in OBJECTS.items():
        for address in cases:
            data, outcomes = POSTS[route][address] if route in POSTS else ({}, None)
            outcome = outcomes[role] if outcomes else 405
            names = {**world, "new": "{new}"}
            rows[address.format(**world)] = data, outcome.format(**names) if isinstance(outcome, str) else outcome
    return rows


def same(answer, expected):
    """`{new}` stands for the number of what was written just now."""
    if isinstance(answer, str) and isinstance(expected, str):
        return bool(re.fullmatch(re.escape(expected).replace(re.escape("{new}"), r"\d+"), answer))
    return answer == expected


def test_posts_are_of_addresses_that_the_table_has():
    assert {route: set(cases) for route, cases in POSTS.items()} == {route: set(OBJECTS[route]) for route in POSTS}


@pytest.mark.parametrize("role", ROLES)
def test_every_object_takes_posts_as_the_table_says(role, world, caplog):
    client = client_of(role)
    wrong, unchanged, changed = {}, set(), set()

    for address, (data, expected) in expected_posts(role, world).items():
        with undone(), CaptureQueriesContext(connection) as queries:
            response = client.post(address, data)
        answer = outcome_of(response, address)
        if not same(answer, expected):
            wrong[address] = answer, expected
        if answer == 403 and role == "suspended" and not is_told_why(response):
            wrong[address] = "a 403 that does not say why"
        (changed if writes_in(queries) else unchanged).add((address, is_refusal(answer, address)))

    assert wrong == {}
    assert {address for address, refused in changed if refused} == set()
    assert {address for address, refused in unchanged if not refused} == {
        address.format(**world) for address, roles in UNCHANGED.items() if role in roles
    }


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("role", ROLES)
def test_no_object_takes_other_methods(role, method, world, caplog):
    client = client_of(role)
    wrong = {}

    # Views that look at the access first refuse whom they would refuse a POST, in the same way.
    with CaptureQueriesContext(connection) as queries:
        for address, (_data, posted) in expected_posts(role, world).items():
            answer = outcome_of(client.generic(method, address), address)
            refusals = {405, posted} if is_refusal(posted, address) else {405}
            if answer not in refusals:
                wrong[address] = answer

    assert wrong == {}
    assert writes_in(queries) == []


def is_told_why(response):
    return "accounts/suspended.html" in {template.name for template in response.templates}


def is_refusal(answer, address):
    refused = answer in (403, 404, 405, 422) or address in BROKEN_LINKS
    return refused or str(answer).startswith(("/accounts/login/", "/accounts/reauthenticate/"))
