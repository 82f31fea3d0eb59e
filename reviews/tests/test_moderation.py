import threading
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db import DatabaseError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.tests.factories import PASSWORD, make_staff, make_user, make_verified
from films.tests.factories import make_film
from reviews.exceptions import TextChanged
from reviews.models import Appeal, Case, Decision, Report, Review
from reviews.services import moderation as services
from reviews.services.moderation import Verdict
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db
SITE = "https://films.example.org/"


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


@pytest.fixture
def moderator(client):
    moderator = make_moderator(username="judge")
    client.force_login(moderator)
    return moderator


@pytest.fixture
def sent(client, mailoutbox, django_capture_on_commit_callbacks):
    """Do what follows the commit, and give the mails."""

    def run(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return mailoutbox

    return run


def notices(user):
    return [(notice.kind, notice.data["action"]) for notice in Notice.objects.filter(user=user).order_by("pk")]


# Who may come in

PAGES = ["/moderation/", "/moderation/log/", "/moderation/appeals/"]


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_moderators_open_for_them_alone(client, page):
    assert client.get(page).url == f"{reverse('account_login')}?next={page}"
    for user, status in ((make_user(), 403), (make_user(is_staff=True), 403), (make_moderator(), 200)):
        client.force_login(user)
        assert client.get(page).status_code == status
        assert client.post(page).status_code == 405


@pytest.mark.parametrize("name", ["case", "decide"])
def test_a_case_is_for_moderators_alone(client, name):
    case = make_case()
    client.force_login(make_user())

    assert client.post(url(name, case), {"action": "hide", "reason": "x"}).status_code in (403, 405)
    assert client.get(url("case", case)).status_code == 403
    assert Case.objects.open().exists()


def test_a_case_that_is_not_there_is_404(client, moderator):
    assert client.get(reverse("reviews:case", args=[0])).status_code == 404
    assert client.post(reverse("reviews:decide", args=[10**30])).status_code == 404


# The queue


def test_queue_shows_the_oldest_case_first_and_counts_by_origin(client, moderator):
    now = timezone.now()
    make_case(make_review(user=make_user(username="young")), opened_at=now)
    make_case(make_comment(user=make_user(username="older")), kind="comment", opened_at=now - timedelta(days=1))
    make_case(make_discussion(user=make_user(username="oldest")), kind="discussion", opened_at=now - timedelta(days=2),
              origin="words", reporters=0)  # fmt: skip
    make_case(make_user(), kind="member", closed_at=now)

    response = client.get(reverse("reviews:moderation"))
    filtered = client.get(reverse("reviews:moderation"), {"origin": "words"})

    assert [row.author.username for row in response.context["page"].items] == ["oldest", "older", "young"]
    assert [(tab.value, tab.count) for tab in response.context["tabs"] if tab.count] == [
        ("", 3),
        ("reports", 2),
        ("words", 1),
    ]
    assert [row.author.username for row in filtered.context["page"].items] == ["oldest"]


def test_queue_without_cases_says_so(client, moderator):
    assert "Nothing to judge" in client.get(reverse("reviews:moderation"), {"origin": "\0"}).content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_queue_takes_the_same_queries_for_one_and_thirty(client, moderator, django_assert_num_queries, number):
    makers = [
        ("review", make_review),
        ("comment", make_comment),
        ("discussion", make_discussion),
        ("member", make_user),
    ]
    for index in range(number):
        kind, make = makers[index % 4]
        make_case(make(), kind=kind, reporters=2)

    with django_assert_num_queries(10):
        response = client.get(reverse("reviews:moderation"))

    assert len(response.context["page"].items) == number
    assert len(response.content) < 60_000


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("page", "queries"), [("/moderation/log/", 9), ("/moderation/appeals/", 8)])
def test_log_and_appeals_take_the_same_queries(client, moderator, django_assert_num_queries, number, page, queries):
    for _number in range(number):
        make_appeal()

    with django_assert_num_queries(queries):
        response = client.get(page)

    assert len(response.context["page"].items) == number


# The case


def test_case_shows_text_reports_and_history(client, moderator):
    author = make_user(username="anna", date_joined=timezone.now() - timedelta(days=400))
    review = make_review(user=author, body="Buy **watches** here.")
    make_decision(make_case(make_comment(user=author), kind="comment"), member=author, reason="An earlier one.")
    case = make_case(review, reporters=2)

    html = client.get(url("case", case)).content.decode()

    assert "<strong>watches</strong>" in html
    assert html.count("Look at it.") == 2
    assert "1\xa0year" in html
    assert "An earlier one." in html


