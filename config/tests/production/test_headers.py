"""What browsers are told with every kind of page, by the settings of production."""

import pytest

from accounts.tests.factories import PASSWORD, make_verified
from config.tests.production.site import HOST
from films.tests.factories import make_film, make_person

PAGES = {
    "home": ("/", 200),
    "list": ("/films/?sort=title", 200),
    "film": ("{film}", 200),
    "person": ("{person}", 200),
    "search": ("/search/?q=stalker", 200),
    "member": ("/members/anna/", 200),
    "in Russian": ("/ru/films/", 200),
    "about": ("/about/", 200),
    "login": ("/accounts/login/", 200),
    "sign-up": ("/accounts/signup/", 200),
    "reset": ("/accounts/password/reset/", 200),
    "admin": ("/admin/", 302),
    "missing": ("/none/", 404),
    "API": ("/api/v1/films/", 200),
    "documents of the API": ("/api/schema/swagger-ui/", 200),
    "missing in the API": ("/api/v1/none/", 404),
    "robots": ("/robots.txt", 200),
    "sitemap": ("/sitemap.xml", 200),
    "static file": ("/static/css/site.css", 200),
}
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OF_PAGES = {"X-Frame-Options": "DENY", "Cross-Origin-Resource-Policy": "same-origin"}


@pytest.fixture
def answers(site):
    make_verified(username="anna")
    paths = {"film": make_film(title="Stalker").get_absolute_url(), "person": make_person().get_absolute_url()}
    return {name: (site.ask(path.format(**paths)), status) for name, (path, status) in PAGES.items()}


def test_every_kind_of_page_has_the_headers_that_protect_it(answers):
    assert {name: answer.status for name, (answer, _status) in answers.items()} == {
        name: status for name, (_path, status) in PAGES.items()
    }
    for name, (answer, _status) in answers.items():
        headers = HEADERS if name == "static file" else HEADERS | OF_PAGES
        assert {header: answer.headers[header] for header in headers} == headers, name
        assert "Server" not in answer.headers or "/" not in answer.headers["Server"], name
        if name != "static file":
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy, name
            assert "frame-ancestors 'none'" in policy, name
            assert "unsafe" not in policy, name
            assert "camera=()" in answer.headers["Permissions-Policy"], name


def test_cookies_are_bound_to_the_host_and_to_https(site):
    make_verified(username="anna")
    form = site.ask("/accounts/login/")
    answer = site.post("/accounts/login/", {"login": "anna", "password": PASSWORD})

    assert answer.status == 302
    cookies = [*form.headers.get_all("Set-Cookie"), *answer.headers.get_all("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-csrftoken",
        "__Host-sessionid",
        "__Host-messages",
    }
    for cookie in cookies:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes
        assert not any(attribute.startswith("domain") for attribute in attributes)


def test_page_asked_without_https_or_for_another_host_is_refused(site):
    plain = site.ask("/films/", headers={"X-Forwarded-Proto": "http"})
    foreign = site.ask("/films/", headers={"Host": "evil.example"})

    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/films/")
    assert foreign.status == 400


def test_form_from_another_site_is_refused(site):
    form = {"login": "anna", "password": PASSWORD}

    assert site.post("/accounts/login/", form, Origin="https://evil.example").status == 403
    assert site.post("/accounts/login/", form, Origin=f"http://{HOST}").status == 403


def test_visitors_page_may_be_kept_and_a_members_may_not(site):
    make_verified(username="anna")
    visitor = site.ask("/films/")
    answer = site.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    session = next(c for c in answer.headers.get_all("Set-Cookie") if c.startswith("__Host-sessionid")).partition(";")[
        0
    ]
    member = site.ask("/films/", headers={"Cookie": session})

    assert visitor.headers["Cache-Control"].startswith("public, max-age=0")
    assert "Set-Cookie" not in visitor.headers
    assert member.headers["Cache-Control"] == "private, no-cache"


def test_request_of_a_proxy_keeps_its_id(site):
    assert (
        site.ask("/films/", headers={"X-Request-ID": "0123456789abcdef"}).headers["X-Request-ID"] == "0123456789abcdef"
    )
