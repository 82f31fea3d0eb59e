"""Sixty wrong passwords from one address, each with another forged one before it."""

import json

import pytest

from accounts.tests.factories import PASSWORD, make_verified

ELSEWHERE = "192.0.2.2"


def forged(number, address):
    return {"X-Forwarded-For": f"10.0.0.{number}, {address}"}


def by_form(site, password, **headers):
    return site.post("/accounts/login/", {"login": "anna", "password": password}, **headers)


def by_admin(site, password, **headers):
    page = site.ask("/admin/login/")
    assert page.status == 302
    return site.post(page.headers["Location"], {"login": "anna", "password": password}, **headers)


def at_the_admin(site, password, **headers):
    """To the address that robots know from other sites on Django."""
    form = {"login": "anna", "username": "anna", "password": password}
    return site.post("/accounts/login/", form, to="/admin/login/", **headers)


def by_api(site, password, **headers):
    body = json.dumps({"login": "anna", "password": password})
    return site.ask(
        "/api/v1/auth/login/", method="POST", body=body, headers={"Content-Type": "application/json", **headers}
    )


@pytest.mark.parametrize(
    ("door", "opens", "address"),
    [
        (by_form, 302, "198.51.100.1"),
        (by_admin, 302, "198.51.100.2"),
        (at_the_admin, 302, "198.51.100.3"),
        (by_api, 200, "198.51.100.4"),
    ],
    ids=["form", "admin", "address of the admin", "API"],
)
def test_sixty_wrong_passwords_end_in_429_and_the_member_still_gets_in_elsewhere(site, door, opens, address):
    make_verified(username="anna", is_staff=True)

    statuses = [door(site, f"wrong-{number}", **forged(number, address)).status for number in range(60)]
    here = door(site, PASSWORD, **forged(61, address))
    elsewhere = door(site, PASSWORD, **{"X-Forwarded-For": ELSEWHERE})

    assert statuses[-1] == 429
    assert statuses.count(429) >= 30
    assert not {302, 500} & set(statuses)
    assert here.status == 429
    assert elsewhere.status == opens
