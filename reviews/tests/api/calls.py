"""What the tests of the API say for short."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import make_user

ROOT = "/api/v1/"


class Caller:
    """One who calls the API: a member by the site's session, or nobody."""

    def __init__(self, user=None):
        self.client = Client()
        if user:
            self.client.force_login(user)

    def get(self, path, data=None, **headers):
        return self.client.get(f"{ROOT}{path}", data, headers=headers)

    def send(self, method, path, data=None, **headers):
        call = getattr(self.client, method)
        return call(f"{ROOT}{path}", data or {}, content_type="application/json", headers=headers)


def make_silenced(kind):
    """A member who may read but not write: `suspended` or `unverified`."""
    if kind == "suspended":
        return make_user(suspended_until=timezone.now() + timedelta(days=1))
    user = make_user()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def error_of(response):
    """The status and the code, of an error in the one shape."""
    error = response.json()["error"]
    assert set(error) == {"code", "message", "fields", "request_id"}
    return response.status_code, error["code"]


def queries_of(call):
    with CaptureQueriesContext(connection) as queries:
        response = call()
    assert response.status_code == 200, response.json()
    return len(queries), response.json()
