import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from .outcomes import ROLES
from .table import TABLE, addresses
from .walking import client_of, outcome_of, walk, writes_in

pytestmark = pytest.mark.django_db


def test_table_has_every_address_of_the_site_and_no_other():
    routes = set(walk(get_resolver().url_patterns))
    assert set(TABLE) == {route for route in routes if not route.startswith("api/")}  # it has a table of its own


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(role, world, caplog):
    client = client_of(role)
    expected = addresses(TABLE, role, world)

    with CaptureQueriesContext(connection) as queries:
        answers = {address: outcome_of(client.get(address), address) for address in expected}

    assert {address: answer for address, answer in answers.items() if answer != expected[address]} == {}
    assert writes_in(queries) == []


OF_ONE_LANGUAGE = ("favicon.ico", "sw.js", "robots.txt", "sitemap")
# Addresses whose forms need the CSRF cookie.
FORMS = {
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
}


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_public_pages_touch_no_session_and_set_no_cookie(world, prefix):
    rows = addresses(
        {route: cases for route, cases in TABLE.items() if not route.startswith(OF_ONE_LANGUAGE)}, "visitor", world
    )
    public = [prefix + address for address, outcome in rows.items() if outcome == 200 and address not in FORMS]
    cookies = {}
    client = Client()

    with CaptureQueriesContext(connection) as queries:
        for address in public:
            response = client.get(address)
            assert response.status_code == 200, address
            cookies |= {address: response.cookies} if response.cookies else {}

    assert cookies == {}
    assert [query["sql"] for query in queries if "session" in query["sql"]] == []