@pytest.mark.parametrize("number", [1, 30])
def test_case_takes_the_same_queries_for_one_and_thirty(client, moderator, django_assert_num_queries, number):
    author = make_user()
    case = make_case(make_comment(user=author), kind="comment", reporters=number)
    for _number in range(number):
        make_decision(make_case(make_user(), kind="member", closed_at=timezone.now()), member=author)

    with django_assert_num_queries(9):
        client.get(url("case", case))


@pytest.mark.parametrize("kind", ["review", "comment", "discussion", "member"])
def test_case_of_every_kind_opens(client, moderator, kind):
    make = {"review": make_review, "comment": make_comment, "discussion": make_discussion, "member": make_user}[kind]

    assert client.get(url("case", make_case(make(), kind=kind))).status_code == 200


def test_case_of_an_answer_shows_what_it_answers(client, moderator):
    parent = make_comment(body="What do you think?")

    html = client.get(url("case", make_case(make_comment(parent=parent), kind="comment"))).content.decode()

    assert "What do you think?" in html


def test_case_of_a_text_whose_author_is_gone_can_only_be_dismissed(client, moderator):
    comment = make_comment()
    case = make_case(comment, kind="comment")
    comment.user.delete()

    assert client.get(url("case", case)).context["page"].actions == ["dismiss"]
    assert decide(client, case, "hide").status_code == 422
    assert decide(client, case, "dismiss").status_code == 302
    assert not Case.objects.open().exists()


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


# Appeals


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


@pytest.fixture
def hidden(client, moderator):
    """A review that was hidden, whose author is logged in."""
    case = make_case(make_review(user=make_user(username="author")))
    decide(client, case, "hide")
    client.force_login(case.review.user)
    return Decision.objects.get()


def test_appeal_by_the_author_once(client, hidden):
    page = client.get(url("appeal", hidden)).content.decode()
    first = client.post(url("appeal", hidden), {"text": "It is not spam."})
    client.post(url("appeal", hidden), {"text": "Again."})

    assert "Against the rules." in page
    assert first.url == url("appeal", hidden)
    assert Appeal.objects.get().text == "It is not spam."
    assert "It is not spam." in client.get(url("appeal", hidden)).content.decode()


def test_notice_of_a_decision_leads_to_the_appeal(hidden):
    assert Notice.objects.get(kind="decision").url == url("appeal", hidden)


def test_appeal_of_somebody_else_is_404(client, hidden):
    client.force_login(make_user())
    assert client.get(url("appeal", hidden)).status_code == 404
    assert client.post(url("appeal", hidden), {"text": "x"}).status_code == 404
    client.logout()
    assert client.get(url("appeal", hidden)).status_code == 302
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("text", ["", " ", "x" * 1001, "\0"])
def test_appeal_that_is_not_filled_in_changes_nothing(client, hidden, text):
    assert client.post(url("appeal", hidden), {"text": text}).status_code == 422
    assert not Appeal.objects.exists()


def test_a_suspended_member_can_appeal(client, moderator):
    case = make_case()
    decide(client, case, "suspend", length="7")
    client.force_login(case.review.user)

    client.post(url("appeal", Decision.objects.get()), {"text": "Please."})

    assert Appeal.objects.exists()


def judge(client, appeal, action, reason="I looked again."):
    return client.post(url("judge_appeal", appeal), {"action": action, "reason": reason})


def test_appeal_restored_undoes_the_decision_and_tells_the_member(client, moderator, sent):
    appeal = make_appeal()

    (mail,) = sent(lambda: judge(client, appeal, "restore"))

    appeal.refresh_from_db()
    assert appeal.closed_at
    assert Review.objects.get().state == "published"
    assert Decision.objects.filter(action="restore").count() == 1
    assert notices(appeal.user) == [("appeal", "restore")]
    assert "took it back" in mail.body
    assert "I looked again." in mail.body


