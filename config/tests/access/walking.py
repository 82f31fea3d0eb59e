"""How the table is walked."""

from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver

from accounts.models import User


def walk(patterns, prefix=""):
    """The routes of a URLconf, as they are written there."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route


def client_of(role, **kwargs):
    client = Client(**kwargs)
    if role != "visitor":
        client.force_login(User.objects.get(username=role))
    return client


def outcome_of(response, address):
    """The status, or where it redirects to; `?next=` at the end stands for the way back to `address`."""
    location = response.headers.get("Location")
    if location is None:
        return response.status_code
    path, _, query = location.partition("?")
    return f"{path}?next=" if QueryDict(query).get("next") == address else location


def writes_in(queries):
    """What was written, but for the session, where allauth notes what a login is to go on with."""
    statements = [query["sql"] for query in queries]
    return [sql for sql in statements if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql]
