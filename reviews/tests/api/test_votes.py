import pytest

from accounts.tests.factories import make_user
from reviews.models import Vote
from reviews.tests.api.calls import Caller, error_of, make_silenced
from reviews.tests.factories import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    return make_review()


@pytest.fixture
def caller():
    return Caller(make_user())


def path(review):
    return f"reviews/{review.pk}/vote/"


def votes():
    return list(Vote.objects.values_list("is_helpful", flat=True))


def test_vote_is_cast_replaced_and_taken_back(caller, review):
    first = caller.send("put", path(review), {"is_helpful": True})
    assert first.json() == {"my_vote": True, "helpful_count": 1, "vote_count": 1}
    assert caller.get(f"reviews/{review.pk}/").json()["my_vote"] is True

    second = caller.send("put", path(review), {"is_helpful": False})
    assert second.json() == {"my_vote": False, "helpful_count": 0, "vote_count": 1}
    assert votes() == [False]

    assert caller.send("delete", path(review)).status_code == 204
    assert caller.send("delete", path(review)).status_code == 204
    assert votes() == []
    assert caller.get(f"reviews/{review.pk}/").json()["my_vote"] is None


@pytest.mark.parametrize("data", [{}, {"is_helpful": None}, {"is_helpful": "perhaps"}, {"helpful": True}])
def test_vote_that_is_not_valid_changes_nothing(caller, review, data):
    caller.send("put", path(review), {"is_helpful": True})

    response = caller.send("put", path(review), data)

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == ["is_helpful"]
    assert votes() == [True]


def test_vote_is_of_the_caller_whatever_else_is_sent(caller, review):
    caller.send("put", path(review), {"is_helpful": True, "user": review.user_id, "review": 1, "id": 1})

    vote = Vote.objects.get()
    assert vote.review == review
    assert vote.user_id != review.user_id


def test_nobody_votes_on_their_own_review(review):
    caller = Caller(review.user)

    assert error_of(caller.send("put", path(review), {"is_helpful": True})) == (403, "own_review")
    assert votes() == []


@pytest.mark.parametrize("state", ["draft", "held", "hidden", None])
def test_vote_on_what_is_not_published_is_404(caller, state):
    review = make_review(state=state) if state else make_review(user=make_user(is_private=True))

    assert error_of(caller.send("put", path(review), {"is_helpful": True})) == (404, "not_found")
    assert error_of(caller.send("delete", path(review))) == (404, "not_found")
    assert votes() == []


@pytest.mark.parametrize("who", ["nobody", "suspended", "unverified"])
def test_nobody_who_may_not_write_votes(review, who):
    user = None if who == "nobody" else make_silenced(who)
    if user:
        Vote.objects.create(user=user, review=review, is_helpful=True)
    caller = Caller(user)

    answers = [caller.send("put", path(review), {"is_helpful": False}), caller.send("delete", path(review))]

    expected = (401, "not_authenticated") if who == "nobody" else (403, who)
    assert {error_of(answer) for answer in answers} == {expected}
    assert votes() == ([True] if user else [])
