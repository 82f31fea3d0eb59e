"""Cases, decisions and appeals for tests, and what a moderator does about them."""

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.tests.factories import make_user
from reviews.models import Appeal, Case, Decision, Report, Review
from reviews.tests.factories import make_review


def make_moderator(**overrides):
    moderator = make_user(**{"is_staff": True, **overrides})
    moderator.groups.add(Group.objects.get(name="Moderators"))
    return moderator


def make_case(target=None, *, kind="review", reporters=1, **overrides):
    case = Case.objects.create(**{kind: target or make_review()}, **overrides)
    for _number in range(reporters):
        Report.objects.create(case=case, reporter=make_user(), reason="spam", text="Look at it.")
    return case


def url(name, row):
    return reverse(f"reviews:{name}", args=[row.pk])


def decide(client, case, action, reason="Against the rules.", **data):
    return client.post(url("decide", case), {"action": action, "reason": reason, "seen": "", **data})


def make_decision(case, *, member, action="hide", moderator=None, **overrides):
    values = {"reason": "Against the rules.", "target": "review", "target_id": case.review_id or 1, **overrides}
    return Decision.objects.create(
        case_id=case.pk, member_id=member.pk, action=action, moderator_id=moderator.pk if moderator else None, **values
    )


def make_appeal(**overrides):
    case = make_case(closed_at=timezone.now())
    decision = make_decision(case, member=case.review.user, **overrides)
    Review.objects.filter(pk=case.review_id).update(state="hidden")
    return Appeal.objects.create(decision=decision, case=case, user=case.review.user, text="It is not spam.")


def notices(user):
    return [(notice.kind, notice.data["action"]) for notice in Notice.objects.filter(user=user).order_by("pk")]
