import pytest
from django.urls import reverse

from accounts.tests.pictures import stored, upload
from films.models import (
    Film,
    FilmRedirect,
)
from films.services import images
from films.tests.admin_pages import FILMS, make_editor, messages_of
from films.tests.factories import make_film

pytestmark = pytest.mark.django_db


def test_bulk_actions_change_the_selected_films(staff_client):
    films = [make_film(status="planned") for _ in range(3)]
    selected = {"_selected_action": [films[0].pk, films[1].pk]}

    staff_client.post(FILMS, {"action": "mark_adult", **selected}, follow=True)
    response = staff_client.post(FILMS, {"action": "set_released", **selected}, follow=True)

    assert list(Film.objects.order_by("pk").values_list("adult", "status")) == [
        (True, "released"),
        (True, "released"),
        (False, "planned"),
    ]
    assert messages_of(response) == ["2 films were changed."]
    staff_client.post(FILMS, {"action": "unmark_adult", **selected})
    assert not Film.objects.filter(adult=True).exists()


def test_bulk_deletion_says_what_would_go(staff_client, media, django_capture_on_commit_callbacks):
    film, other = make_film(title="Solaris", cast=["One", "Two"]), make_film()
    images.set_poster(film=film, image=upload())
    data = {"action": "delete_selected", "_selected_action": [film.pk]}

    page = staff_client.post(FILMS, data).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(FILMS, data | {"post": "yes"})

    assert "Solaris" in page
    assert "2 credits" in page
    assert list(Film.objects.all()) == [other]
    assert stored(media) == []


def test_film_with_a_redirect_can_be_deleted(staff_client):
    film = make_film()
    FilmRedirect.objects.create(old_id=-1, film=film)

    staff_client.post(reverse("admin:films_film_delete", args=[film.pk]), {"post": "yes"})

    assert not Film.objects.exists()


def test_film_whose_rows_an_editor_may_not_delete_stays(client):
    film = make_film(cast=["One"])
    client.force_login(make_editor("view_film", "change_film", "delete_film"))

    response = client.post(reverse("admin:films_film_delete", args=[film.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Film.objects.exists()
