import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from accounts.tests.factories import make_staff, make_user
from films.models import Credit, Film, FilmRedirect, SyncRecord
from films.services import adding
from films.tests.factories import make_film
from films.tests.tmdb_server import close, hang, reply, reply_json
from films.tmdb.records import mark_unwanted
from pages.tests.html import by_id, links, parse, query, text
from pages.tests.tmdb_answers import by_path, details, tmdb

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
SOLARIS = details(593, "Solaris", original_title="Солярис")
BACK = "/search/?q=solaris+%26+co"


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def serve(settings, monkeypatch):
    return lambda *answers: tmdb(settings, monkeypatch, *answers)


def add(client, tmdb_id=593, *, language="en", words="solaris & co", **kwargs):
    with translation.override(language):
        return client.post(reverse("films:add"), {"tmdb_id": tmdb_id, "q": words}, **kwargs)


def suspend(member):
    member.suspended_until = timezone.now() + timedelta(days=7)
    member.save(update_fields=["suspended_until"])


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def assert_refused(response, *words):
    """Back at the search with these words, and nothing is added."""
    assert (response.status_code, response.url) == (302, BACK)
    (message,) = told(response)
    assert all(word in message for word in words), message
    assert Film.objects.filter(tmdb_id=593).count() == 0


# It works


def test_film_is_added_and_shown(client, member, serve):
    with serve(reply_json(SOLARIS)) as server:
        response = add(client)

    film = Film.objects.get(tmdb_id=593)
    assert (response.status_code, response.url) == (302, film.get_absolute_url())
    assert told(response) == ["“Solaris” is in the catalogue now. Its pictures follow in a moment."]
    assert (film.title, film.original_title, film.year) == ("Solaris", "Солярис", 1972)
    assert set(Credit.objects.values_list("person__name", "job")) == {
        ("Andrei Tarkovsky", "Director"),
        ("Natalya Bondarchuk", ""),
    }
    assert SyncRecord.objects.get(film=film).state == SyncRecord.State.CREATED
    assert len(server.requests) == 1
    assert "Solaris" in client.get(response.url).content.decode()


def test_film_is_added_in_russian(client, member, serve):
    body = SOLARIS | {
        "translations": {"translations": [{"iso_639_1": "ru", "iso_3166_1": "RU", "data": {"title": "Солярис"}}]}
    }
    with serve(reply_json(body)):
        response = add(client, language="ru")

    assert response.url == f"/ru{Film.objects.get().get_absolute_url()}"
    assert told(response) == ["«Солярис» теперь в каталоге. Изображения появятся через минуту."]


def test_pictures_follow_in_the_background(client, member, serve, django_capture_on_commit_callbacks):
    picture = io.BytesIO()
    Image.new("RGB", (500, 750), "navy").save(picture, "PNG")
    body = SOLARIS | {"poster_path": "/solaris.jpg"}
    with (
        serve(by_path(movie=reply_json(body), picture=reply(picture.getvalue()))) as server,
        django_capture_on_commit_callbacks(execute=True) as waiting,
    ):
        add(client)

    film = Film.objects.get()
    assert len(waiting) == 1
    assert [request.path for request in server.requests] == ["/3/movie/593", "/t/p/w780/solaris.jpg"]
    assert (film.poster_source, bool(film.poster.name)) == ("/solaris.jpg", True)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_htmx_is_sent_on(client, member, serve, headers):
    with serve(reply_json(SOLARIS)):
        response = add(client, headers=headers)

    address = Film.objects.get().get_absolute_url()
    assert response.headers.get("HX-Redirect" if headers else "Location") == address


# It is there already


@pytest.mark.parametrize("language", ["en", "ru"])
def test_film_that_is_there_is_shown(client, member, serve, language):
    film = make_film(title="Solaris", tmdb_id=593)
    with serve(reply_json(SOLARIS)) as server:
        for _number in range(adding.PER_HOUR + 1):  # costs nothing, so it is not counted
            response = add(client, language=language)

    with translation.override(language):
        assert response.url == film.get_absolute_url()
    assert told(response) == []
    assert server.requests == []


