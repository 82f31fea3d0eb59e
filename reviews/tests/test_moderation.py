import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.tests.factories import PASSWORD, make_staff, make_user, make_verified
from reviews.exceptions import TextChanged
from reviews.models import Case, Decision, Review
from reviews.services import moderation as services
from reviews.services.moderation import Verdict
from reviews.tests.cases import decide, make_case, make_moderator, notices, url
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db
SITE = "https://films.example.org/"


# Actions


def test_dismiss_closes_the_case_and_tells_the_reporters_alone(client, moderator, sent):
    case = make_case()

    mails = sent(lambda: decide(client, case, "dismiss", reason=""))

    case.refresh_from_db()
    assert case.closed_at
    assert Review.objects.get().state == "published"
    assert notices(case.reports.get().reporter) == [("report", "dismiss")]
    assert notices(case.review.user) == []
    assert mails == []


def test_dismiss_publishes_a_held_text_and_tells_its_author(client, moderator, sent):
    case = make_case(make_review(state="held"), origin="links", reporters=0)

    (mail,) = sent(lambda: decide(client, case, "dismiss", reason=""))

    assert Review.objects.get().state == "published"
    assert notices(case.review.user) == [("decision", "dismiss")]
    assert "is published" in mail.body
    assert "appeal" not in mail.body


@pytest.mark.parametrize(
    ("kind", "make"), [("review", make_review), ("comment", make_comment), ("discussion", make_discussion)]
)
def test_hide_hides_the_text_and_tells_author_and_reporters(client, moderator, sent, kind, make):
    case = make_case(make(), kind=kind)

    (mail,) = sent(lambda: decide(client, case, "hide", reason="It is advertising."))

    target = getattr(case, kind)
    target.refresh_from_db()
    decision = Decision.objects.get()
    assert target.state == "hidden"
    assert (decision.action, decision.moderator_name, decision.member_id) == ("hide", "judge", target.user_id)
    assert (decision.target, decision.target_id, decision.case_id) == (kind, target.pk, case.pk)
    assert notices(target.user) == [("decision", "hide")]
    assert Notice.objects.get(user=target.user).data["reason"] == "It is advertising."
    assert notices(case.reports.get().reporter) == [("report", "hide")]
    assert mail.to == [target.user.email]
    assert "It is advertising." in mail.body
    assert f"http://testserver/appeals/{decision.pk}/" in mail.body


def test_warn_leaves_the_text_and_publishes_a_held_one(client, moderator, sent):
    case = make_case(make_review(state="held"))

    (mail,) = sent(lambda: decide(client, case, "warn"))

    assert Review.objects.get().state == "published"
    assert notices(case.review.user) == [("decision", "warn")]
    assert "warns you" in mail.body


@pytest.mark.parametrize(("length", "days"), [("1", 1), ("7", 7), ("30", 30)])
def test_suspend_keeps_the_member_from_writing_and_hides_the_text(client, moderator, sent, length, days):
    case = make_case()

    (mail,) = sent(lambda: decide(client, case, "suspend", length=length))

    author = User.objects.get(pk=case.review.user_id)
    assert abs(author.suspended_until - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)
    assert Decision.objects.get().until == author.suspended_until
    assert Review.objects.get().state == "hidden"
    assert notices(author) == [("decision", "suspend")]
    assert "suspended until" in mail.body


def test_suspend_until_a_day(client, moderator):
    day = timezone.now().date() + timedelta(days=90)

    decide(client, make_case(), "suspend", length="date", until=day.isoformat())

    until = User.objects.exclude(suspended_until=None).get().suspended_until
    assert until == datetime(day.year, day.month, day.day, tzinfo=UTC)


def test_suspend_never_shortens_an_earlier_suspension(client, moderator):
    later = timezone.now() + timedelta(days=100)
    author = make_user(suspended_until=later)

    decide(client, make_case(make_review(user=author)), "suspend", length="1")

    author.refresh_from_db()
    assert author.suspended_until == later


