from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.models import Appeal, Decision, Report, Review
from reviews.tests.cases import decide, make_appeal, make_case, make_decision, make_moderator, notices, url
from reviews.tests.factories import make_review

pytestmark = pytest.mark.django_db


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
    assert notices(author)[-1] == ("decision", "restore")


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
