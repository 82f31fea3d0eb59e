import itertools
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from reviews.models import Case, Decision, RatingHold, UserFilm
from reviews.services import bursts, rating, recount
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
numbers = itertools.count(1)
WAITS = "The rank stays as it was until a moderator has looked at them."


def rate_in_bulk(film, number, *, rating=10, rated_at=None, joined=None):
    rated_at = rated_at or timezone.now()
    names = [f"rater{next(numbers)}" for _number in range(number)]
    members = User.objects.bulk_create(
        User(username=name, email=f"{name}@example.org", date_joined=joined or rated_at) for name in names
    )
    values = {"film": film, "rating": rating, "status": "watched", "rated_at": rated_at, "updated_at": rated_at}
    UserFilm.objects.bulk_create(UserFilm(user=member, **values) for member in members)


def rate(film, number, run):
    """By the service, as the site does."""
    for _number in range(number):
        with run(execute=True):
            rating.rate_film(user=make_user(), film=film, rating=10, now=timezone.now())


@pytest.fixture
def ranked():
    """A film with three ratings of long ago."""
    film = make_film()
    long_ago = timezone.now() - timedelta(days=200)
    for value in (6, 7, 8):
        make_user_film(film=film, rating=value, rated_at=long_ago, updated_at=long_ago)
    film.refresh_from_db()
    return film


def test_twenty_ratings_in_an_hour_hold_the_rank(ranked, django_capture_on_commit_callbacks):
    rate(ranked, 19, django_capture_on_commit_callbacks)
    assert not RatingHold.objects.exists()
    ranked.refresh_from_db()
    before = ranked.ranking_score

    rate(ranked, 1, django_capture_on_commit_callbacks)
    hold = RatingHold.objects.get()
    rate(ranked, 10, django_capture_on_commit_callbacks)

    case = Case.objects.get()
    ranked.refresh_from_db()
    assert (hold.film, hold.rating_count, hold.usual_count) == (ranked, 20, 0)
    assert (case.rating_hold, case.origin) == (hold, "burst")
    assert ranked.ranking_held
    assert ranked.ranking_score == pytest.approx((21 + 200 + 10 * 6.5) / 33)
    assert before != ranked.ranking_score
    assert ranked.rating_count == 33


def test_a_popular_film_may_have_ten_times_what_is_usual(ranked):
    now = timezone.now()
    rate_in_bulk(ranked, 28 * 24 * 3, rated_at=now - timedelta(days=5))  # three an hour
    rate_in_bulk(ranked, 29)

    assert bursts.look_at(film_id=ranked.pk, now=timezone.now()) is None
    make_user_film(film=ranked, rated_at=timezone.now())
    assert bursts.look_at(film_id=ranked.pk, now=timezone.now())


def test_ratings_of_earlier_hours_are_no_burst(ranked):
    rate_in_bulk(ranked, 50, rated_at=timezone.now() - timedelta(hours=2))

    assert bursts.look_at(film_id=ranked.pk, now=timezone.now()) is None


def test_a_film_is_held_once(ranked):
    rate_in_bulk(ranked, 20)

    assert bursts.look_at(film_id=ranked.pk, now=timezone.now())
    assert bursts.look_at(film_id=ranked.pk, now=timezone.now()) is None
    assert Case.objects.count() == 1


def test_a_film_that_is_gone_is_not_held(ranked):
    assert bursts.hold_rank(10**9, timezone.now(), 20, 0, timezone.now()) is None


def test_rating_costs_no_query_more_in_the_common_case(
    ranked, django_capture_on_commit_callbacks, django_assert_num_queries
):
    user = make_user()
    with django_capture_on_commit_callbacks() as callbacks:
        rating.rate_film(user=user, film=ranked, rating=10, now=timezone.now())

    with django_assert_num_queries(0):
        for _number in range(9):
            callbacks[0]()


def test_film_page_says_that_the_rank_waits(client, ranked):
    assert WAITS not in client.get(ranked.get_absolute_url()).content.decode()
    rate_in_bulk(ranked, 20)
    bursts.look_at(film_id=ranked.pk, now=timezone.now())

    assert WAITS in client.get(ranked.get_absolute_url()).content.decode()


@pytest.fixture
def case(client, ranked):
    """A burst of 20 new accounts and of 5 old ones, before a moderator."""
    now = timezone.now()
    rate_in_bulk(ranked, 20)
    rate_in_bulk(ranked, 5, rating=9, joined=now - timedelta(days=8))
    bursts.look_at(film_id=ranked.pk, now=now)
    moderator = make_user(is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(moderator)
    return Case.objects.get()


def decide(client, case, action):
    return client.post(reverse("reviews:decide", args=[case.pk]), {"action": action, "reason": "x"})


def test_burst_is_shown_with_its_numbers(client, case):
    page = client.get(reverse("reviews:case", args=[case.pk]))

    assert page.context["page"].new_raters == 20
    assert page.context["page"].actions == ["dismiss", "hide"]
    assert client.get(reverse("reviews:moderation")).status_code == 200


def test_confirmed_burst_loses_the_ratings_of_new_accounts(client, ranked, case):
    assert decide(client, case, "hide").status_code == 302

    hold = RatingHold.objects.get()
    ranked.refresh_from_db()
    assert (hold.is_confirmed, hold.ended_at is not None) == (True, True)
    assert (ranked.rating_count, ranked.rating_sum) == (3 + 5, 21 + 45)
    assert not ranked.ranking_held
    assert ranked.ranking_score == pytest.approx((66 + 10 * 6.5) / 18)
    assert Decision.objects.get().target == "rating_hold"
    assert recount.find_drift() == []


def test_burst_that_is_nothing_counts(client, ranked, case):
    assert decide(client, case, "dismiss").status_code == 302

    ranked.refresh_from_db()
    assert RatingHold.objects.get().is_confirmed is False
    assert ranked.rating_count == 28
    assert not ranked.ranking_held
    assert ranked.ranking_score == pytest.approx((21 + 200 + 45 + 10 * 6.5) / 38)


def test_burst_that_was_judged_is_not_held_again(client, ranked, case):
    decide(client, case, "dismiss")
    rate_in_bulk(ranked, 20, rating=8)

    assert bursts.look_at(film_id=ranked.pk, now=timezone.now()) is None


@pytest.mark.parametrize("action", ["warn", "ban", "suspend"])
def test_there_is_no_member_to_a_burst(client, case, action):
    assert decide(client, case, action).status_code == 422
    assert Film.objects.get().ranking_held
