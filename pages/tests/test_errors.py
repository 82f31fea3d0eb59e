import io
import logging
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, text

pytestmark = pytest.mark.urls("pages.tests.error_urls")


def assert_is_a_page_of_the_site(response, *, status, language="en"):
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    tree = parse(response)
    assert tree.find("html").get("lang") == language
    assert len(list(tree.iter("h1"))) == 1
    assert text(by_class(tree, "code")[0]) == str(status)
    assert [meta.get("content") for meta in tree.iter("meta") if meta.get("name") == "robots"] == ["noindex"]
    assert {"/static/css/tokens.css", "/static/css/site.css"} <= {link.get("href") for link in tree.iter("link")}
    with translation.override(language):
        assert reverse("home") in links(by_id(tree, "content"))
    return tree


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/no/such/page", "en"),
        ("/ru/no/such/page/", "ru"),
        ("/films/999/", "en"),
        ("/ru/films/999-x/", "ru"),
        ("/static/no.css", "en"),
        ("/%ff%fe/", "en"),
        ("/films/%00/", "en"),
        ("/<script>", "en"),
    ],
)
@pytest.mark.django_db
def test_404_is_a_page_of_the_site(client, address, language):
    tree = assert_is_a_page_of_the_site(client.get(address), status=404, language=language)

    with translation.override(language):
        assert reverse("films:list") in links(by_id(tree, "content"))
    assert by_class(tree, "site-header") != []


@pytest.mark.parametrize(("address", "status"), [("/bad-request/", 400), ("/forbidden/", 403), ("/too-many/", 429)])
def test_error_is_a_page_of_the_site_for_visitors_without_the_database(client, caplog, address, status):
    tree = assert_is_a_page_of_the_site(client.get(address), status=status)

    assert by_class(tree, "site-header") != []
    caplog.clear()  # Django logs suspicious operations as errors


@pytest.mark.django_db
def test_403_is_a_page_of_the_site_for_members(client):
    client.force_login(make_user())

    tree = assert_is_a_page_of_the_site(client.get("/forbidden/"), status=403)

    assert by_class(tree, "menu") != []


@pytest.mark.parametrize("address", ["/", "/ru/films/"])
def test_request_for_another_host_is_400(client, caplog, address):
    response = client.get(address, headers={"Host": "evil.example"})

    assert_is_a_page_of_the_site(response, status=400, language="ru" if "ru" in address else "en")
    assert b"evil.example" not in response.content
    caplog.clear()


@pytest.mark.parametrize(("language", "prefix"), [("en", ""), ("ru", "/ru")])
@pytest.mark.django_db
def test_form_without_csrf_token_is_refused_by_a_page_of_the_site(language, prefix):
    film = make_film()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    response = client.post(f"{prefix}/my/films/{film.pk}/rating/", {"rating": "8"})

    assert_is_a_page_of_the_site(response, status=403, language=language)
    assert Film.objects.get().rating_count == 0


def test_500_is_a_page_of_the_site_without_database_and_session(caplog):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a-session-that-cannot-be-read"

    response = client.get("/broken/")

    # No mark lets this test use the database: a query would have raised.
    assert_is_a_page_of_the_site(response, status=500)
    assert b"secret" not in response.content
    assert [record.name for record in caplog.records if record.levelno == logging.ERROR] == ["django.request"]
    caplog.clear()


def test_500_in_russian_leads_to_the_russian_front_page(caplog):
    client = Client(raise_request_exception=False)

    with translation.override("ru"):
        response = client.get("/ru/films/")  # the list needs the database, which this test may not use

    assert_is_a_page_of_the_site(response, status=500, language="ru")
    caplog.clear()


@pytest.mark.parametrize(
    "address", ["/about/", "/films/1/", "/no-such-page", "/broken/", "/bad-request/", "/sw.js", "/static/css/site.css"]
)
@pytest.mark.django_db
def test_every_answer_has_a_request_id_of_its_own(caplog, address):
    client = Client(raise_request_exception=False)

    first, second = (client.get(address).headers["X-Request-ID"] for _number in range(2))

    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second
    caplog.clear()


@pytest.mark.parametrize("sent", ["abcdef12", "ABC-def-123456", "a" * 64])
def test_request_id_of_the_proxy_is_kept(client, sent):
    assert client.get("/about/", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize(
    "sent", ["", "short", "a" * 65, "with space", "new\nline123", "snow☃snow", "<script>alert", "semi;colon", "٣" * 9]
)
def test_request_id_that_is_not_well_formed_is_replaced(client, sent):
    answered = client.get("/about/", headers={"X-Request-ID": sent}).headers["X-Request-ID"]

    assert re.fullmatch("[0-9a-f]{32}", answered)


def test_log_names_the_request(monkeypatch, caplog):
    lines = io.StringIO()
    handler = next(handler for handler in logging.getLogger("django").handlers if handler.filters)
    monkeypatch.setattr(handler, "stream", lines)
    client = Client(raise_request_exception=False)

    client.get("/broken/", headers={"X-Request-ID": "the-request-42"})

    assert "ERROR django.request [the-request-42] Internal Server Error: /broken/" in lines.getvalue()
    caplog.clear()
