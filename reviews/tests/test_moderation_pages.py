from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_user
from reviews.models import Case
from reviews.tests.cases import decide, make_appeal, make_case, make_decision, make_moderator, url
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db


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
