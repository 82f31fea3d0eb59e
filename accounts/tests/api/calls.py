"""What the tests of the API say for short."""

from django.test import Client

from accounts.tests.factories import PASSWORD

AUTH = "/api/v1/auth/"
PROFILE = f"{AUTH}profile/"


def post(path, data=None, *, access=None, client=None):
    headers = {"Authorization": f"Bearer {access}"} if access else {}
    return (client or Client()).post(f"{AUTH}{path}", data or {}, content_type="application/json", headers=headers)


def get(path=PROFILE, *, access, **kwargs):
    return Client().get(path, headers={"Authorization": f"Bearer {access}"}, **kwargs)


def log_in(login, password=PASSWORD, **data):
    return post("login/", {"login": login, "password": password, **data})


def tokens_of(user):
    response = log_in(user.username)
    assert response.status_code == 200, response.json()
    return response.json()


def refresh(token):
    return post("token/refresh/", {"refresh": token})


def code_of(response):
    return response.status_code, response.json()["error"]["code"]
