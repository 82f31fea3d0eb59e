import re
import socket
import threading
import time

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.tests.factories import make_staff, make_user
from films.models import FilmRedirect, SyncRecord
from films.tests.factories import make_film
from films.tests.tmdb_server import close, drip, hang, reply, reply_json
from pages.tests.html import by_class, by_id, links, parse, query, text, texts
from pages.tests.tmdb_answers import found, page_of, tmdb

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SOLARIS = found(593, "Solaris", original_title="Солярис", poster_path="/solaris.jpg")


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def serve(settings, monkeypatch):
    return lambda *answers: tmdb(settings, monkeypatch, *answers)


def look(client, words="solaris", *, language="en", **kwargs):
    with translation.override(language):
        return client.get(reverse("films:search_elsewhere"), {"q": words}, **kwargs)


def titles(response):
    (*films,) = by_class(parse(response), "elsewhere")
    return texts(films[0].iter("h3")) if films else []


def problem(response):
    alerts = by_class(by_id(parse(response), "elsewhere"), "alert")
    return text(alerts[0].find("p")) if alerts else ""


# What is shown


def test_film_that_the_catalogue_lacks_can_be_added(client, member, serve):
    with serve(page_of(SOLARIS)) as server:
        response = look(client)

    tree = parse(response)
    (form,) = by_class(tree, "elsewhere")
    assert response.status_code == 200
    assert texts(form.iter("h3")) == ["Solaris 1972"]
    assert texts(by_class(form, "original")) == ["Солярис"]
    assert texts(by_class(form, "two-lines")) == ["What happens in Solaris."]
    assert [image.get("src") for image in form.iter("img")] == [f"{server.url}/t/p/w92/solaris.jpg"]
    assert (form.get("method"), form.get("action")) == ("post", reverse("films:add"))
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert fields.keys() == {"csrfmiddlewaretoken", "q"}
    assert fields["q"] == "solaris"
    (button,) = form.iter("button")
    assert (button.get("name"), button.get("value")) == ("tmdb_id", "593")
    assert text(button) == "Add to the catalogue: Solaris 1972"


def test_poster_of_tmdb_is_let_through_by_the_content_security_policy(client, settings):
    policy = client.get("/about/").headers["Content-Security-Policy"]

    (images,) = re.findall("img-src ([^;]*)", policy)
    assert settings.TMDB_IMAGE_URL.removesuffix("/t/p") in images.split()


def test_film_without_year_poster_and_synopsis_is_shown(client, member, serve):
    with serve(page_of(found(1, "Untold", release_date="", overview=""))):
        response = look(client)

    (form,) = by_class(parse(response), "elsewhere")
    assert titles(response) == ["Untold"]
    assert len(by_class(form, "tp")) == 1
    assert list(form.iter("img")) == []


def test_tmdb_is_asked_for_the_words_in_the_language_of_the_page(client, member, serve):
    with serve(page_of()) as server:
        look(client, "  The   Mirror ")
        look(client, "зеркало", language="ru")

    asked = [request.query for request in server.requests]
    assert asked == [
        {"query": "the mirror", "language": "en-US", "include_adult": "false"},
        {"query": "зеркало", "language": "ru-RU", "include_adult": "false"},
    ]


def test_what_is_not_for_the_catalogue_or_in_it_is_left_out(client, member, serve):
    make_film(tmdb_id=1)
    make_film(tmdb_id=2, adult=True)
    FilmRedirect.objects.create(old_id=10**9, film=make_film(), tmdb_id=3)
    SyncRecord.objects.create(tmdb_id=4, unwanted=True)
    SyncRecord.objects.create(tmdb_id=5, state="failed")
    films = [found(number, f"Film {number}") for number in range(1, 6)]
    others = [found(6, "Adult", adult=True), found(7, "Video", video=True), found(8, ""), {"id": "x"}]

    with serve(page_of(*films, *others)):
        response = look(client)

    assert titles(response) == ["Film 5 1972"]


def test_nothing_left_is_said(client, member, serve):
    make_film(tmdb_id=593)
    with serve(page_of(SOLARIS)):
        response = look(client)

    assert "TMDB finds no film for “solaris” that the catalogue lacks." in text(by_id(parse(response), "elsewhere"))


def test_fragment_is_the_section_and_tells_the_count(client, member, serve):
    with serve(page_of(SOLARIS)):
        response = look(client, headers=HTMX)

    html = response.content.decode()
    assert "<html" not in html
    assert '<p id="search-status" hx-swap-oob="innerHTML">1 more film at TMDB</p>' in html
    assert "HX-Request" in response["Vary"]
    assert "private" in response["Cache-Control"]


