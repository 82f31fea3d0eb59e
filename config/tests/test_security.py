"""What holds for every page, whatever comes in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import PASSWORD, make_user, make_verified
from config.wsgi import application
from films.tests.factories import make_film

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("charset", ["rot13", "undefined", "utf-16", "idna", "base64", "none", '"utf-16"'])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_charset_of_a_request_is_utf8_whatever_it_says(rf, charset, content_type):
    body = {
        "application": b"login=%D0%90&password=",
        "multipart": b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\xd0\x90\r\n--x--\r\n',
    }[content_type.partition("/")[0]]
    environ = rf.generic("POST", "/accounts/login/?next=%2F%D0%90", body, content_type).environ
    environ["CONTENT_TYPE"] += f"; charset={charset}"

    request = application.request_class(environ)

    assert request.GET["next"] == "/А"
    assert request.POST["login"] == "А"


def test_application_answers_a_request_of_any_charset(rf):
    environ = rf.get("/films/?page=1").environ | {"CONTENT_TYPE": "text/plain; charset=rot13"}

    response = application.get_response(application.request_class(environ))

    assert response.status_code == 200


@pytest.mark.parametrize("cookie", [r'"\000aaaaaaaaaaaaaaaa"', "a" * 4000, r'"\377\376"', '"', "", "é"])
@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_broken_cookie_is_no_cookie(client, settings, name, cookie):
    response = client.get("/", headers={"cookie": f"{name}={cookie}"})

    assert response.status_code == 200


def links_of(page):
    return re.findall(r'href="([^"]*)"', page)


def test_missing_page_with_an_address_in_its_path_links_to_this_site_alone(client):
    page = client.get("/", PATH_INFO="//evil.example/").content.decode()

    links = {link for link in links_of(page) if "evil" in link}
    assert links == {
        "/ru/%2Fevil.example/",
        "/accounts/login/?next=%2F%2Fevil.example%2F",
    }


def test_pages_of_members_are_not_for_shared_caches(client):
    member = make_user()
    urls = ["/", "/films/", "/search/", f"/members/{member.username}/", "/my/films/", "/accounts/settings/", "/none/"]
    client.force_login(member)

    policies = {url: client.get(url).headers.get("Cache-Control", "") for url in urls}

    assert {url: policy for url, policy in policies.items() if "private" not in policy} == {}


def test_suggestions_may_be_cached_even_for_members(client):
    client.force_login(make_user())

    assert client.get("/search/suggest/").headers["Cache-Control"] == "public, max-age=60"


def test_login_form_is_not_kept_by_caches(client):
    assert "no-store" in client.get(reverse("account_login")).headers["Cache-Control"]


@pytest.mark.parametrize("url", ["/", "/none/", "/accounts/login/", "/admin/", "/films/?page=x"])
def test_no_page_is_shown_in_a_frame(client, url):
    response = client.get(url)

    assert response.headers["X-Frame-Options"] == "DENY"
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver:abc", "a/b", "", "a" * 3000, "[::", "testserver@evil.example"]
)
def test_foreign_host_is_a_bad_request(client, caplog, host):
    response = client.get("/", headers={"host": host})
    caplog.clear()

    assert response.status_code == 400
    assert "We could not read this request" in response.content.decode()
    assert "evil" not in response.content.decode()


@pytest.mark.parametrize("url", ["/films/", "/search/", "/about/", "/my/films/", "/accounts/login/"])
def test_thousands_of_parameters_are_a_bad_request_at_worst(client, caplog, url):
    client.force_login(make_user())

    response = client.get(url + "?" + "&".join(["genre=x"] * 2500))
    caplog.clear()

    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize(
    "body",
    [
        {"rating": "7" * 3_000_000},
        {f"field{number}": "x" for number in range(2500)},
        {f"file{number}": b"x" for number in range(150)},
    ],
    ids=["letters", "fields", "files"],
)
def test_form_of_too_much_is_a_bad_request(client, caplog, body):
    film = make_film()
    client.force_login(make_user())

    response = client.post(reverse("reviews:rate", args=[film.pk]), in_files(body))
    caplog.clear()

    assert response.status_code == 400


def in_files(body):
    """The form with its bytes as files."""
    return {
        name: SimpleUploadedFile(name, value) if isinstance(value, bytes) else value for name, value in body.items()
    }


@pytest.mark.parametrize(
    "url", ["http://[", "http://testserver:x/", "//[", "%", "\x00", "http://testserver/films/\udcff"]
)
def test_page_at_hand_that_is_no_address_is_ignored(client, url):
    film = make_film()
    client.force_login(make_user())

    response = client.post(
        reverse("reviews:rate", args=[film.pk]), {"rating": 7}, headers={"hx-request": "true", "hx-current-url": url}
    )

    assert response.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        r"\\evil.example",
        r"/\evil.example",
        "/\t/evil.example/",
        "\t//evil.example",
        " //evil.example",
        "http:///evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
        "http://localhost/",  # another host that the site answers under
        "http://testserver\\@evil.example",
        "////evil.example",
    ],
)
def test_next_never_leads_to_another_host(client, url):
    film, member = make_film(), make_verified(username="anna")
    make_verified(username="boris")
    answers = [client.post("/accounts/login/", {"login": "anna", "password": PASSWORD, "next": url})]
    answers.append(client.get("/accounts/login/", {"next": url}))
    answers.append(client.get("/accounts/signup/", {"next": url}))
    answers.append(client.post(reverse("reviews:rate", args=[film.pk]), {"rating": 7, "next": url}))
    answers.append(client.post(reverse("reviews:rate", args=[film.pk]), {"rating": 7}, headers={"referer": url}))
    answers.append(client.post(reverse("accounts:follow", args=["boris"]), {"next": url}))
    answers.append(client.post(f"/accounts/logout/?next={url}", {"next": url}))

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {"/", film.get_absolute_url(), "/members/boris/"}
    assert member.pk


def test_forwarded_addresses_do_not_evade_the_limit_of_logins(client):
    statuses = [
        client.post(
            "/accounts/login/", {"login": f"anna{number}"}, headers={"x-forwarded-for": f"10.0.0.{number}"}
        ).status_code
        for number in range(31)
    ]

    assert statuses == [200] * 30 + [429]


def test_address_that_the_proxy_appends_counts_where_one_is_configured(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def log_in(forwarded):
        return client.post("/accounts/login/", {"login": "anna"}, headers={"x-forwarded-for": forwarded}).status_code

    forged = [log_in(f"10.0.0.{number}, 192.0.2.1") for number in range(31)]

    assert forged == [200] * 30 + [429]
    assert log_in("192.0.2.2") == 200


def test_headers_of_the_answer_hold_nothing_of_the_request(client):
    make_verified(username="anna")

    login = client.post("/accounts/login/", {"login": "anna", "password": PASSWORD, "next": "/films/\r\nX-Evil: 1"})
    page = client.get("/films/", headers={"x-request-id": "abc\r\nX-Evil: 1"})

    assert login["Location"] in ("/", "/films/%0D%0AX-Evil:%201")
    assert "X-Evil" not in login.headers
    assert "Evil" not in page["X-Request-ID"]


def test_forms_need_the_token_of_the_site():
    client = Client(enforce_csrf_checks=True)

    answers = [
        client.post("/accounts/login/", {"login": "a", "password": "b"}, headers={"origin": "https://evil.example"}),
        client.post("/accounts/signup/", {}),
        client.post("/accounts/password/reset/", {"email": "anna@example.org"}),
    ]

    assert {answer.status_code for answer in answers} == {403}
