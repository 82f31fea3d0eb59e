from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import make_user
from reviews.models import WatchedWord
from reviews.services import holds
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db
PUBLISHED = ("published", None)
LONG = "A film that everybody should see at least once."


def make_old_user():
    return make_user(date_joined=timezone.now() - timedelta(days=100))


def state(text, user=None, **kwargs):
    return holds.state_for_new_text(user=user or make_old_user(), text=text, now=timezone.now(), **kwargs)


def test_a_text_is_published_at_once():
    assert state(LONG) == PUBLISHED
    assert state("") == PUBLISHED


@pytest.mark.parametrize("text", ["See https://example.org", "[here](http://example.org)", "<https://example.org>"])
def test_links_of_a_new_account_are_held(text):
    now = timezone.now()

    assert state(text, make_user(date_joined=now - timedelta(days=2, hours=23))) == ("held", "links")
    assert state("fine", make_user(), title=text) == ("held", "links")
    assert state(text, make_user(date_joined=now - timedelta(days=3))) == PUBLISHED


def test_a_new_account_without_links_is_not_held():
    assert state(LONG, make_user()) == PUBLISHED


@pytest.mark.parametrize("make", [make_review, make_comment, make_discussion])
def test_the_same_text_by_the_member_again_is_held_for_thirty_days(make):
    now = timezone.now()
    user, other = make_old_user(), make_old_user()
    make(user=user, body=LONG, created_at=now - timedelta(days=29))
    make(user=other, body=LONG, created_at=now - timedelta(days=31))

    assert state(f" {LONG} ", user) == ("held", "repeated")
    assert state(LONG, other) == PUBLISHED
    assert state(LONG + " Twice.", user) == PUBLISHED


def test_the_same_text_by_three_others_within_a_day_is_held():
    now = timezone.now()
    for make in (make_review, make_comment):
        make(body=LONG, created_at=now - timedelta(hours=23))
    make_review(body=LONG, created_at=now - timedelta(hours=25))
    assert state(LONG) == PUBLISHED

    make_discussion(body=LONG)
    assert state(LONG) == ("held", "repeated")


def test_one_other_member_three_times_is_not_three_others():
    other = make_old_user()
    for _number in range(3):
        make_review(user=other, body=LONG)

    assert state(LONG) == PUBLISHED


def test_short_texts_may_be_repeated():
    user = make_old_user()
    make_comment(user=user, body="Thank you!")

    assert state("Thank you!", user) == PUBLISHED


def test_drafts_and_the_edited_text_itself_are_no_repetition():
    user = make_old_user()
    make_review(user=user, body=LONG, state="draft")
    review = make_review(user=user, body=LONG)

    assert state(LONG, user) == ("held", "repeated")
    assert state(LONG, user, edited=review) == PUBLISHED


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("casino", "The best CASINO in town"),
        ("casino", "casino"),
        ("casino", "cas**ino**"),
        ("casino", "ca\u200bsino"),
        ("casino", "||casino||"),
        ("casino", "[casino](https://example.org)"),
        ("casin*", "two casinos"),
        ("black market", "on the black market."),
        ("ёлка", "Елка"),
        ("елка", "ЁЛКА!"),
        ("c++", "I like C++ too"),
        ("straße", "STRASSE"),
    ],
)
def test_a_watched_word_is_held(word, text):
    WatchedWord.objects.create(word=word)

    assert state(text) == ("held", "words")
    assert state("fine", title=text) == ("held", "words")


@pytest.mark.parametrize(
    ("word", "text"),
    [("casino", "casinos"), ("casino", "thecasino"), ("casin*", "occasin"), (".*", "anything"), ("ass", "class")],
)
def test_other_words_are_not_held(word, text):
    WatchedWord.objects.create(word=word)

    assert state(text) == PUBLISHED


def test_a_held_text_opens_a_case():
    review = make_review(state="held")

    case = holds.hold(target=review, origin="links", now=timezone.now())

    assert (case.review, case.origin, case.closed_at) == (review, "links", None)


def test_looking_at_a_text_takes_two_queries(django_assert_max_num_queries):
    user = make_old_user()
    WatchedWord.objects.create(word="casino")

    with django_assert_max_num_queries(2):
        state(LONG, user)
