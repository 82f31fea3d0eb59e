import pytest
from django.urls import reverse

from accounts.tests.pictures import full_disk, noise, stored
from films.tests.factories import make_film
from films.tests.test_admin import film_data

pytestmark = pytest.mark.django_db


def test_poster_without_room_is_told_in_the_admin_and_changes_nothing(admin_client, settings, tmp_path, caplog):
    settings.MEDIA_ROOT = tmp_path
    film = make_film(title="Stalker")
    address = reverse("admin:films_film_change", args=[film.pk])

    with full_disk():
        page = admin_client.post(address, {**film_data(film), "title": "Solaris", "poster": noise()}, follow=True)

    film.refresh_from_db()
    assert "There is no room for pictures" in page.content.decode()
    assert (film.title, film.poster.name, stored(tmp_path)) == ("Stalker", "", [])
    caplog.clear()