def test_merged_film_leads_to_the_one_that_was_kept(client, member, serve):
    kept = make_film(title="Solaris")
    FilmRedirect.objects.create(old_id=10**9, film=kept, tmdb_id=593)
    with serve(reply_json(SOLARIS)) as server:
        response = add(client)

    assert response.url == kept.get_absolute_url()
    assert server.requests == []


def test_film_that_the_site_has_by_its_imdb_id_alone_is_the_same(client, member, serve):
    film = make_film(title="Solaris", imdb_id="tt0069293")
    with serve(reply_json(SOLARIS | {"imdb_id": "tt0069293"})):
        response = add(client)

    assert response.url == film.get_absolute_url()
    assert told(response) == []
    assert Film.objects.get().tmdb_id == 593


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("django_db_serialized_rollback")
def test_film_that_many_add_at_once_is_added_once(serve):
    clients = []
    for _number in range(6):
        clients.append(Client())
        clients[-1].force_login(make_user())
    together = threading.Barrier(len(clients))

    def answer(handler):
        if handler.path.startswith("/3/movie/"):
            together.wait(10)
        reply_json(SOLARIS)(handler)

    def act(client):
        try:
            return add(client)
        finally:
            connection.close()

    with serve(answer) as server, ThreadPoolExecutor(len(clients)) as pool:
        responses = list(pool.map(act, clients))

    film = Film.objects.get()
    assert {response.url for response in responses} == {film.get_absolute_url()}
    assert film.credits.count() == 2
    assert film.genres.count() == 1
    assert len(server.requests) == len(clients)
    assert sum(len(told(response)) for response in responses) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("django_db_serialized_rollback")
def test_films_with_the_same_new_people_and_keywords_are_added_at_once(serve):
    user = make_user()
    keywords = [{"id": number, "name": f"word {number}"} for number in range(1, 41)]
    together = threading.Barrier(4)

    def answer(handler):
        number = int(handler.path.split("/movie/")[1].split("?")[0])
        together.wait(10)
        body = details(number, f"Film {number}")
        credits = [
            {**row, "credit_id": f"{row['credit_id']}-{number}"} for part in body["credits"].values() for row in part
        ]
        order = keywords if number % 2 else keywords[::-1]
        reply_json({**body, "credits": {"crew": credits}, "keywords": {"keywords": order}})(handler)

    def act(number):
        client = Client()
        client.force_login(user)
        try:
            return add(client, number)
        finally:
            connection.close()

    with serve(answer), ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(act, range(1, 5)))

    assert {response.status_code for response in responses} == {302}
    assert Film.objects.count() == 4
    assert [film.keywords.count() for film in Film.objects.all()] == [40] * 4
    assert [film.credits.count() for film in Film.objects.all()] == [2] * 4


# It is refused


@pytest.mark.parametrize(("fact", "words"), [("adult", "adults only"), ("video", "as a video")])
def test_film_for_adults_and_video_are_refused(client, member, serve, fact, words):
    with serve(reply_json(SOLARIS | {fact: True})):
        response = add(client)

    assert_refused(response, words)
    assert not SyncRecord.objects.exists()


def test_adult_film_of_the_catalogue_is_not_given_away(client, member, serve):
    make_film(title="Midnight", tmdb_id=593, adult=True)
    with serve(reply_json(SOLARIS)):
        response = add(client)

    assert response.url == BACK
    assert "Midnight" not in told(response)[0]


def test_film_that_staff_deleted_is_refused(client, member, serve):
    mark_unwanted([593])
    with serve(reply_json(SOLARIS)) as server:
        response = add(client)

    assert_refused(response, "staff have taken this film out")
    assert server.requests == []
    assert SyncRecord.objects.get().unwanted


