import datetime
import re

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError
from django.urls import reverse

from accounts.tests.pictures import upload
from films.models import (
    Country,
    Film,
    FilmRedirect,
    Keyword,
    PersonRedirect,
    RankingBasis,
    SyncRecord,
)
from films.services import images
from films.tests.admin_pages import FILMS, change_url, film_data, merge_url, messages_of
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db


PEOPLE = reverse("admin:films_person_changelist")
NAMED = ("genre", "country", "keyword", "collection")


# The others


def test_person_list_takes_as_many_queries_for_three_people(staff_client, django_assert_num_queries):
    make_film(cast=["One"])

    with django_assert_num_queries(4):  # session, user, count, people
        staff_client.get(PEOPLE)
    make_film(cast=["Two", "Three"])
    with django_assert_num_queries(4):
        response = staff_client.get(PEOPLE)

    assert [(person.name, person.credit_count) for person in response.context["cl"].result_list] == [
        ("One", 1),
        ("Three", 1),
        ("Two", 1),
    ]


def test_person_names_are_lines(staff_client):
    person = make_person(name="Downey", also_known_as=["Robert Downey, Jr."])
    url = reverse("admin:films_person_change", args=[person.pk])
    data = {"name": "Downey", "slug": "downey", "credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}

    page = staff_client.get(url).content.decode()
    staff_client.post(url, data | {"also_known_as": "Robert Downey, Jr.\r\n\r\n Bob \r\n"})
    too_long = staff_client.post(url, data | {"also_known_as": "x" * 201})

    person.refresh_from_db()
    assert "Robert Downey, Jr.</textarea>" in page
    assert person.also_known_as == ["Robert Downey, Jr.", "Bob"]
    assert too_long.context["adminform"].form.errors["also_known_as"] == ["A line is longer than 200 characters."]


def test_person_form_shows_the_films(staff_client):
    film = make_film(title="Mirror", cast=["Terekhova"])

    page = staff_client.get(reverse("admin:films_person_change", args=[film.credits.get().person_id])).content.decode()

    assert "Mirror (2000)" in page
    assert "Role 0" in page


@pytest.mark.parametrize(
    ("field", "term", "expected"),
    [("person", "Тарк", ["Andrei Tarkovsky"]), ("person", "", ["Andrei Tarkovsky", "Wajda"]), ("person", "\0", [])],
)
def test_person_autocompletion(staff_client, field, term, expected):
    make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")
    make_person(name="Wajda")

    response = staff_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "films", "model_name": "credit", "field_name": field, "term": term},
    )

    assert [result["text"] for result in response.json()["results"]] == expected


@pytest.mark.parametrize("model", [*NAMED, "filmredirect", "personredirect", "rankingbasis"])
def test_other_lists_open(staff_client, model):
    film = make_film()
    Keyword.objects.create(name="space", slug="space")
    FilmRedirect.objects.create(old_id=-1, film=film)
    PersonRedirect.objects.create(old_id=-1, person=make_person())
    RankingBasis.objects.get_or_create(pk=1)

    response = staff_client.get(reverse(f"admin:films_{model}_changelist"), {"q": "1"} if "redirect" in model else {})

    assert response.status_code == 200


@pytest.mark.parametrize("model", NAMED)
def test_other_forms_open(staff_client, model):
    assert staff_client.get(reverse(f"admin:films_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["filmredirect", "personredirect", "rankingbasis"])
def test_what_is_kept_by_the_site_cannot_be_edited(staff_client, model):
    assert staff_client.get(reverse(f"admin:films_{model}_add")).status_code == 403


def test_country_code_is_fixed_once_it_is_there(staff_client):
    url = reverse("admin:films_country_change", args=["FR"])

    staff_client.post(url, {"code": "XX", "name": "France!", "name_ru": ""})

    assert Country.objects.get(code="FR").name == "France!"
    assert not Country.objects.filter(code="XX").exists()


def test_index_names_the_site(staff_client):
    page = staff_client.get(reverse("admin:index")).content.decode()

    assert "FilmTracker" in page
    assert reverse("admin:films_film_changelist") in page
    assert reverse("admin:films_credit_changelist") not in page


def test_film_form_says_when_it_was_synchronized(staff_client):
    film = make_film(tmdb_id=1)
    SyncRecord.objects.create(tmdb_id=1, film=film, synced_at=datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC))

    page = staff_client.get(change_url(film)).content.decode()

    assert "Jan. 2, 2026, 3:04 a.m." in page


@pytest.mark.parametrize("error", [IntegrityError, DatabaseError])
def test_change_at_the_same_moment_is_explained(staff_client, monkeypatch, error):
    film = make_film(title="Old")

    def fail(self, **kwargs):
        raise error

    monkeypatch.setattr(Film, "save", fail)
    response = staff_client.post(change_url(film), film_data(film, title="New"), follow=True)

    assert response.redirect_chain == [(change_url(film), 302)]
    assert messages_of(response) == ["Somebody changed the same at the same moment. Look at the record and save again."]


def test_other_database_errors_are_not_hidden(staff_client, monkeypatch, caplog):
    film = make_film()

    def fail(self, **kwargs):
        raise OperationalError

    monkeypatch.setattr(Film, "save", fail)
    with pytest.raises(OperationalError):
        staff_client.post(change_url(film), film_data(film, title="New"))

    assert "Internal Server Error" in caplog.text
    caplog.clear()


def test_pages_need_nothing_that_the_content_policy_forbids(staff_client, media):
    film, other = make_film(cast=["One"]), make_film()
    images.set_poster(film=film, image=upload())

    for url in (FILMS, change_url(film), merge_url("film", film, other)):
        page = staff_client.get(url).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"|id=\"django-admin))", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_credits_are_edited_in_their_list(staff_client):
    film = make_film(cast=["One"])
    credit = film.credits.get()
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": credit.pk, "_save": "Save"}
    data |= {f"form-0-{name}": getattr(credit, name) for name in ("department", "job", "order")}

    staff_client.post(
        f"{reverse('admin:films_credit_changelist')}?film__id__exact={film.pk}", data | {"form-0-character": "Kelvin"}
    )

    credit.refresh_from_db()
    assert credit.character == "Kelvin"
