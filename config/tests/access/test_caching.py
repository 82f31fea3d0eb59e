"""What a proxy may keep: every page of the table as a visitor and as a member."""

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client

from .site import SITE
from .table import TABLE, addresses
from .walking import client_of

pytestmark = pytest.mark.django_db

SHARED = "public, max-age=0, stale-while-revalidate=5, stale-if-error=600, s-maxage=10"
# What they say of themselves their tests know.
THEIR_OWN = (
    "/feed/",
    "/suggest/",
    "/sw.js",
    "/favicon.ico",
    "/robots.txt",
    "/sitemap",
)


def pages_of(role, world, table):
    return [
        address
        for address, outcome in addresses(table, role, world).items()
        if outcome == 200 and not any(part in address for part in THEIR_OWN)
    ]


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_public_page_may_be_kept_and_holds_nothing_of_the_visitor(world, prefix):
    pages = pages_of("visitor", world, SITE)
    assert len(pages) > 15

    answers = {address: Client().get(prefix + address) for address in pages}

    assert {address: answer.headers.get("Cache-Control") for address, answer in answers.items()} == dict.fromkeys(
        pages, SHARED
    )
    assert {address for address, answer in answers.items() if answer.cookies} == set()
    assert {address for address, answer in answers.items() if b"csrf" in answer.content.lower()} == set()


@pytest.mark.parametrize("role", ["member", "suspended", "superuser"])
def test_no_page_of_a_member_may_be_kept_for_others(world, role):
    pages = pages_of(role, world, TABLE)
    assert len(pages) > 25
    client = client_of(role)

    policies = {address: client.get(address).headers.get("Cache-Control", "") for address in pages}

    assert {address: policy for address, policy in policies.items() if "private" not in policy} == {}
    assert {address: policy for address, policy in policies.items() if "public" in policy or "s-maxage" in policy} == {}


@pytest.mark.parametrize("cookie", ["sessionid", "messages", "csrftoken"])
def test_page_asked_with_a_cookie_of_the_site_is_not_kept(world, cookie):
    client = Client()
    client.cookies[cookie] = "x" * 32

    policy = client.get("/films/").headers.get("Cache-Control", "")

    assert "public" not in policy


def test_message_that_waits_is_shown_to_its_visitor_alone(world, rf):
    client = Client()
    storage = CookieStorage(rf.get("/"))
    client.cookies["messages"] = storage._encode([Message(constants.INFO, "Only for you")])

    page = client.get("/films/")

    assert "Only for you" in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Only for you" not in client.get("/films/").content.decode()


def test_form_for_visitors_is_not_kept(world):
    forms = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/ru/accounts/login/"]

    policies = {address: Client().get(address).headers.get("Cache-Control", "") for address in forms}

    assert [address for address, policy in policies.items() if "public" in policy] == []


@pytest.mark.parametrize("address", ["/none/", "/films/0-none/", "/films/?page=x", "/api/v1/films/", "/films/1/"])
def test_what_is_no_page_is_not_kept(world, address):
    answer = Client().get(address)

    assert answer.status_code != 200 or address.startswith(("/api/", "/films/?"))
    if answer.status_code != 200 or address.startswith("/api/"):
        assert "public" not in answer.headers.get("Cache-Control", "")


def test_pages_are_not_kept_where_the_owner_does_not_want_it(world, settings):
    settings.MICROCACHE_SECONDS = 0

    assert "Cache-Control" not in Client().get("/films/").headers
