import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from reviews.exceptions import AlreadyPublished, FilmUnavailable
from reviews.models import Comment, Review, ReviewVersion, Vote
from reviews.services import reviewing
from reviews.services.reviewing import ReviewText
from reviews.tests.factories import make_comment, make_review, make_user_film

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


def text_of(body="A **fine** film.", **overrides):
    return ReviewText(**{"title": "Fine", "body": body, "has_spoilers": False, "language": "en", **overrides})


def publish(user, film, now=NOW, **overrides):
    return reviewing.publish_review(user=user, film=film, text=text_of(**overrides), now=now)


@pytest.mark.django_db
def test_publish_review_stores_text_html_and_excerpt():
    mark = make_user_film(rating=9)

    publish(mark.user, mark.film, has_spoilers=True, language="ru")

    review = Review.objects.get()
    assert (review.user, review.film, review.state, review.published_at) == (mark.user, mark.film, "published", NOW)
    assert (review.title, review.body, review.has_spoilers, review.language) == ("Fine", "A **fine** film.", True, "ru")
    assert review.body_html == "<p>A <strong>fine</strong> film.</p>\n"
    assert (review.excerpt, review.rating, review.edited_at) == ("A fine film.", 9, None)
    assert Film.objects.get().review_count == 1


@pytest.mark.django_db
def test_draft_is_saved_again_and_published_without_versions():
    user, film = make_user(), make_film()

    for body in ("One", "Two"):
        reviewing.save_draft(user=user, film=film, text=text_of(body), now=NOW)
    assert Review.objects.values_list("body", "state", "published_at").get() == ("Two", "draft", None)
    publish(user, film, LATER, body="Three")

    assert Review.objects.values_list("body", "state", "published_at").get() == ("Three", "published", LATER)
    assert not ReviewVersion.objects.exists()


@pytest.mark.django_db
def test_edit_keeps_what_was_said_before():
    user, film = make_user(), make_film()
    publish(user, film, body="One")

    publish(user, film, LATER, body="Two")
    publish(user, film, LATER + datetime.timedelta(hours=1), body="Two", has_spoilers=True)

    assert list(ReviewVersion.objects.order_by("pk").values_list("body", "has_spoilers", "written_at")) == [
        ("One", False, NOW),
        ("Two", False, LATER),
    ]
    review = Review.objects.get()
    assert (review.body, review.published_at) == ("Two", NOW)
    assert review.edited_at == LATER + datetime.timedelta(hours=1)


@pytest.mark.django_db
def test_edit_that_changes_no_word_is_none():
    user, film = make_user(), make_film()
    publish(user, film)

    publish(user, film, LATER, language="ru")

    assert Review.objects.values_list("language", "edited_at").get() == ("ru", None)
    assert not ReviewVersion.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["held", "hidden"])
def test_edit_of_what_moderators_took_away_stays_away(state):
    review = make_review(state=state, body="Bad")

    publish(review.user, review.film, LATER, body="Better")

    review.refresh_from_db()
    assert (review.state, review.body) == (state, "Better")
    assert ReviewVersion.objects.get().body == "Bad"


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["published", "held", "hidden"])
def test_published_review_does_not_become_a_draft(state):
    review = make_review(state=state, body="Said")

    with pytest.raises(AlreadyPublished):
        reviewing.save_draft(user=review.user, film=review.film, text=text_of(), now=NOW)

    assert Review.objects.values_list("body", "state").get() == ("Said", state)


@pytest.mark.django_db
def test_edit_keeps_votes_and_counts():
    review = make_review()
    Vote.objects.create(review=review, user=make_user())
    make_comment(review=review)

    publish(review.user, review.film)

    review.refresh_from_db()
    assert (review.helpful_count, review.vote_count, review.comment_count) == (1, 1, 1)


@pytest.mark.django_db
def test_delete_review_takes_all_that_hangs_on_it():
    review, other = make_review(), make_review()
    Vote.objects.create(review=review, user=make_user())
    ReviewVersion.objects.create(review=review, body="Old", written_at=NOW)
    make_comment(parent=make_comment(review=review))

    for _twice in range(2):
        reviewing.delete_review(user=review.user, film=review.film)

    assert list(Review.objects.all()) == [other]
    assert [model.objects.count() for model in (Vote, ReviewVersion, Comment)] == [0, 0, 0]
    assert Film.objects.get(pk=review.film_id).review_count == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("gone", ["film", "user"])
def test_review_of_a_film_or_by_a_member_that_is_gone(gone):
    user, film = make_user(), make_film()
    stale = {"user": user, "film": film}
    type(stale[gone]).objects.filter(pk=stale[gone].pk).delete()

    with pytest.raises(FilmUnavailable):
        publish(user, film)

    assert not Review.objects.exists()


def in_threads(work, count=8):
    """The results of `work(number)`, done by so many threads at once, each with a connection of its own."""

    def run(number):
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_review_sent_by_eight_threads_is_one():
    user, film = make_user(), make_film()
    url = reverse("reviews:publish", args=[film.pk])

    def send(number):
        client = Client()
        client.force_login(user)
        return client.post(url, {"body": "Twice as good", "language": "en"}).status_code

    assert in_threads(send) == [302] * 8
    assert Review.objects.values_list("user", "film", "body", "state").get() == (
        user.pk,
        film.pk,
        "Twice as good",
        "published",
    )
    assert not ReviewVersion.objects.exists()
    assert Film.objects.get().review_count == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_eight_threads_that_write_rate_vote_and_delete_leave_true_counts():
    review, voters = make_review(), [make_user() for _number in range(8)]
    client_of = dict.fromkeys(range(8))
    for number, voter in enumerate(voters):
        client_of[number] = Client()
        client_of[number].force_login(voter)
    author = Client()
    author.force_login(review.user)
    vote, remove = (reverse(f"reviews:{name}", args=[review.pk]) for name in ("vote", "remove_vote"))

    def act(number):
        client, answers = client_of[number], []
        for step in range(6):
            answers.append(client.post(vote, {"helpful": "yes" if (number + step) % 3 else "no"}))
            if (number + step) % 4 == 0:
                answers.append(client.post(remove))
            if number == 0:
                form = {"body": f"Edit {step}", "language": "en"}
                answers.append(author.post(reverse("reviews:publish", args=[review.film_id]), form))
                answers.append(author.post(reverse("reviews:rate", args=[review.film_id]), {"rating": step + 1}))
        return {answer.status_code for answer in answers}

    assert set().union(*in_threads(act)) == {302}
    review.refresh_from_db()
    votes = list(Vote.objects.values_list("is_helpful", flat=True))
    assert (review.helpful_count, review.vote_count) == (sum(votes), len(votes))
    assert (review.body, review.rating) == ("Edit 5", 6)
    assert ReviewVersion.objects.count() == 6