def test_appeal_upheld_changes_nothing_and_tells_the_member(client, moderator, sent):
    appeal = make_appeal()

    (mail,) = sent(lambda: judge(client, appeal, "uphold"))

    assert Review.objects.get().state == "hidden"
    assert notices(appeal.user) == [("appeal", "uphold")]
    assert "The decision stays" in mail.body
    client.force_login(appeal.user)
    assert "The decision stays as it is." in client.get(url("appeal", appeal.decision)).content.decode()


def test_appeal_is_answered_once(client, moderator):
    appeal = make_appeal()
    judge(client, appeal, "uphold")
    judge(client, appeal, "restore")

    assert Review.objects.get().state == "hidden"


@pytest.mark.parametrize("data", [("", "x"), ("hide", "x"), ("restore", ""), ("uphold", "x" * 1001)])
def test_answer_that_is_not_filled_in_changes_nothing(client, moderator, data):
    appeal = make_appeal()

    assert judge(client, appeal, *data).status_code == 422
    appeal.refresh_from_db()
    assert appeal.closed_at is None


def test_who_decided_does_not_answer_the_appeal_where_there_is_another(client, moderator):
    appeal = make_appeal(moderator=moderator)
    assert judge(client, appeal, "uphold").status_code == 302  # alone

    other, appeal = make_moderator(), make_appeal(moderator=moderator)
    assert judge(client, appeal, "uphold").status_code == 403
    assert "Another moderator" in client.get(url("case", appeal.case)).content.decode()

    client.force_login(other)
    assert judge(client, appeal, "restore").status_code == 302


def test_the_member_does_not_answer_the_own_appeal(client):
    moderator = make_moderator()
    case = make_case(make_review(user=moderator), closed_at=timezone.now())
    appeal = Appeal.objects.create(decision=make_decision(case, member=moderator), case=case, user=moderator, text="x")
    client.force_login(moderator)

    assert judge(client, appeal, "restore").status_code == 403


@pytest.mark.parametrize(("action", "length"), [("suspend", "30"), ("ban", "")])
def test_taking_a_decision_back_undoes_all_that_it_did(client, moderator, action, length):
    case = make_case()
    decide(client, case, action, length=length)

    response = client.post(url("take_back", Decision.objects.get()), {"reason": "A mistake."})

    author = User.objects.get(pk=case.review.user_id)
    assert response.url == case.get_absolute_url()
    assert (author.is_active, author.suspended_until) == (True, None)
    assert Review.objects.get().state == "published"
    assert notices(author)[-1] == ("appeal", "restore")


def test_taking_a_suspension_back_leaves_another(client, moderator):
    author = make_user()
    for length in ("30", "7"):
        decide(client, make_case(make_review(user=author)), "suspend", length=length)
    longer, shorter = Decision.objects.order_by("pk")

    client.post(url("take_back", longer), {"reason": "A mistake."})

    author.refresh_from_db()
    assert author.suspended_until == shorter.until


def test_a_decision_is_taken_back_once_and_not_beside_an_appeal(client, moderator):
    appeal = make_appeal()

    for _number in range(2):
        client.post(url("take_back", appeal.decision), {"reason": "x"})

    assert not Decision.objects.filter(action="restore").exists()
    assert client.post(url("take_back", appeal.decision), {}).status_code == 422


def test_queue_shows_appeals(client, moderator):
    appeal = make_appeal()

    html = client.get(reverse("reviews:appeals")).content.decode()

    assert "It is not spam." in html
    assert appeal.case.get_absolute_url() in html


# For everybody


def test_about_moderation_counts_by_month(client, moderator):
    decide(client, make_case(reporters=3), "hide")
    appeal = make_appeal(action="warn")
    judge(client, appeal, "uphold")
    old = make_case(make_review(film=make_film()))
    Report.objects.filter(case=old).update(created_at=timezone.now() - timedelta(days=365 * 4))

    response = client.get(reverse("about_moderation"))

    (month,) = response.context["months"]
    assert month.reports == 4
    assert month.decisions == [0, 1, 1, 0, 0]
    assert (month.appeals, month.upheld, month.taken_back) == (1, 1, 0)


def test_about_moderation_is_cached(client, django_assert_num_queries):
    client.get(reverse("about_moderation"))

    with django_assert_num_queries(0):
        client.get(reverse("about_moderation"))


def test_about_moderation_without_anything(client):
    assert "Nothing has been reported yet." in client.get(reverse("about_moderation")).content.decode()
