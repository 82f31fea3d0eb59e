import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from accounts.deletion import delete_users
from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from reviews.models import Comment, Decision, RatingHold, Review, Vote
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film

pytestmark = pytest.mark.django_db


def counts(film):
    return Film.objects.values_list("review_count", flat=True).get(pk=film.pk)


def test_review_count_of_a_film_counts_published_reviews():
    film = make_film()
    review = make_review(film=film)
    make_review(film=film, state="draft")

    assert counts(film) == 1
    Review.objects.filter(pk=review.pk).update(state="hidden")
    assert counts(film) == 0
    Review.objects.update(state="published", published_at=review.published_at)
    assert counts(film) == 2
    delete_users(users=[review.user])
    assert counts(film) == 1


def test_review_carries_its_authors_rating():
    mark = make_user_film(rating=7)
    review = make_review(film=mark.film, user=mark.user)
    review.refresh_from_db()
    assert review.rating == 7

    mark.rating = 9
    mark.save()
    review.refresh_from_db()
    assert review.rating == 9

    mark.delete()
    review.refresh_from_db()
    assert review.rating is None

    make_user_film(film=review.film, user=review.user, rating=3)
    review.refresh_from_db()
    assert review.rating == 3


def test_votes_are_counted_and_ranked():
    review = make_review()
    votes = [Vote.objects.create(review=review, user=make_user(), is_helpful=helpful) for helpful in (1, 1, 0)]

    review.refresh_from_db()
    assert (review.helpful_count, review.vote_count) == (2, 3)
    assert review.helpfulness == pytest.approx(0.2077, abs=0.0001)  # Wilson's lower bound of 2 of 3 at 95 %

    votes[2].is_helpful = True
    votes[2].save()
    votes[0].delete()
    review.refresh_from_db()
    assert (review.helpful_count, review.vote_count) == (2, 2)


def test_nobody_votes_on_their_own_review():
    review = make_review()

    with pytest.raises(IntegrityError, match="own review"), transaction.atomic():
        Vote.objects.create(review=review, user=review.user)

    assert not Vote.objects.exists()


def test_comments_are_counted_where_they_stand():
    review, discussion = make_review(), make_discussion()
    first = make_comment(review=review)
    make_comment(parent=first)
    make_comment(discussion=discussion)
    make_comment(discussion=discussion, state="held")

    review.refresh_from_db()
    discussion.refresh_from_db()
    assert (review.comment_count, discussion.comment_count) == (2, 1)
    Comment.objects.update(state="deleted")
    review.refresh_from_db()
    assert review.comment_count == 0


def test_comments_are_three_deep_and_stand_beside_their_parent():
    first = make_comment()
    third = make_comment(parent=make_comment(parent=first))
    third.refresh_from_db()
    assert third.depth == 2

    with pytest.raises(IntegrityError, match="comment_three_deep"), transaction.atomic():
        make_comment(parent=third)
    with pytest.raises(IntegrityError, match="elsewhere"), transaction.atomic():
        Comment.objects.create(parent=first, review=make_review(), user=make_user())


def test_what_others_answered_to_stays_without_its_author():
    comment, discussion = make_comment(body="Mine"), make_discussion(title="Mine", body="Mine")
    answer = make_comment(parent=comment, body="Theirs")

    delete_users(users=[comment.user, discussion.user])

    comment.refresh_from_db()
    discussion.refresh_from_db()
    answer.refresh_from_db()
    assert (comment.user, comment.body, comment.body_html, comment.state) == (None, "", "", "deleted")
    assert (discussion.title, discussion.body, discussion.state) == ("", "", "deleted")
    assert (answer.body, answer.state) == ("Theirs", "published")


def test_decisions_are_never_changed():
    decision = Decision.objects.create(case_id=1, target="review", target_id=1, action="hide", reason="Spam")

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        Decision.objects.update(reason="Other")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        decision.delete()


def test_a_burst_keeps_the_rank_until_it_is_judged():
    film = make_film()
    for rating in (8, 8, 8):
        make_user_film(film=film, rating=rating)
    before = Film.objects.get(pk=film.pk).ranking_score

    hold = RatingHold.objects.create(film=film, began_at=film.created_at, rating_count=3, usual_count=0)
    make_user_film(film=film, rating=1)
    assert Film.objects.get(pk=film.pk).ranking_score == before

    hold.ended_at = film.created_at
    hold.save()
    film = Film.objects.get(pk=film.pk)
    assert not film.ranking_held
    assert film.ranking_score < before
