import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from pages.tests.html import by_id, parse, text
from reviews.models import Review, Vote
from reviews.tests.factories import make_review

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url_of(review, name="vote"):
    return reverse(f"reviews:{name}", args=[review.pk])


def votes():
    return list(Vote.objects.order_by("pk").values_list("user__username", "is_helpful"))


@pytest.fixture
def anna(client):
    user = make_user(username="anna")
    client.force_login(user)
    return user


def test_vote_is_saved_and_returns_to_the_review(client, anna):
    review = make_review()

    response = client.post(url_of(review), {"helpful": "yes"}, follow=True)

    assert response.redirect_chain == [(review.get_absolute_url(), 302)]
    assert "1 of 1 member found it helpful" in response.content.decode()
    assert votes() == [("anna", True)]


def test_vote_is_changed_and_taken_back(client, anna):
    review = make_review()

    for answer in ("yes", "no"):
        client.post(url_of(review), {"helpful": answer})
    assert votes() == [("anna", False)]
    client.post(url_of(review, "remove_vote"))

    assert votes() == []
    review.refresh_from_db()
    assert (review.helpful_count, review.vote_count) == (0, 0)


def test_vote_by_htmx_swaps_the_control_alone(client, anna):
    review = make_review()

    response = client.post(url_of(review), {"helpful": "yes"}, headers=HTMX)

    tree = parse(response)
    control = by_id(tree, f"vote-{review.pk}")
    assert "1 of 1 member found it helpful" in text(control)
    assert by_id(tree, "vote-yes").get("aria-pressed") == "true"
    assert by_id(tree, "vote-yes").get("formaction") == url_of(review, "remove_vote")
    assert by_id(tree, "vote-no").get("aria-pressed") == "false"
    assert tree.find(".//main") is None


@pytest.mark.parametrize("data", [{}, {"helpful": ""}, {"helpful": "perhaps"}, {"helpful": "\x00"}])
def test_vote_that_says_nothing_changes_nothing(client, anna, data):
    review = make_review()

    assert client.post(url_of(review), data, headers=HTMX).status_code == 422
    assert client.post(url_of(review), data, follow=True).status_code == 200
    assert votes() == []


def test_nobody_votes_on_their_own_review(client, anna):
    review = make_review(user=anna)

    assert by_id(parse(client.get(review.get_absolute_url())), "vote-yes") is None
    response = client.post(url_of(review), {"helpful": "yes"}, follow=True)

    assert "You cannot vote on your own review." in response.content.decode()
    assert client.post(url_of(review), {"helpful": "yes"}, headers=HTMX).status_code == 422
    assert votes() == []


@pytest.mark.parametrize("state", ["draft", "held", "hidden"])
@pytest.mark.parametrize("make_viewer", [make_user, make_staff])
def test_only_published_reviews_are_voted_on(client, state, make_viewer):
    client.force_login(make_viewer())
    review = make_review(state=state)

    assert client.post(url_of(review), {"helpful": "yes"}).status_code == 404
    assert client.post(url_of(review, "remove_vote")).status_code == 404
    assert votes() == []


def test_review_of_a_private_member_or_an_adult_film_is_not_voted_on(client, anna):
    for review in (make_review(user=make_user(is_private=True)), make_review(film=make_film(adult=True))):
        assert client.post(url_of(review), {"helpful": "yes"}).status_code == 404
    assert votes() == []


@pytest.mark.parametrize("name", ["vote", "remove_vote"])
def test_vote_of_a_visitor_leads_to_the_login_and_back_to_the_review(client, name):
    review = make_review()

    response = client.post(url_of(review, name), {"helpful": "yes"})
    by_htmx = client.post(url_of(review, name), {"helpful": "yes"}, headers=HTMX)

    assert response.url == f"{reverse('account_login')}?next=/reviews/{review.pk}/"
    assert by_htmx.headers["HX-Redirect"] == response.url
    assert votes() == []


@pytest.mark.parametrize("name", ["vote", "remove_vote"])
def test_vote_of_a_suspended_member_is_refused(client, name):
    user = make_user(suspended_until=timezone.now() + datetime.timedelta(days=1))
    client.force_login(user)

    assert client.post(url_of(make_review(), name), {"helpful": "yes"}).status_code == 403
    assert votes() == []


@pytest.mark.parametrize("name", ["vote", "remove_vote"])
def test_vote_by_get_is_not_allowed(client, anna, name):
    assert client.get(url_of(make_review(), name)).status_code == 405


def test_vote_on_no_review_is_404(client, anna):
    assert client.post("/reviews/99999999999999999999/vote/", {"helpful": "yes"}).status_code == 404


def test_votes_are_limited(client, anna):
    review = make_review()

    answers = [client.post(url_of(review), {"helpful": "yes"}, headers=HTMX).status_code for _number in range(61)]

    assert set(answers[:60]) == {200}
    assert answers[60] == 429


def test_review_with_more_votes_is_above_one_with_few_good_ones():
    sure, lucky = make_review(), make_review()
    for number in range(20):
        Vote.objects.create(review=sure, user=make_user(), is_helpful=number > 1)
    Vote.objects.create(review=lucky, user=make_user())

    assert list(Review.objects.sorted_by("helpful")) == [sure, lucky]
