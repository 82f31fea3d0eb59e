import datetime
import random
import threading
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from accounts.deletion import delete_users
from accounts.models import User
from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from reviews import exceptions
from reviews.models import Case, Comment, Decision, Discussion, Review, UserFilm, Viewing, Vote
from reviews.services import (
    appeals,
    commenting,
    diary,
    discussing,
    moderation,
    rating,
    recount,
    reporting,
    reviewing,
    voting,
)
from reviews.tests.cases import make_moderator
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film

THREADS = 8
STEPS = 125
REFUSALS = tuple(each for each in vars(exceptions).values() if isinstance(each, type) and issubclass(each, Exception))
SITE = "https://films.example"


class Anybody:
    """One thread's choices; what was chosen may be gone when it is used."""

    def __init__(self, number, films, members, moderator):
        self.random = random.Random(number)
        self.films, self.members, self.moderator = films, members, moderator
        self.done = Counter()

    def user(self):
        return self.random.choice(self.members)

    def film(self):
        return self.random.choice(self.films)

    def one_of(self, rows):
        return rows.order_by("?").first()

    def publish(self):
        words = f"As @{self.user().username} says, worth it {self.random.random()}"
        text = reviewing.ReviewText(title="", body=words, has_spoilers=False, language="en")
        reviewing.publish_review(user=self.user(), film=self.film(), text=text, now=timezone.now())

    def delete_review(self):
        reviewing.delete_review(user=self.user(), film=self.film())

    def vote(self):
        review = self.one_of(Review.objects.published())
        if review:
            voting.vote(user=self.user(), review=review, is_helpful=self.random.random() < 0.7)

    def remove_vote(self):
        vote = self.one_of(Vote.objects.select_related("user", "review"))
        if vote:
            voting.remove_vote(user=vote.user, review=vote.review)

    def comment(self):
        places = self.random.choice([Review.objects.published(), Discussion.objects.filter(state="published")])
        place = self.one_of(places)
        if place:
            body = f"@{self.user().username} says {self.random.random()}"
            commenting.add_comment(user=self.user(), place=place, body=body, now=timezone.now())

    def answer(self):
        comment = self.one_of(Comment.objects.select_related("user", "review", "discussion"))
        if comment:
            body = f"Why so? {self.random.random()}"
            commenting.add_comment(
                user=self.user(), place=comment.place, body=body, now=timezone.now(), answered=comment
            )

    def delete_comment(self):
        comment = self.one_of(Comment.objects.filter(user__isnull=False).select_related("user"))
        if comment:
            commenting.delete_comment(user=comment.user, comment=comment)

    def discuss(self):
        discussing.start_discussion(
            user=self.user(), film=self.film(), title="The ending", body="And now?", room="spoilers",
            now=timezone.now(),
        )  # fmt: skip

    def rate(self):
        rating.rate_film(user=self.user(), film=self.film(), rating=self.random.randint(1, 10), now=timezone.now())

    def clear(self):
        rating.clear_rating(user=self.user(), film=self.film(), now=timezone.now())

    def log_viewing(self):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=self.random.randrange(300))
        entry = diary.Entry(watched_on=day, rating=self.random.randint(1, 10))
        diary.log_viewing(user=self.user(), film=self.film(), entry=entry, now=timezone.now())

    def hide(self):
        rows = self.random.choice([Review, Comment, Discussion]).objects.filter(state="published")
        target = self.one_of(rows.select_related("user"))
        if target:
            reporting.report(reporter=self.user(), target=target, reason="spam", text="", now=timezone.now())
            case = self.one_of(Case.objects.open())
            if case:
                seen = (case.review or case.comment or case.discussion).edited_at
                verdict = moderation.Verdict(action="hide", reason="Against the rules.", seen=seen)
                moderation.decide(case=case, moderator=self.moderator, verdict=verdict, now=timezone.now(), site=SITE)

    def restore(self):
        decision = self.one_of(Decision.objects.filter(action="hide"))
        if decision:
            appeals.take_back(
                decision=decision, moderator=self.moderator, reason="A mistake.", now=timezone.now(), site=SITE
            )

    def delete_member(self):
        if User.objects.count() > 12:
            delete_users(users=[self.user()])


WEIGHTS = {
    "publish": 16, "delete_review": 3, "vote": 16, "remove_vote": 4, "comment": 12, "answer": 8, "delete_comment": 4,
    "discuss": 2, "rate": 12, "clear": 4, "log_viewing": 6, "hide": 6, "restore": 3, "delete_member": 1,
}  # fmt: skip


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_all_figures_equal_a_recount_after_a_thousand_operations_of_eight_threads():
    films = [make_film() for _number in range(5)]
    members = [make_user() for _number in range(20)]
    moderator = make_moderator()
    failures, done = [], Counter()

    def work(anybody):
        try:
            for _step in range(STEPS):
                [action] = anybody.random.choices(list(WEIGHTS), list(WEIGHTS.values()))
                try:
                    getattr(anybody, action)()
                    anybody.done[action] += 1
                except REFUSALS:
                    anybody.done["refused"] += 1
        except Exception as error:  # told by the assertion below, with its type
            failures.append(error)
        finally:
            connections.close_all()

    everybody = [Anybody(number, films, members, moderator) for number in range(THREADS)]
    threads = [threading.Thread(target=work, args=[anybody]) for anybody in everybody]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    done.update(sum((anybody.done for anybody in everybody), Counter()))
    assert failures == []
    assert done.total() == THREADS * STEPS
    assert set(WEIGHTS) <= set(done)
    assert User.objects.count() < len(members) + 1
    assert all(model.objects.exists() for model in (Review, Vote, Comment, Viewing, UserFilm, Decision))
    assert Review.objects.filter(rating__isnull=False, vote_count__gt=0).exists()
    assert recount.find_drift() == []
    assert recount.find_drift_of_texts() == {"reviews": [], "discussions": []}


@pytest.mark.django_db
def test_recount_films_reports_and_mends_the_figures_of_reviews_and_discussions(capsys):
    mark = make_user_film(rating=7)
    review = make_review(user=mark.user, film=mark.film)
    Vote.objects.create(user=make_user(), review=review)
    make_comment(review=review)
    make_comment(discussion=(discussion := make_discussion()), state="hidden")
    Review.objects.update(rating=1, helpful_count=3, vote_count=4, comment_count=5)
    Discussion.objects.update(comment_count=9)
    Film.objects.filter(pk=mark.film_id).update(review_count=6)

    with pytest.raises(SystemExit):
        call_command("recount_films")

    told = capsys.readouterr()
    assert "1 films" in told.err
    assert f"1 reviews were wrong: [{review.pk}]" in told.err
    assert f"1 discussions were wrong: [{discussion.pk}]" in told.err
    review.refresh_from_db()
    discussion.refresh_from_db()
    mark.film.refresh_from_db()
    assert (review.rating, review.helpful_count, review.vote_count, review.comment_count) == (7, 1, 1, 1)
    assert (discussion.comment_count, mark.film.review_count) == (0, 1)
    call_command("recount_films")


@pytest.mark.django_db
def test_recount_films_dry_run_leaves_reviews_as_they_are():
    make_review()
    Review.objects.update(vote_count=4)

    with pytest.raises(SystemExit):
        call_command("recount_films", dry_run=True, verbosity=0)

    assert Review.objects.get().vote_count == 4
