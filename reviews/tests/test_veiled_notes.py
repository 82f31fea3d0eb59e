"""Notes in the diaries of others, before members who asked not to be told of films that they have not watched."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, texts
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film, make_viewing

pytestmark = pytest.mark.django_db
SECRET = "Rosebud is the sledge"


@pytest.fixture
def viewing():
    film = make_film(title="Citizen Kane")
    return make_viewing(film=film, user=make_user(username="anna"), note=SECRET, precision="month", watched_on=MARCH)


MARCH = date(2026, 3, 1)


@pytest.fixture
def reader(client):
    reader = make_user(spoiler_safe=True)
    client.force_login(reader)
    return reader


def entry_of(viewing):
    return reverse("diary_entry", args=["anna", viewing.pk])


def pages_with_note(viewing):
    return [reverse("diary", args=["anna"]), reverse("diary_month", args=["anna", 2026, 3]), entry_of(viewing)]


def tells(client, path):
    return SECRET in client.get(path).content.decode()


def test_note_about_an_unseen_film_is_not_sent(client, viewing, reader):
    for path in pages_with_note(viewing):
        page = client.get(path)

        assert SECRET not in page.content.decode(), path
        assert "Hidden until you have watched the film." in page.content.decode(), path
        assert f"{entry_of(viewing)}?spoilers=show" in " ".join(links(parse(page))), path


def test_note_is_shown_to_who_asks(client, viewing, reader):
    for path in pages_with_note(viewing):
        assert tells(client, f"{path}?spoilers=show"), path
        assert not tells(client, path), path
    note = by_id(parse(client.get(f"{entry_of(viewing)}?spoilers=show")), "note")
    assert texts(by_class(note, "diary-whole-note")) == [SECRET]


@pytest.mark.parametrize("values", [{"rating": 5, "status": None}, {"rating": None, "status": "watched"}])
def test_note_about_a_seen_film_is_shown(client, viewing, reader, values):
    make_user_film(film=viewing.film, user=reader, **values)

    assert all(tells(client, path) for path in pages_with_note(viewing))


def test_note_is_hidden_while_the_film_is_only_planned(client, viewing, reader):
    make_user_film(film=viewing.film, user=reader, rating=None, status=UserFilm.Status.PLANNED)

    assert not any(tells(client, path) for path in pages_with_note(viewing))


def test_notes_are_shown_to_their_author_and_to_others(client, viewing):
    viewing.user.spoiler_safe = True
    viewing.user.save()
    for user in (None, viewing.user, make_user()):
        client.logout()
        if user:
            client.force_login(user)
        assert all(tells(client, path) for path in pages_with_note(viewing))


def test_many_notes_cost_one_query_more_than_none(client, reader, django_assert_num_queries):
    author = make_user(username="anna")
    for number in range(20):
        make_viewing(user=author, note=f"Note {number}")
    client.get(reverse("diary", args=["anna"]))

    with django_assert_num_queries(6):  # session, reader, member, count, entries, marks
        page = parse(client.get(reverse("diary", args=["anna"])))

    assert len(by_class(page, "diary-note")) == 20
