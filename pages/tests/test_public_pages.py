import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from films.tests.factories import make_film, make_person
from pages.tests.html import parse

pytestmark = pytest.mark.django_db

PAGES = ["home", "list", "detail", "credits", "similar", "person", "search", "about", "ranking", "offline", "404"]


@pytest.fixture(params=["en", "ru"])
def addresses(request):
    person = make_person()
    film = make_film(directors=[person], genres=["drama"])
    make_film(directors=[person])
    with translation.override(request.param):
        return {
            "home": reverse("home"),
            "list": f"{reverse('films:list')}?genre=drama&sort=title",
            "detail": reverse("films:detail", args=[film.pk, film.slug]),
            "credits": reverse("films:credits", args=[film.pk, film.slug]),
            "similar": reverse("films:similar", args=[film.pk, film.slug]),
            "person": reverse("people:detail", args=[person.pk, person.slug]),
            "search": f"{reverse('films:search')}?q=film",
            "about": reverse("about"),
            "ranking": reverse("about_ranking"),
            "offline": reverse("offline"),
            "404": f"{reverse('home')}no-such-page/",
        }


@pytest.mark.parametrize("name", PAGES)
def test_public_page_sets_no_cookie_and_asks_for_no_session(client, addresses, name):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(addresses[name])

    assert response.status_code == (404 if name == "404" else 200)
    assert not response.cookies
    asked = " ".join(query["sql"] for query in queries)
    assert "django_session" not in asked
    assert 'FROM "accounts_user"' not in asked  # authors are joined, nobody is looked up


@pytest.mark.parametrize("name", PAGES)
def test_public_page_has_a_strict_policy_and_keeps_to_it(client, addresses, name):
    response = client.get(addresses[name])

    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert not [value for value in policy.values() if "unsafe" in value or "*" in value or "http:" in value]
    assert not {"script-src", "style-src"} & policy.keys()
    tree = parse(response)
    assert [element.tag for element in tree.iter() if "style" in element.attrib or element.tag == "style"] == []
    assert all(script.get("src", "").startswith("/static/") for script in tree.iter("script"))
    assert all(not key.startswith("on") for element in tree.iter() for key in element.attrib)


@pytest.mark.parametrize("name", PAGES)
def test_public_page_has_the_other_headers_that_browsers_heed(client, addresses, name):
    headers = client.get(addresses[name]).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("name", PAGES)
def test_public_page_of_a_visitor_has_no_token_in_it(client, addresses, name):
    assert b"csrf" not in client.get(addresses[name]).content.lower()
