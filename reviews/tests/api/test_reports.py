import pytest

from accounts.tests.factories import make_user
from reviews.models import Report
from reviews.tests.api.calls import Caller, error_of, make_silenced
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db
MAKE = {"review": make_review, "comment": make_comment, "discussion": make_discussion, "member": make_user}


@pytest.fixture
def anna():
    return make_user()


@pytest.fixture
def caller(anna):
    return Caller(anna)


def report(caller, kind, target, /, **said):
    pk = getattr(target, "pk", target)
    return caller.send("post", "reports/", {"kind": kind, "target": pk, "reason": "spam", "text": "Look.", **said})


def rows():
    return list(Report.objects.values_list("reporter", "reason", "text"))


@pytest.mark.parametrize("kind", MAKE)
def test_report_opens_a_case(caller, anna, kind):
    target = MAKE[kind]()

    response = report(caller, kind, target)

    assert response.status_code == 201
    assert response.json().items() >= {"kind": kind, "target": target.pk, "reason": "spam", "text": "Look."}.items()
    assert rows() == [(anna.pk, "spam", "Look.")]
    assert getattr(Report.objects.get().case, kind) == target


def test_reporting_twice_is_reporting_once(caller, anna):
    review = make_review()

    first = report(caller, "review", review).json()
    second = report(caller, "review", review, reason="abuse").json()

    assert first == second
    assert rows() == [(anna.pk, "spam", "Look.")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "rating_hold"),
        ("kind", None),
        ("target", "x"),
        ("target", 0),
        ("target", 10**30),
        ("reason", "x"),
        ("text", "x" * 1001),
        ("text", []),
    ],
)
def test_report_that_is_not_valid_changes_nothing(caller, field, value):
    response = report(caller, "review", make_review(), **{field: value})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == [field]
    assert rows() == []


def test_reason_that_is_not_on_the_list_needs_words(caller, anna):
    review = make_review()

    response = report(caller, "review", review, reason="other", text="")
    assert list(response.json()["error"]["fields"]) == ["text"]
    assert rows() == []

    assert report(caller, "review", review, reason="other").status_code == 201
    assert rows() == [(anna.pk, "other", "Look.")]


@pytest.mark.parametrize("kind", MAKE)
def test_nobody_reports_what_is_their_own(kind):
    target = MAKE[kind]()
    author = target if kind == "member" else target.user

    assert error_of(report(Caller(author), kind, target)) == (403, "own_text")
    assert rows() == []


@pytest.mark.parametrize("kind", MAKE)
def test_what_is_not_shown_cannot_be_reported(caller, kind):
    target = make_user(is_private=True) if kind == "member" else MAKE[kind](state="held")

    assert error_of(report(caller, kind, target)) == (404, "not_found")
    assert error_of(report(caller, kind, 2**62)) == (404, "not_found")
    assert rows() == []


@pytest.mark.parametrize("who", ["nobody", "suspended", "unverified"])
def test_nobody_who_may_not_write_reports(who):
    caller = Caller(None if who == "nobody" else make_silenced(who))

    expected = (401, "not_authenticated") if who == "nobody" else (403, who)
    assert error_of(report(caller, "review", make_review())) == expected
    assert rows() == []


def test_fields_that_are_not_written_do_nothing(caller, anna):
    other = make_user()
    sent = {"id": 1, "reporter": other.pk, "case": 1, "created_at": "2001-01-01T00:00:00Z", "origin": "links"}

    report(caller, "review", make_review(), **sent)

    found = Report.objects.select_related("case").get()
    assert (found.reporter, found.case.origin) == (anna, "reports")
    assert found.created_at.year > 2001


def test_reports_are_limited_as_on_the_site(caller, settings):
    settings.THROTTLED = True
    answers = [report(caller, "review", make_review()) for _ in range(21)]

    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert int(answers[-1]["Retry-After"]) > 3000
