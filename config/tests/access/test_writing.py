import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .admin import MODELS
from .outcomes import POST_ONLY, STAFF
from .posts import POSTS
from .site import SITE
from .table import TABLE, addresses
from .walking import client_of, writes_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", STAFF)
def test_records_are_changed_by_those_alone_who_may(role, world):
    client = client_of(role)
    refused = set()

    for model, (record, *_others) in MODELS.items():
        answer = client.post(f"/admin/{model}/{record.format(**world)}/change/")
        if answer.status_code == 403:
            refused.add(model)

    assert refused == {model for model, (_record, _view, _add, change, _delete) in MODELS.items() if role not in change}


def post_only(world):
    rows = addresses(TABLE, "visitor", world)
    return [address for address, outcome in rows.items() if outcome == 405]


def test_posts_of_visitors_lead_to_the_login_and_change_nothing(world):
    client = Client()

    with CaptureQueriesContext(connection) as queries:
        answers = {
            address: client.post(address, {"rating": "7", "status": "planned", "favorite": "on"})
            for address in post_only(world)
        }

    assert len(answers) >= 15
    assert {answer.status_code for answer in answers.values()} == {302}
    back = {QueryDict(answer["Location"].partition("?")[2])["next"] for answer in answers.values()}
    assert {path for path in back if client.get(path).status_code == 405} == set()
    assert {answer["Location"].partition("?")[0] for answer in answers.values()} == {"/accounts/login/"}
    assert writes_in(queries) == []


def test_pages_that_only_read_refuse_posts(world):
    client = client_of("superuser")
    actions = POSTS.keys() | {route for route in SITE if POST_ONLY in SITE[route].values()}
    rows = addresses({route: SITE[route] for route in SITE.keys() - actions}, "superuser", world)

    answers = {address: client.post(address).status_code for address in rows}

    assert {address: status for address, status in answers.items() if status != 405} == {}


def test_no_post_is_taken_without_the_token(world):
    client = client_of("superuser", enforce_csrf_checks=True)
    rows = addresses(TABLE, "superuser", world)

    with CaptureQueriesContext(connection) as queries:
        answers = {address: client.post(address).status_code for address in rows}

    assert {address: status for address, status in answers.items() if status not in (403, 405)} == {}
    assert writes_in(queries) == []
