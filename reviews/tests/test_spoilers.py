import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews import spoilers
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
SEEN = [{"rating": None, "status": "watched"}, {"rating": 3, "status": None}, {"rating": 9, "status": "dropped"}]
UNSEEN = [
    {"rating": None, "status": "planned"},
    {"rating": None, "status": "watching"},
    {"rating": None, "status": "dropped"},
    {"rating": None, "status": None, "favorite": True},
]


@pytest.fixture
def member():
    return make_user(spoiler_safe=True)


def test_films_that_were_watched_or_rated_are_not_hidden(member):
    seen = [make_user_film(user=member, **values).film_id for values in SEEN]
    unseen = [make_user_film(user=member, **values).film_id for values in UNSEEN]
    never_marked = make_film().pk
    make_user_film(film_id=never_marked)

    hidden = spoilers.hides(member, [*seen, *unseen, never_marked])

    assert hidden == {*unseen, never_marked}


@pytest.mark.parametrize("values", [*SEEN, *UNSEEN])
def test_rule_for_a_mark_at_hand_is_the_same(member, values):
    mark = make_user_film(user=member, **values)

    assert spoilers.hides_unmarked(member, mark) == bool(spoilers.hides(member, [mark.film_id]))


def test_nothing_is_hidden_from_visitors_and_without_the_setting(django_assert_num_queries):
    film, careless = make_film(), make_user()

    with django_assert_num_queries(0):
        assert spoilers.hides(AnonymousUser(), [film.pk]) == set()
        assert spoilers.hides(careless, [film.pk]) == set()
        assert not spoilers.hides_unmarked(AnonymousUser(), None)
        assert not spoilers.hides_unmarked(careless, None)


def test_many_films_take_one_query(member, django_assert_num_queries):
    films = [make_film().pk for _ in range(5)]
    UserFilm.objects.create(user=member, film_id=films[0], status="watched")

    with django_assert_num_queries(1):
        assert spoilers.hides(member, films) == set(films[1:])


def test_nothing_is_hidden_on_a_page_that_asks_to_show(member, rf):
    film = make_film()

    for address, hidden in (("/", {film.pk}), ("/?spoilers=show", set()), ("/?spoilers=hide", {film.pk})):
        request = rf.get(address)
        request.user = member
        assert spoilers.hidden_on(request, [film.pk]) == hidden