def test_ban_closes_the_account_and_ends_its_sessions(client, moderator, sent):
    author = make_verified()
    theirs = Client()
    theirs.post(reverse("account_login"), {"login": author.username, "password": PASSWORD})
    assert theirs.get("/my/films/").status_code == 200

    (mail,) = sent(lambda: decide(client, make_case(make_review(user=author)), "ban"))

    author.refresh_from_db()
    assert not author.is_active
    assert not UserSession.objects.filter(user=author).exists()
    assert theirs.get("/my/films/").status_code == 302
    assert Review.objects.get().state == "hidden"
    assert "answer this mail" in mail.body


def test_mail_of_a_ban_is_answered_to_the_moderators(client, moderator, sent, settings):
    settings.MODERATORS_EMAIL = "moderators@example.org"

    (mail,) = sent(lambda: decide(client, make_case(make_user(), kind="member"), "ban"))

    assert mail.reply_to == ["moderators@example.org"]


@pytest.mark.parametrize("action", ["warn", "suspend", "ban"])
def test_actions_on_a_profile(client, moderator, sent, action):
    member = make_user()

    (mail,) = sent(lambda: decide(client, make_case(member, kind="member"), action, length="7"))

    assert notices(member) == [("decision", action)]
    assert "your profile" in mail.body
    assert Decision.objects.get().action == action


def test_a_profile_cannot_be_hidden(client, moderator):
    assert decide(client, make_case(make_user(), kind="member"), "hide").status_code == 422
    assert not Decision.objects.exists()


def test_mail_is_in_the_language_of_the_member_and_links_there(client, moderator, sent):
    case = make_case(make_review(user=make_user(language="ru")))

    (mail,) = sent(lambda: decide(client, case, "hide"))

    assert f"http://testserver/ru/appeals/{Decision.objects.get().pk}/" in mail.body


def test_mail_is_sent_after_the_commit_alone(client, moderator, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        decide(client, make_case(), "hide")

    assert mailoutbox == []
    assert len(callbacks) == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"action": "eat", "reason": "x"},
        {"action": "restore", "reason": "x"},
        {"action": "hide"},
        {"action": "suspend", "reason": "x", "length": "date"},
        {"action": "suspend", "reason": "x", "length": "date", "until": "2020-01-01"},
        {"action": "suspend", "reason": "x", "length": "date", "until": "9999-01-01"},
        {"action": "suspend", "reason": "x", "length": "8"},
        {"action": "hide", "reason": "x" * 1001},
        {"action": "hide", "reason": "x\0"},
        {"action": "hide", "reason": "x", "seen": "yesterday"},
    ],
)
def test_decision_that_is_not_filled_in_changes_nothing_and_keeps_what_was_typed(client, moderator, data):
    response = client.post(url("decide", make_case()), data)

    assert response.status_code == 422
    assert data.get("reason", "").replace("\0", "") in response.content.decode()
    assert not Decision.objects.exists()
    assert Case.objects.open().exists()
    assert Review.objects.get().state == "published"


# Who decides on whom


@pytest.mark.parametrize(
    "author",
    [lambda moderator: moderator, lambda _moderator: make_staff(), lambda _moderator: make_user(is_staff=True)],
)
@pytest.mark.parametrize("action", ["dismiss", "hide", "ban"])
def test_nobody_decides_on_own_texts_or_on_staff_above(client, moderator, author, action):
    case = make_case(make_review(user=author(moderator)))

    assert decide(client, case, action).status_code == 403
    assert "This is for another moderator" in client.get(url("case", case)).content.decode()
    assert not Decision.objects.exists()
    assert Review.objects.get().state == "published"


def test_a_superuser_decides_on_moderators(client):
    client.force_login(make_staff())

    assert decide(client, make_case(make_review(user=make_moderator())), "hide").status_code == 302
    assert Review.objects.get().state == "hidden"


def test_a_suspended_moderator_decides_nothing(client, moderator):
    User.objects.filter(pk=moderator.pk).update(suspended_until=timezone.now() + timedelta(days=1))

    assert decide(client, make_case(), "hide").status_code == 403
    assert not Decision.objects.exists()


# Two at once


