import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.tests.factories import make_user
from reviews.models import Appeal, Case, Decision, Report, WatchedWord
from reviews.tests.factories import make_review

pytestmark = pytest.mark.django_db
MODELS = ["case", "report", "decision", "appeal"]


@pytest.fixture(autouse=True)
def moderator(client):
    moderator = make_user(is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(moderator)
    return moderator


def make_rows(number):
    for _number in range(number):
        review = make_review()
        case = Case.objects.create(review=review)
        Report.objects.create(case=case, reporter=make_user(), reason="spam")
        decision = Decision.objects.create(
            case_id=case.pk, member_id=review.user_id, target="review", target_id=review.pk, action="hide"
        )
        Appeal.objects.create(decision=decision, case=case, user=review.user, text="It is not.")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("number", [1, 30])
def test_lists_lead_to_the_site_at_the_same_queries(client, django_assert_max_num_queries, model, number):
    make_rows(number)

    with django_assert_max_num_queries(7):
        html = client.get(reverse(f"admin:reviews_{model}_changelist")).content.decode()

    assert html.count(Case.objects.last().get_absolute_url()) == 1


@pytest.mark.parametrize("model", MODELS)
def test_rows_are_read_and_not_changed(client, model):
    make_rows(1)
    row = {"case": Case, "report": Report, "decision": Decision, "appeal": Appeal}[model].objects.get()

    assert client.get(reverse(f"admin:reviews_{model}_change", args=[row.pk])).status_code == 200
    assert client.post(reverse(f"admin:reviews_{model}_change", args=[row.pk]), {"reason": "x"}).status_code == 403
    assert client.post(reverse(f"admin:reviews_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_words_are_added_changed_and_deleted(client):
    client.post(reverse("admin:reviews_watchedword_add"), {"word": " two  words* "})
    word = WatchedWord.objects.get()
    assert word.word == "two words*"

    client.post(reverse("admin:reviews_watchedword_change", args=[word.pk]), {"word": "casino"})
    word.refresh_from_db()
    assert word.word == "casino"

    client.post(reverse("admin:reviews_watchedword_delete", args=[word.pk]), {"post": "yes"})
    assert not WatchedWord.objects.exists()


@pytest.mark.parametrize("word", ["*", "a*", "ca*no", "**", ""])
def test_words_that_would_hold_everything_are_refused(client, word):
    client.post(reverse("admin:reviews_watchedword_add"), {"word": word})

    assert not WatchedWord.objects.exists()
