from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.tests.factories import make_user
from films.tests.factories import make_film, make_person
from pages import sitemaps

pytestmark = pytest.mark.django_db

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def tree(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert "public" in answer.headers["Cache-Control"]
    return ElementTree.fromstring(answer.getvalue())  # noqa: S314  # the site's own


def places_of(client, address):
    return [place.text for place in tree(client, address).iter(f"{SPACE}loc")]


def test_index_names_the_parts_that_there_are(client):
    make_film(pk=7)
    make_film(pk=2 * sitemaps.PART)
    make_film(pk=9 * sitemaps.PART, adult=True)

    assert places_of(client, "/sitemap.xml") == [
        f"http://testserver/sitemap-{part}.xml" for part in ("places", "films-0", "films-1", "films-2")
    ]


def test_parts_hold_each_page_that_a_visitor_may_see_once(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 10)
    films = [make_film(pk=pk) for pk in (1, 9, 10, 19, 20)]
    make_film(pk=11, adult=True)

    parts = [places_of(client, f"/sitemap-films-{number}.xml") for number in range(3)]

    assert parts == [
        [f"http://testserver{film.get_absolute_url()}" for film in some] for some in (films[:2], films[2:4], films[4:])
    ]


def test_page_is_named_in_both_languages(client):
    film = make_film()

    (links,) = [
        {link.get("hreflang"): link.get("href") for link in place.iter(LINK)}
        for place in tree(client, "/sitemap-films-0.xml")
    ]

    assert links == {
        "en": f"http://testserver{film.get_absolute_url()}",
        "ru": f"http://testserver/ru{film.get_absolute_url()}",
    }


def test_pages_that_are_named_are_there(client):
    make_film()
    make_person()
    make_user(username="anna")

    named = [
        place
        for part in ("places", "films-0", "people-0", "members-0")
        for place in places_of(client, f"/sitemap-{part}.xml")
    ]

    assert len(named) > 7
    assert {client.get(place.removeprefix("http://testserver")).status_code for place in named} == {200}


def test_members_who_are_not_public_are_not_named(client):
    make_user(username="anna")
    make_user(username="boris", is_private=True)
    make_user(username="clara", is_active=False)

    assert places_of(client, "/sitemap-members-0.xml") == ["http://testserver/members/anna/"]


@pytest.mark.parametrize("address", ["/sitemap-none-0.xml", "/sitemap-films-99999999999999999999.xml"])
def test_part_that_cannot_be_is_404(client, address):
    assert client.get(address).status_code == 404


def test_index_reads_a_row_of_each_table_and_a_part_all_at_once(client, django_assert_num_queries):
    for _number in range(3):
        make_film()

    with django_assert_num_queries(3):
        client.get("/sitemap.xml")
    with django_assert_num_queries(1):
        client.get("/sitemap-films-0.xml").getvalue()


def test_robots_are_led_to_the_sitemap_and_not_to_the_administration(client, settings):
    said = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in said
    assert "Disallow: /accounts/" in said
    assert "Disallow: /ru/accounts/" in said
    assert settings.ADMIN_PATH not in said


@pytest.mark.parametrize(
    ("contact", "said"),
    [("hole@example.org", "mailto:hole@example.org"), ("https://example.org/hole", "https://example.org/hole")],
)
def test_who_finds_a_hole_learns_whom_to_write_to(client, settings, contact, said):
    settings.SECURITY_CONTACT = contact

    answer = client.get("/.well-known/security.txt")

    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == said
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert timedelta(days=90) < parse_datetime(fields["Expires"]) - timezone.now() < timedelta(days=365)


def test_without_a_contact_there_is_no_such_file(client):
    assert client.get("/.well-known/security.txt").status_code == 404
