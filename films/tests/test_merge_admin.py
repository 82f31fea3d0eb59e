import pytest
from django.urls import reverse

from films.admin.people import PersonAdmin
from films.models import (
    Film,
    FilmRedirect,
    Person,
    PersonRedirect,
)
from films.tests.admin_pages import FILMS, change_url, make_editor, merge_url, messages_of
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db


def test_selected_films_are_shown_side_by_side(staff_client):
    films = [make_film(title=title, directors=["Director"]) for title in ("Solaris", "Solyaris")]
    data = {"action": "merge_selected", "_selected_action": [film.pk for film in films]}

    response = staff_client.post(FILMS, data, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(merge_url("film", *films), 302)]
    assert page.count('type="radio"') == 2
    assert "Solaris" in page
    assert "Solyaris" in page


def test_films_are_merged_into_the_chosen_one(staff_client):
    keep, *others = films = [make_film(title=title) for title in ("Solaris", "Solyaris", "Solaris (1972)")]

    response = staff_client.post(merge_url("film", *films), {"keep": keep.pk}, follow=True)

    assert list(Film.objects.all()) == [keep]
    assert set(FilmRedirect.objects.values_list("old_id", "film_id")) == {(film.pk, keep.pk) for film in others}
    assert response.redirect_chain == [(change_url(keep), 302)]
    assert "Solyaris" in messages_of(response)[0]


def test_merge_without_a_choice_changes_nothing(staff_client):
    films = [make_film(), make_film()]

    response = staff_client.post(merge_url("film", *films), {"csrf": "1"})

    assert "Choose the one to keep." in response.content.decode()
    assert Film.objects.count() == 2


def test_merge_keeps_none_but_the_selected(staff_client):
    films = [make_film(), make_film(), make_film()]

    response = staff_client.post(merge_url("film", *films[:2]), {"keep": films[2].pk})

    assert response.status_code == 200
    assert Film.objects.count() == 3


@pytest.mark.parametrize("number", [1, 11])
def test_merge_of_too_few_or_too_many_is_refused(staff_client, number):
    films = [make_film() for _ in range(number)]
    data = {"action": "merge_selected", "_selected_action": [film.pk for film in films]}

    by_action = staff_client.post(FILMS, data, follow=True)
    by_address = staff_client.post(merge_url("film", *films), {"keep": films[0].pk}, follow=True)

    assert messages_of(by_action) == messages_of(by_address) == ["Select from 2 to 10 to merge."]
    assert Film.objects.count() == number


@pytest.mark.parametrize("query", ["", "?id=x&id=y", "?id=99999999999999999999999&id=1", "?id=٣&id=1", "?id=%00"])
def test_merge_page_survives_any_query(staff_client, query):
    assert staff_client.get(reverse("admin:films_film_merge") + query).status_code == 302


@pytest.mark.parametrize("codenames", [("change_film", "view_film"), ("delete_film", "view_film"), ()])
def test_merge_takes_the_permissions_to_change_and_to_delete(client, codenames):
    films = [make_film(), make_film()]
    client.force_login(make_editor(*codenames))

    assert client.get(merge_url("film", *films)).status_code == 403
    assert client.post(merge_url("film", *films), {"keep": films[0].pk}).status_code == 403
    assert Film.objects.count() == 2


def test_editor_with_both_permissions_merges(client):
    films = [make_film(), make_film()]
    client.force_login(make_editor("change_film", "delete_film"))

    client.post(merge_url("film", *films), {"keep": films[1].pk})

    assert list(Film.objects.all()) == [films[1]]


def test_merge_of_people_that_somebody_merges_at_the_same_moment(staff_client, monkeypatch):
    keep, other = make_person(), make_person()
    merge = PersonAdmin.merge

    def merge_second(self, kept, others):
        Person.objects.filter(pk=other.pk).delete()
        return merge(self, kept, others)

    monkeypatch.setattr(PersonAdmin, "merge", merge_second)

    response = staff_client.post(merge_url("person", keep, other), {"keep": keep.pk}, follow=True)

    assert messages_of(response) == ["One of them is gone. Nothing was merged."]
    assert list(Person.objects.all()) == [keep]


def test_people_are_merged_into_the_chosen_one(staff_client):
    keep, other = make_person(name="Andrei Tarkovsky"), make_person(name="A. Tarkovsky")
    film = make_film(directors=[other])

    page = staff_client.get(merge_url("person", keep, other)).content.decode()
    staff_client.post(merge_url("person", keep, other), {"keep": keep.pk})

    assert "A. Tarkovsky" in page
    assert list(Person.objects.all()) == [keep]
    assert film.credits.get().person == keep
    assert list(PersonRedirect.objects.values_list("old_id", "person_id")) == [(other.pk, keep.pk)]
