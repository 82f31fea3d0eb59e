import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.django_db
SECRET = "Rosebud is the sledge"


@pytest.fixture
def review():
    return make_review(film=make_film(title="Citizen Kane", slug="citizen-kane"), body=SECRET, title=f"{SECRET}!")


@pytest.fixture
def careful(client):
    member = make_user(spoiler_safe=True)
    client.force_login(member)
    return member


def pages(review):
    film = review.film
    return [
        film.get_absolute_url(),
        reverse("reviews:of_film", args=[film.pk, film.slug]),
        review.get_absolute_url(),
        reverse("reviews:of_member", args=[review.user.username]),
        reverse("profile", args=[review.user.username]),
        reverse("home"),
    ]


@pytest.mark.parametrize("page", range(6))
def test_text_of_an_unseen_film_is_kept_from_who_asked_for_it(client, review, careful, page):
    address = pages(review)[page]

    assert SECRET not in client.get(address).content.decode()

    make_user_film(user=careful, film=review.film, rating=None)
    assert SECRET in client.get(address).content.decode()


@pytest.mark.parametrize("page", range(4))
def test_text_is_shown_once_it_is_asked_for(client, review, careful, page):
    assert SECRET in client.get(pages(review)[page], {"spoilers": "show"}).content.decode()


def test_what_was_edited_is_kept_too(client, review, careful):
    review.versions.create(title="", body=f"{SECRET}, early", written_at=review.published_at)
    address = reverse("reviews:versions", args=[review.pk])

    assert "Rosebud" not in client.get(address).content.decode()
    assert "Rosebud" in client.get(address, {"spoilers": "show"}).content.decode()


def test_ones_own_text_is_never_kept(client, careful):
    review = make_review(user=careful, body=SECRET)

    assert SECRET in client.get(review.get_absolute_url()).content.decode()


def test_other_members_and_visitors_read_it(client, review):
    assert SECRET in client.get(review.get_absolute_url()).content.decode()
