import threading

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_user
from reviews.models import Case, Report
from reviews.services import reporting
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
SPAM = {"reason": "spam", "text": "It sells watches."}
KINDS = {"review": make_review, "comment": make_comment, "discussion": make_discussion, "member": make_user}


def report_url(kind, target):
    return reverse("reviews:report", args=[kind, target.pk])


@pytest.fixture
def reporter(client):
    user = make_user()
    client.force_login(user)
    return user


@pytest.mark.parametrize("kind", KINDS)
def test_report_opens_a_case_and_returns_to_what_was_reported(client, reporter, kind):
    target = KINDS[kind]()

    assert client.get(report_url(kind, target)).status_code == 200
    response = client.post(report_url(kind, target), SPAM)

    case = Case.objects.get()
    report = case.reports.get()
    assert response.url == target.get_absolute_url()
    assert (getattr(case, kind), case.origin, case.closed_at) == (target, "reports", None)
    assert (report.reporter, report.reason, report.text) == (reporter, "spam", "It sells watches.")


def test_report_twice_by_the_same_member_is_one_report(client, reporter):
    review = make_review()

    client.post(report_url("review", review), SPAM)
    client.post(report_url("review", review), {"reason": "abuse"})

    assert Report.objects.get().reason == "spam"


def test_reports_by_several_members_are_one_case(client):
    review = make_review()
    for _number in range(3):
        client.force_login(make_user())
        client.post(report_url("review", review), SPAM)

    assert Case.objects.get().reports.count() == 3


def test_report_after_the_case_was_closed_opens_another(client, reporter):
    review = make_review()
    client.post(report_url("review", review), SPAM)
    Case.objects.update(closed_at=timezone.now())

    client.post(report_url("review", review), SPAM)

    assert Case.objects.open().count() == 1
    assert Case.objects.count() == 2


@pytest.mark.parametrize("kind", KINDS)
def test_report_of_one_s_own_is_forbidden(client, kind):
    target = KINDS[kind]()
    client.force_login(target if kind == "member" else target.user)

    assert client.get(report_url(kind, target)).status_code == 403
    assert client.post(report_url(kind, target), SPAM).status_code == 403
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda: ("review", make_review(state="draft")),
        lambda: ("review", make_review(state="hidden")),
        lambda: ("review", make_review(user=make_user(is_private=True))),
        lambda: ("comment", make_comment(state="deleted", body="")),
        lambda: ("comment", make_comment(state="held")),
        lambda: ("comment", make_comment(review=make_review(state="hidden"))),
        lambda: ("comment", make_comment(discussion=make_discussion(state="held"))),
        lambda: ("discussion", make_discussion(state="hidden")),
        lambda: ("discussion", make_discussion(state="deleted")),
        lambda: ("member", make_user(is_private=True)),
        lambda: ("member", make_user(is_active=False)),
    ],
)
def test_report_of_what_one_cannot_see_is_404(client, reporter, make):
    kind, target = make()

    assert client.get(report_url(kind, target)).status_code == 404
    assert client.post(report_url(kind, target), SPAM).status_code == 404
    assert not Case.objects.exists()


@pytest.mark.parametrize(("kind", "pk"), [("review", 0), ("rating_hold", 1), ("film", 1), ("review", 10**30)])
def test_report_of_what_is_not_there_is_404(client, reporter, kind, pk):
    assert client.get(reverse("reviews:report", args=[kind, pk])).status_code == 404


def test_report_of_a_visitor_leads_to_the_login_and_back(client):
    url = report_url("review", make_review())

    assert client.get(url).url == client.post(url, SPAM).url == f"{reverse('account_login')}?next={url}"
    assert not Case.objects.exists()


def test_report_by_another_method_is_not_allowed(client, reporter):
    assert client.delete(report_url("review", make_review())).status_code == 405


@pytest.mark.parametrize(
    "data", [{}, {"reason": "none"}, {"reason": "other"}, {"reason": "spam", "text": "x" * 1001}, {"reason": "\0"}]
)
def test_report_that_is_not_filled_in_changes_nothing_and_keeps_what_was_typed(client, reporter, data):
    response = client.post(report_url("review", make_review()), {"text": "", **data})

    assert response.status_code == 422
    assert data.get("text", "") in response.content.decode()
    assert not Case.objects.exists()


def test_report_in_the_dialog_is_a_fragment_that_thanks(client, reporter):
    url = report_url("review", make_review())

    form = client.get(url, headers=HTMX).content.decode()
    invalid = client.post(url, {}, headers=HTMX)
    thanks = client.post(url, SPAM, headers=HTMX).content.decode()

    assert form.strip().startswith('<div id="report_form">')
    assert "<main" not in form
    assert invalid.status_code == 422
    assert "Thank you" in thanks
    assert Report.objects.count() == 1


def test_reports_are_limited_by_the_hour_and_keep_what_was_typed(client, reporter):
    for _number in range(20):
        client.post(report_url("review", make_review()), SPAM)

    response = client.post(report_url("review", make_review()), SPAM)

    assert response.status_code == 429
    assert "It sells watches." in response.content.decode()
    assert Report.objects.count() == 20


@pytest.mark.parametrize("kind", KINDS)
def test_report_form_takes_few_queries(client, reporter, django_assert_max_num_queries, kind):
    target = KINDS[kind]()

    with django_assert_max_num_queries(5):
        client.get(report_url(kind, target))
    with django_assert_max_num_queries(12):  # with the begin and end of transactions
        client.post(report_url(kind, target), SPAM)


def test_profile_of_another_offers_to_report_it(client, reporter):
    other = make_user()

    assert report_url("member", other) in client.get(other.get_absolute_url()).content.decode()
    assert report_url("member", reporter) not in client.get(reporter.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("kind", KINDS)
def test_reports_of_eight_threads_are_one_case(kind):
    target = KINDS[kind]()
    reporters = [make_user() for _number in range(4)] * 2
    failures = []
    start = threading.Barrier(len(reporters))

    def work(reporter):
        try:
            start.wait()
            reporting.report(reporter=reporter, target=target, reason="spam", text="", now=timezone.now())
        except Exception as error:  # told by the assertion below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(reporter,)) for reporter in reporters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert Case.objects.get().reports.count() == 4