def test_page_is_in_russian(client, member, serve):
    with serve(page_of(found(593, "Солярис"))):
        tree = parse(look(client, "солярис", language="ru"))

    (button,) = by_class(tree, "elsewhere")[0].iter("button")
    assert text(button).startswith("Добавить в каталог")
    assert text(tree.find(".//h1")) == "Поиск на TMDB"


@pytest.mark.parametrize("count", [1, 20])
def test_page_takes_three_queries(client, member, serve, django_assert_num_queries, count):
    with serve(page_of(*(found(number, f"Film {number}") for number in range(1, count + 1)))):
        look(client)
        with django_assert_num_queries(3):
            response = look(client)

    assert len(titles(response)) == count
    assert len(response.content) < 40 * 1024


def test_hostile_answer_is_escaped(client, member, serve):
    evil = '<script>alert("1")</script>'
    film = found(1, evil, original_title=f"{evil}!", overview=evil, poster_path='/x.jpg" onerror="alert(1)')
    with serve(page_of(film)):
        tree = parse(look(client, evil))

    assert {script.get("src", "")[:8] for script in tree.iter("script")} == {"/static/"}
    assert all(not name.startswith("on") for element in tree.iter() for name in element.attrib)


# The page of the search


def test_search_leaves_the_rest_to_a_second_request(client, member, serve):
    make_film(title="Solaris Express")
    with serve(page_of(SOLARIS)) as server:
        tree = parse(client.get(reverse("films:search"), {"q": "solaris & co"}))

    section = by_id(tree, "elsewhere")
    address = reverse("films:search_elsewhere")
    assert server.requests == []
    assert section.get("hx-trigger") == "intersect once"
    assert section.get("hx-get").partition("?")[0] == address
    assert query(section.get("hx-get")) == [("q", "solaris & co")]
    assert links(by_class(section, "no-js-only")[0]) == [section.get("hx-get")]


def test_search_while_typing_waits_for_a_pause(client, member):
    response = client.get(reverse("films:search"), {"q": "sol"}, headers=HTMX)

    assert by_id(parse(response), "elsewhere").get("hx-trigger") == "intersect once delay:700ms"


def test_search_without_words_asks_for_nothing(client, member):
    assert by_id(parse(client.get(reverse("films:search"))), "elsewhere") is None


def test_visitor_is_led_to_the_login_and_back(client, settings):
    settings.TMDB_API_TOKEN = "token"

    tree = parse(client.get("/search/?q=solaris+2"))

    (login,) = links(by_id(tree, "elsewhere"))
    assert login.startswith(reverse("account_login"))
    assert query(login) == [("next", "/search/?q=solaris+2")]


def test_visitor_is_promised_nothing_when_no_film_can_be_added(client):
    assert by_id(parse(client.get("/search/?q=solaris")), "elsewhere") is None


# Who may look


def test_visitor_at_the_page_is_sent_to_the_login(client, serve):
    with serve(page_of(SOLARIS)) as server:
        response = look(client)

    assert response.status_code == 302
    assert query(response.url) == [("next", "/search/elsewhere/?q=solaris")]
    assert "HX-Request" in response["Vary"]
    assert server.requests == []


def test_member_whose_login_has_ended_sees_the_way_to_it(client, serve):
    with serve(page_of(SOLARIS)) as server:
        response = look(client, headers=HTMX)

    assert response.status_code == 200
    assert links(by_id(parse(response), "elsewhere"))[0].startswith(reverse("account_login"))
    assert "HX-Request" in response["Vary"]
    assert server.requests == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_looking_writes_nothing(client, member, method):
    assert getattr(client, method)(reverse("films:search_elsewhere")).status_code == 405


# What is asked for


@pytest.mark.parametrize("words", ["", "+++", "%00", "%09%0A"])
def test_empty_query_asks_nothing(client, member, serve, words):
    with serve(page_of(SOLARIS)) as server:
        response = client.get(f"/search/elsewhere/?q={words}")

    assert response.status_code == 200
    assert server.requests == []


def test_long_query_is_cut(client, member, serve):
    with serve(page_of()) as server:
        look(client, "ж" * 5000)

    assert server.requests[0].query["query"] == "ж" * 100


# What is kept


def test_answer_is_asked_for_once(client, member, serve):
    with serve(page_of(SOLARIS)) as server:
        first = look(client, "Solaris")
        second = look(client, " sOLARIS  ", headers=HTMX)
        client.force_login(make_user())
        third = look(client)

    assert titles(first) == titles(second) == titles(third) == ["Solaris 1972"]
    assert len(server.requests) == 1


def test_answer_of_no_film_is_kept(client, member, serve):
    with serve(page_of(), page_of(SOLARIS)) as server:
        look(client)
        look(client)

    assert len(server.requests) == 1


def test_answers_of_each_language_are_kept_apart(client, member, serve):
    with serve(page_of(SOLARIS), page_of(found(593, "Солярис"))) as server:
        look(client)
        response = look(client, language="ru")

    assert titles(response) == ["Солярис 1972"]
    assert len(server.requests) == 2


