"""What the API cannot show, because it looks first: two editors at once."""

import pytest

from accounts.tests.factories import make_user
from films.models import Film
from films.services import writing
from films.tests.factories import make_film

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("taken", [{"tmdb_id": 7}, {"imdb_id": "tt0000007"}])
def test_an_id_that_another_film_took_meanwhile_is_refused(taken):
    make_film(**taken)
    film = make_film(title="Late")

    with pytest.raises(writing.IdTakenError):
        writing.create_film(editor=make_user(), values={"title": "New", "genres": [], **taken})
    with pytest.raises(writing.IdTakenError):
        writing.edit_film(editor=make_user(), film=film, values={"title": "Changed", **taken})

    film.refresh_from_db()
    assert (film.title, film.locked_fields, Film.objects.count()) == ("Late", [], 2)


def test_a_film_that_was_deleted_meanwhile_is_gone():
    film = make_film()
    Film.objects.all().delete()

    with pytest.raises(writing.FilmGoneError):
        writing.edit_film(editor=make_user(), film=film, values={"title": "Changed"})
    assert not Film.objects.exists()


def test_what_another_editor_changed_meanwhile_stays():
    film = make_film(title="Old", tagline="Old")
    Film.objects.update(tagline="Theirs")

    writing.edit_film(editor=make_user(), film=film, values={"title": "Ours"})

    assert list(Film.objects.values_list("title", "tagline")) == [("Ours", "Theirs")]