def test_a_second_decision_on_the_same_case_is_refused(client, moderator):
    case = make_case()
    decide(client, case, "hide")

    response = decide(client, case, "dismiss", follow=True)

    assert response.url == case.get_absolute_url()
    assert Decision.objects.get().action == "hide"


def test_a_decision_is_refused_when_the_text_was_edited_after_it_was_opened(client, moderator):
    case = make_case()
    seen = client.get(url("case", case)).context["page"].seen
    edited_at = timezone.now()
    Review.objects.update(body="Something else.", body_html="<p>Something else.</p>", edited_at=edited_at)

    response = decide(client, case, "hide", seen=seen)
    again = response.context["page"].seen

    assert response.status_code == 422
    assert "Something else." in response.content.decode()
    assert not Decision.objects.exists()
    assert decide(client, case, "hide", seen=again).status_code == 302
    assert Review.objects.get().state == "hidden"


def in_threads(*works):
    results = []

    def run(work):
        try:
            results.append(work())
        except Exception as error:  # told by the assertion of the test
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_eight_moderators_at_once_one_decides():
    case = make_case()
    moderators = [make_moderator() for _number in range(8)]

    def work(moderator):
        verdict = Verdict(action="warn", reason="x")
        return services.decide(case=case, moderator=moderator, verdict=verdict, now=timezone.now(), site=SITE)

    results = in_threads(*(lambda m=m: work(m) for m in moderators))

    assert sorted(type(result).__name__ for result in results) == ["CaseClosed"] * 7 + ["Decision"]
    assert Decision.objects.count() == 1
    assert Notice.objects.filter(kind="decision").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_decision_waits_for_an_edit_that_is_under_way_and_is_refused():
    case, moderator = make_case(), make_moderator()
    editing, decided = threading.Event(), threading.Event()

    def edit():
        with transaction.atomic():
            review = Review.objects.select_for_update().get()
            editing.set()
            assert not decided.wait(0.5)  # the decision waits for this transaction
            review.body, review.edited_at = "Something else.", timezone.now()
            review.save(update_fields=["body", "edited_at"])

    def decide():
        editing.wait()
        try:
            verdict = Verdict(action="hide", reason="x")
            services.decide(case=case, moderator=moderator, verdict=verdict, now=timezone.now(), site=SITE)
        finally:
            decided.set()

    results = in_threads(edit, decide)

    assert {type(result) for result in results} == {type(None), TextChanged}
    assert Review.objects.get().state == "published"
    assert Case.objects.open().exists()


# The log


def test_log_cannot_be_changed_or_deleted(client, moderator):
    decide(client, make_case(), "hide")
    decision = Decision.objects.get()

    for change in (
        lambda: Decision.objects.update(reason="Another."),
        lambda: Decision.objects.all().delete(),
        lambda: decision.save(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert Decision.objects.get().reason == "Against the rules."


def test_log_outlives_what_it_is_about(client, moderator):
    case = make_case()
    decide(client, case, "hide")
    case.review.user.delete()

    html = client.get(reverse("reviews:moderation_log")).content.decode()

    assert "Against the rules." in html
    assert "deleted" in html


def test_log_is_filtered_by_member_and_moderator(client, moderator):
    anna = make_user(username="anna")
    decide(client, make_case(make_review(user=anna)), "warn", reason="Of Anna.")
    decide(client, make_case(), "warn", reason="Of somebody.")
    client.force_login(make_moderator(username="other"))
    decide(client, make_case(make_review(user=anna)), "warn", reason="Of Anna again.")

    def reasons(**query):
        page = client.get(reverse("reviews:moderation_log"), query).context["page"]
        return [row.decision.reason for row in page.items]

    assert reasons() == ["Of Anna again.", "Of somebody.", "Of Anna."]
    assert reasons(member="ANNA") == ["Of Anna again.", "Of Anna."]
    assert reasons(member="anna", moderator="judge") == ["Of Anna."]
    assert reasons(member="nobody") == []
    assert reasons(member="\0", moderator="x" * 500) == ["Of Anna again.", "Of somebody.", "Of Anna."]
