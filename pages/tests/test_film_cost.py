import pytest

from accounts.tests.factories import make_user
from pages.tests.film_pages import make_full_film, page_of
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [1, 30])
def test_detail_takes_three_queries_for_a_visitor(client, django_assert_num_queries, number):
    film = make_full_film(number)

    with django_assert_num_queries(3):
        page_of(client, film)


@pytest.mark.parametrize("number", [1, 30])
def test_detail_takes_six_queries_for_a_member(client, django_assert_num_queries, number):
    film = make_full_film(number)
    mark = make_user_film(film=film)
    client.force_login(mark.user)

    with django_assert_num_queries(6):
        page_of(client, film)


@pytest.mark.parametrize("number", [1, 30])
def test_credits_page_takes_two_queries(client, django_assert_num_queries, number):
    film = make_full_film(number)

    with django_assert_num_queries(2):
        page_of(client, film, "credits")


@pytest.mark.parametrize("make_viewer", [None, make_user])
def test_detail_is_under_25_kb(client, make_viewer):
    film = make_full_film(30)
    if make_viewer:
        client.force_login(make_viewer())

    assert len(page_of(client, film).content) < 25 * 1024
