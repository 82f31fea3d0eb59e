import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from reviews import threads
from reviews.tests.factories import make_comment, make_review

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def page(place, query="", viewer=None):
    viewer = viewer or AnonymousUser()
    return threads.thread_page(place=place, viewer=viewer, query=QueryDict(query), now=NOW)


def tree(shown):
    """The texts of a page as nested lists; a gap is "-"."""
    return [[("-" if item.is_gap else item.comment.body), *tree(item.answers)] for item in shown]


def texts(place, query="", viewer=None):
    return tree(page(place, query, viewer).page.items)


def at(minutes):
    return NOW - datetime.timedelta(hours=9) + datetime.timedelta(minutes=minutes)


def test_threads_are_trees_oldest_first():
    review = make_review()
    second = make_comment(review=review, body="second", created_at=at(2))
    first = make_comment(review=review, body="first", created_at=at(1))
    late = make_comment(parent=first, body="late", created_at=at(9))
    make_comment(parent=first, body="early", created_at=at(3))
    make_comment(parent=late, body="deep", created_at=at(10))
    make_comment(parent=second, body="other", created_at=at(4))
    make_comment(body="elsewhere")

    assert texts(review) == [["first", ["early"], ["late", ["deep"]]], ["second", ["other"]]]


def test_a_deleted_comment_is_a_gap_only_where_something_below_can_be_read():
    review = make_review()
    lonely = make_comment(review=review, body="", state="deleted")
    make_comment(parent=lonely, body="", state="deleted")
    root = make_comment(review=review, body="", state="deleted")
    middle = make_comment(parent=root, body="", state="deleted")
    make_comment(parent=middle, body="deep")
    answered = make_comment(review=review, body="", state="deleted")
    make_comment(parent=answered, body="", state="hidden")

    assert texts(review) == [["-", ["-", ["deep"]]]]
    assert page(review).page.count == 1


@pytest.mark.parametrize("state", ["held", "hidden"])
def test_what_a_moderator_has_is_read_by_its_author_and_staff_alone(state):
    comment = make_comment(body="secret", state=state)
    make_comment(parent=comment, body="answer")

    assert texts(comment.review) == [["-", ["answer"]]]
    assert texts(comment.review, viewer=make_user()) == [["-", ["answer"]]]
    assert texts(comment.review, viewer=comment.user) == [["secret", ["answer"]]]
    assert texts(comment.review, viewer=make_staff()) == [["secret", ["answer"]]]


def test_each_thread_shows_its_first_answers_and_says_how_many_there_are_more():
    root = make_comment(body="root", created_at=at(0))
    answers = [make_comment(parent=root, body=f"a{n}", created_at=at(n)) for n in range(1, 5)]
    make_comment(parent=answers[0], body="deep", created_at=at(9))

    (shown,) = page(root.review).page.items

    assert tree([shown]) == [["root", ["a1"], ["a2"], ["a3"]]]
    assert shown.hidden_answers == 2


def test_a_thread_has_a_page_of_its_own():
    root = make_comment(body="root", created_at=at(0))
    make_comment(review=root.review, body="another")
    answers = [make_comment(parent=root, body=f"a{n}", created_at=at(n)) for n in range(1, 5)]
    make_comment(parent=answers[0], body="deep", created_at=at(9))

    whole = page(root.review, f"thread={root.pk}")

    assert whole.whole.comment == root
    assert tree(whole.page.items) == [["a1", ["deep"]], ["a2"], ["a3"], ["a4"]]
    assert texts(root.review, f"thread={answers[0].pk}") == [["deep"]]


@pytest.mark.parametrize("query", ["thread=0", "thread=x", "thread=99999999999999999999", "comment=-1", "comment=%00"])
def test_a_thread_or_comment_that_is_not_here_is_the_first_page(query):
    comment = make_comment(body="here")

    assert texts(comment.review, query) == [["here"]]


def test_a_comment_of_another_place_is_not_found_here():
    comment, elsewhere = make_comment(body="here"), make_comment(body="elsewhere")

    assert page(comment.review, f"comment={elsewhere.pk}").chosen is None
    assert page(comment.review, f"thread={elsewhere.pk}").whole is None


def test_permalinks_find_the_page_of_their_comment():
    review = make_review()
    roots = [make_comment(review=review, body=f"r{n}", created_at=at(n)) for n in range(45)]
    answers = [make_comment(parent=roots[30], body=f"a{n}", created_at=at(100 + n)) for n in range(25)]
    deep = [make_comment(parent=answers[0], body=f"d{n}", created_at=at(200 + n)) for n in range(25)]

    for comment, number, whole in (
        (roots[0], 1, None),
        (roots[20], 2, None),
        (roots[44], 3, None),
        (answers[2], 2, None),
        (answers[3], 1, roots[30]),
        (answers[24], 2, roots[30]),
        (deep[0], 1, answers[0]),
        (deep[24], 2, answers[0]),
    ):
        found = page(review, f"comment={comment.pk}")
        shown = [item for top in found.page.items for item in [top, *top.answers]]
        assert comment in [item.comment for item in shown], comment.body
        assert (found.page.number, found.chosen) == (number, comment.pk), comment.body
        assert (found.whole.comment if found.whole else None) == whole, comment.body


def test_a_page_asks_as_much_for_one_comment_as_for_many(django_assert_num_queries):
    one, many = make_comment().review, make_review()
    for number in range(30):
        root = make_comment(review=many, created_at=at(number))
        answer = make_comment(parent=root)
        deep = make_comment(parent=answer)

    for review in (one, many):
        with django_assert_num_queries(3):
            page(review)
    with django_assert_num_queries(6):
        page(many, f"comment={deep.pk}")


def test_what_a_member_may_do_with_each_comment():
    author, other = make_user(), make_user()
    fresh = make_comment(user=author, created_at=NOW)
    old = make_comment(user=author, review=fresh.review, created_at=NOW - datetime.timedelta(minutes=16))
    hidden = make_comment(user=author, review=fresh.review, state="hidden", created_at=NOW)

    def may(viewer):
        return {
            item.comment: (item.may_answer, item.may_edit, item.may_delete)
            for item in page(fresh.review, viewer=viewer).page.items
        }

    assert may(author) == {fresh: (True, True, True), old: (True, False, True), hidden: (False, False, True)}
    assert may(other) == {fresh: (True, False, False), old: (True, False, False)}