def test_film_that_was_added_meanwhile_is_left_out_of_a_kept_answer(client, member, serve):
    with serve(page_of(SOLARIS)):
        look(client)
        make_film(tmdb_id=593)
        response = look(client)

    assert titles(response) == []


def test_failure_is_not_kept(client, member, serve):
    with serve(reply(status=503), page_of(SOLARIS)):
        failed = look(client)
        response = look(client)

    assert "TMDB does not answer just now" in problem(failed)
    assert titles(response) == ["Solaris 1972"]


# TMDB fails


FAULTS = {
    "500": (reply(status=500), "does not answer"),
    "429": (reply(status=429, Retry_After="60"), "does not answer"),
    "closed": (close, "does not answer"),
    "html": (reply(b"<html>hello</html>"), "does not answer"),
    "redirect": (reply(status=302, Location="http://127.0.0.1:1/"), "does not answer"),
    "truncated": (reply(b'{"results": [', length=500), "does not answer"),
    "results": (reply_json({"results": "none"}), "does not answer"),
    "422": (reply_json({"errors": ["no"]}, status=422), "could not make sense"),
    "401": (reply_json({"status_message": "Invalid API key"}, status=401), "does not let this site in"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_failure_is_told_in_plain_words(client, member, serve, fault):
    answer, words = FAULTS[fault]
    with serve(answer) as server:
        page = look(client)
        fragment = look(client, headers=HTMX)

    assert (page.status_code, fragment.status_code) == (200, 200)
    assert words in problem(page)
    assert problem(page) == problem(fragment)
    assert "TMDB_API_TOKEN" not in page.content.decode()
    assert "127.0.0.1" not in page.content.decode()
    assert len(server.requests) == 2


def test_tmdb_that_is_down_is_told(client, member, settings, monkeypatch, serve):
    with serve(page_of()):
        pass  # the server is gone, its address stays in the settings

    assert "does not answer" in problem(look(client))


@pytest.mark.parametrize(("make_viewer", "told"), [(make_user, False), (make_staff, True)])
def test_missing_key_is_named_to_staff_alone(client, make_viewer, told):
    client.force_login(make_viewer())

    response = look(client)

    assert response.status_code == 200
    assert "This site is not connected to TMDB." in problem(response)
    assert ("TMDB_API_TOKEN is missing" in problem(response)) == told


def test_refused_key_is_named_to_staff(client, serve):
    client.force_login(make_staff())
    with serve(FAULTS["401"][0]):
        response = look(client)

    assert "It refuses the key in TMDB_API_TOKEN." in problem(response)


@pytest.mark.parametrize("answer", [hang, drip(), drip(start=b"HTTP/1.1 200 OK\r\n")])
def test_slow_tmdb_is_waited_for_three_seconds_once(client, member, serve, answer):
    with serve(answer, page_of(SOLARIS)) as server:
        begun = time.monotonic()
        response = look(client)
        waited = time.monotonic() - begun
        again = look(client, "another")
        waited_again = time.monotonic() - begun - waited

    assert "takes too long" in problem(response)
    assert "takes too long" in problem(again)
    assert 2 < waited < 3
    assert waited_again < 1
    assert len(server.requests) == 1


def test_slow_lookup_of_a_name_is_not_waited_for(client, member, settings, monkeypatch):
    found_at_last = threading.Event()
    settings.TMDB_API_TOKEN = "token"
    settings.TMDB_API_URL = "http://slow.example/3"
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args: found_at_last.wait(20) and [])

    begun = time.monotonic()
    response = look(client)
    waited = time.monotonic() - begun
    found_at_last.set()

    assert "takes too long" in problem(response)
    assert waited < 3


# Too often


def test_twenty_first_search_in_a_minute_is_refused_and_kept_answers_go_on(client, member, serve):
    with serve(page_of(SOLARIS)) as server:
        for number in range(20):
            assert look(client, f"solaris {number}").status_code == 200
        page = look(client, "stalker & co")
        fragment = look(client, "stalker & co", headers=HTMX)
        kept = look(client, "solaris 7")
        client.force_login(make_user())
        other = look(client, "stalker & co")

    assert (page.status_code, fragment.status_code) == (429, 429)
    assert 1 <= int(page["Retry-After"]) <= 60
    assert "many times within a minute" in problem(page)
    tree = parse(page)
    assert by_id(tree, "search-q").get("value") == "stalker & co"
    assert query(links(by_id(tree, "elsewhere"))[0]) == [("q", "stalker & co")]
    assert problem(fragment).startswith("You have looked at TMDB many times")
    assert titles(kept) == titles(other) == ["Solaris 1972"]
    assert len(server.requests) == 21
