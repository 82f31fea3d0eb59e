import random
import threading
from contextlib import suppress

import pytest
from django.db import connections
from django.db.models import Count, Q
from django.utils import timezone

from accounts.deletion import delete_users
from accounts.models import Notice, User
from accounts.tests.factories import make_user
from reviews.exceptions import EditWindowClosed, NotEditable, PlaceClosed
from reviews.models import Comment, Discussion, Review
from reviews.services import commenting, discussing
from reviews.tests.factories import make_discussion, make_review

THREADS = 8
STEPS = 40
REFUSALS = (PlaceClosed, NotEditable, EditWindowClosed)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_comment_counts_equal_a_recount_after_all_kinds_of_changes_at_once():
    members = [make_user(username=f"m{number}") for number in range(10)]
    places = [make_review(user=members[0]), make_review(user=members[8]), make_discussion(user=members[9])]
    places.append(make_discussion(user=members[1], film=places[0].film))
    errors = []

    def work(number):
        chance = random.Random(number)
        try:
            for step in range(STEPS):
                with suppress(*REFUSALS):
                    do_something(chance, members, places, last_thread=number == THREADS - 1, step=step)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Comment.objects.count() > THREADS
    for model in (Review, Discussion):
        counted = model.objects.annotate(recount=Count("comments", filter=Q(comments__state="published")))
        assert {place.pk: place.comment_count for place in counted} == {place.pk: place.recount for place in counted}
    twice = Notice.objects.values("user", "url").annotate(times=Count("pk")).filter(times__gt=1)
    assert list(twice) == []


def do_something(chance, members, places, *, last_thread, step):
    user, now = chance.choice(members[:8]), timezone.now()
    comments = list(Comment.objects.select_related("user", "review__film", "discussion__film").order_by("?")[:1])
    what = chance.random()
    if last_thread and step == STEPS // 2:
        delete_users(users=[members[8]])  # with a review and what stands under it
    elif last_thread and step == STEPS // 3:
        delete_users(users=User.objects.filter(pk=members[7].pk))
    elif last_thread and step == STEPS * 3 // 4:
        discussing.delete_discussion(user=members[1], discussion=places[3])
    elif what < 0.5 or not comments:
        place = chance.choice(places)
        body = f"@{chance.choice(members).username} says"
        commenting.add_comment(user=user, place=place, body=body, now=now)
    elif what < 0.75:
        commenting.add_comment(user=user, place=comments[0].place, body="So?", now=now, answered=comments[0])
    elif comments[0].user and what < 0.85:
        body = f"@{user.username} indeed {step}"
        commenting.edit_comment(user=comments[0].user, comment=comments[0], body=body, now=now)
    elif comments[0].user:
        commenting.delete_comment(user=comments[0].user, comment=comments[0])
