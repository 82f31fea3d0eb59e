import datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Notice, User
from accounts.tests.factories import make_user, make_verified
from films.models import (
    Collection,
    FilmRedirect,
    Genre,
    Keyword,
    PersonRedirect,
    RankingBasis,
    SyncError,
    SyncRecord,
    SyncRun,
    TmdbDifference,
)
from films.tests.factories import make_credit, make_film, make_person
from reviews.models import Appeal, Case, Decision, Report, Vote, WatchedWord
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

from .outcomes import ROLES, STAFF

NOW = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)


@pytest.fixture
def world():
    """One of everything that the addresses of the table name."""
    film = make_film(title="Metropolis", countries=["DE"])
    person = make_person(name="Thea von Harbou", slug="thea-von-harbou")
    people = {name: make_verified(username=name, is_staff=name in STAFF) for name in ROLES[1:]}
    User.objects.filter(username="superuser").update(is_superuser=True)
    User.objects.filter(username="member").update(is_private=True)
    User.objects.filter(username="suspended").update(suspended_until=timezone.now() + datetime.timedelta(days=7))
    for name, group in (("editor", "Editors"), ("moderator", "Moderators"), ("administrator", "Administrators")):
        people[name].groups.add(Group.objects.get(name=group))
    make_user(username="gone", is_active=False)
    unconfirmed = make_user(username="unconfirmed")
    case = Case.objects.create(member=people["member"], closed_at=NOW)
    decision = Decision.objects.create(
        case_id=case.pk, member_id=people["member"].pk, target="member", target_id=people["member"].pk, action="warn"
    )
    suspended_case = Case.objects.create(member=people["suspended"], closed_at=NOW)
    suspended_decision = Decision.objects.create(
        case_id=suspended_case.pk,
        member_id=people["suspended"].pk,
        target="member",
        target_id=people["suspended"].pk,
        action="suspend",
    )
    run = SyncRun.objects.create(started_at=NOW)
    review, discussion = make_review(user=people["other"], film=film), make_discussion(film=film, user=people["member"])
    Vote.objects.create(review=review, user=people["member"], is_helpful=False)
    return {
        "film": film.pk,
        "adult": make_film(title="Midnight", adult=True).pk,
        "merged_film": FilmRedirect.objects.create(old_id=10**9, film=film).pk,
        "person": person.pk,
        "merged_person": PersonRedirect.objects.create(old_id=10**9, person=person).pk,
        "credit": make_credit(film=film, person=person).pk,
        "genre": Genre.objects.first().pk,
        "keyword": Keyword.objects.create(name="robot", slug="robot").pk,
        "collection": Collection.objects.create(name="Silent films").pk,
        "difference": TmdbDifference.objects.create(film=film, field="title", theirs="M", seen_at=NOW).pk,
        "run": run.pk,
        "error": SyncError.objects.create(run=run, subject="film 7", reason="404", happened_at=NOW).pk,
        "record": SyncRecord.objects.create(tmdb_id=7).pk,
        "task": DBTaskResult.objects.create(args_kwargs={"args": [], "kwargs": {}}, backend_name="default").pk,
        "basis": RankingBasis.objects.get().pk,
        "member": people["member"].pk,
        "other": people["other"].pk,
        "case": case.pk,
        "decision": decision.pk,
        "open_case": Case.objects.create(review=review).pk,
        "own_case": Case.objects.create(member=people["moderator"]).pk,
        "suspended_case": suspended_case.pk,
        "suspended_decision": suspended_decision.pk,
        "suspended_comment": make_comment(review=review, user=people["suspended"]).pk,
        "suspended_viewing": make_viewing(film=film, user=people["suspended"]).pk,
        "notice": Notice.objects.create(user=people["member"], kind="reply", url="/about/").pk,
        "report": Report.objects.create(case=case, reporter=people["other"], reason="spam").pk,
        "appeal": Appeal.objects.create(decision=decision, case=case, user=people["member"], text="No.").pk,
        "word": WatchedWord.objects.create(word="casino").pk,
        "user_film": make_user_film(film=film, user=people["member"]).pk,
        "review": review.pk,
        "draft": make_review(user=people["member"], state="draft").pk,
        "comment": make_comment(review=review, user=people["member"]).pk,
        "held_comment": make_comment(review=review, user=people["member"], state="held").pk,
        "discussion": discussion.pk,
        "held_discussion": make_discussion(film=film, user=people["member"], state="held").pk,
        "private_review": make_review(film=film, user=people["member"]).pk,
        "hidden_review": make_review(film=film, state="hidden").pk,
        "viewing": make_viewing(film=film, user=people["other"]).pk,
        "private_viewing": make_viewing(film=film, user=people["other"], is_private=True).pk,
        "group": Group.objects.get(name="Editors").pk,
        "address": EmailAddress.objects.create(user=unconfirmed, email=unconfirmed.email, primary=True).pk,
        "authenticator": Authenticator.objects.create(user=unconfirmed, type="totp", data={"secret": "x"}).pk,
    }