FAULTS = {
    "404": (reply_json({"status_code": 34}, status=404), "does not have this film"),
    "401": (reply_json({"status_code": 7}, status=401), "does not let this site in"),
    "500": (reply(status=500), "does not answer"),
    "closed": (close, "does not answer"),
    "no JSON": (reply(b"<html>"), "does not answer"),
    "no title": (reply_json(SOLARIS | {"title": ""}), "cannot be read"),
    "wrong type": (reply_json(SOLARIS | {"runtime": "long"}), "cannot be read"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_failure_is_told_at_the_search_with_the_same_words(client, member, serve, fault, headers):
    answer, words = FAULTS[fault]
    with serve(answer):
        response = add(client, headers=headers)

    assert response.headers.get("HX-Redirect" if headers else "Location") == BACK
    assert words in told(response)[0]
    assert not Film.objects.exists()
    assert not SyncRecord.objects.exists()


def test_slow_tmdb_is_not_waited_for(client, member, serve, monkeypatch):
    monkeypatch.setattr(adding, "SECONDS", 0.3)
    with serve(hang):
        response = add(client)

    assert_refused(response, "takes too long")


@pytest.mark.parametrize(("make_viewer", "hint"), [(make_user, ""), (make_staff, "TMDB_API_TOKEN is missing")])
def test_missing_key_is_told(client, make_viewer, hint):
    client.force_login(make_viewer())

    assert_refused(add(client), "not connected to TMDB", hint)


@pytest.mark.parametrize(
    "tmdb_id", ["", "0", "-1", "1.5", "abc", "٣", "1 ", "\0", "2147483648", "9" * 5000, "593; DROP", "../593"]
)
def test_id_that_is_none_is_a_bad_request(client, member, serve, tmdb_id):
    with serve(reply_json(SOLARIS)) as server:
        response = add(client, tmdb_id)

    assert response.status_code == 400
    assert server.requests == []


def test_visitor_is_sent_to_the_login_and_back_to_the_search(client, serve):
    with serve(reply_json(SOLARIS)) as server:
        responses = [add(client), add(client, headers=HTMX), add(client, "x")]

    addresses = [response.headers.get("HX-Redirect") or response.headers["Location"] for response in responses]
    assert {address.partition("?")[0] for address in addresses} == {reverse("account_login")}
    assert {tuple(query(address)) for address in addresses} == {(("next", BACK),)}
    assert server.requests == []


def test_suspended_member_is_told_why_and_adds_nothing(client, member, serve):
    suspend(member)

    with serve(reply_json(SOLARIS)) as server:
        plain, htmx = add(client), add(client, headers=HTMX)

    assert plain.status_code == 403
    assert "accounts/suspended.html" in {template.name for template in plain.templates}
    assert htmx.headers["HX-Redirect"] == reverse("accounts:suspended")
    assert server.requests == []
    assert Film.objects.filter(tmdb_id=593).count() == 0


def test_only_a_form_adds(client, member):
    assert client.get(reverse("films:add"), {"tmdb_id": 593}).status_code == 405


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_thirty_first_film_in_an_hour_waits_and_is_not_lost(client, member, serve, headers):
    answers = [reply_json(details(number, f"Film {number}", credits={})) for number in range(1, adding.PER_HOUR + 2)]
    with serve(*answers) as server:
        for number in range(1, adding.PER_HOUR + 1):
            add(client, number)
        response = add(client, 593, headers=headers)

    section = by_id(parse(response), "elsewhere")
    assert response.status_code == 429
    assert 3500 < int(response["Retry-After"]) <= 3600
    assert "You have added many films within an hour. You can go on in 60 minutes." in text(section)
    (form,) = section.iter("form")
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert (form.get("action"), fields["q"]) == (reverse("films:add"), "solaris & co")
    assert [button.get("value") for button in form.iter("button")] == ["593"]
    assert query(links(section)[0]) == [("q", "solaris & co")]
    assert len(server.requests) == adding.PER_HOUR
    assert Film.objects.count() == adding.PER_HOUR
