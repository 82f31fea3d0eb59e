import datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.tests.factories import make_user
from pages.tests.html import by_class, links, parse, text, texts

pytestmark = pytest.mark.django_db
NOTICES = "/accounts/notices/"


def make_notice(user, kind="mention", url="/films/", **data):
    return Notice.objects.create(user=user, kind=kind, url=url, data=data)


def shown(response):
    return texts(by_class(parse(response), "notices")[0].iter("p"))


def test_notices_are_put_into_the_words_of_the_page(client):
    user, anna = make_user(), make_user(username="anna", name="Anna K.")
    talk = {"by": anna.pk, "film": "Metropolis", "film_ru": "Метрополис"}
    make_notice(user, "mention", place="text", **talk)
    make_notice(user, "mention", place="review", **talk)
    make_notice(user, "mention", place="discussion", **talk)
    make_notice(user, "reply", place="review", **talk)
    make_notice(user, "reply", place="discussion", **talk)
    make_notice(user, "reply", place="comment", **talk)
    client.force_login(user)

    english = [line.removeprefix("New: ") for line in shown(client.get(NOTICES))]
    russian = client.get(f"/ru{NOTICES}")

    assert english == [
        "Anna K. answered your comment on “Metropolis”.",
        "Anna K. wrote in your discussion of “Metropolis”.",
        "Anna K. commented on your review of “Metropolis”.",
        "Anna K. mentioned you in a discussion of “Metropolis”.",
        "Anna K. mentioned you in a comment on a review of “Metropolis”.",
        "Anna K. mentioned you in a review of “Metropolis”.",
    ]
    assert "Метрополис" in russian.content.decode()
    assert "/ru/films/" in links(parse(russian))


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("decision", {"action": "hide", "target": "review"}, "Your review of “M”: hidden by a moderator."),
        ("decision", {"action": "warn", "target": "comment"}, "Your comment on “M”: a moderator warns you."),
        (
            "decision",
            {"action": "suspend", "target": "member", "until": "2026-12-01T10:00:00+00:00"},
            "Your profile: you cannot write before Dec. 1, 2026, 10 a.m. (UTC).",
        ),
        ("decision", {"action": "ban", "target": "discussion"}, "Your discussion of “M”: your account is closed."),
        (
            "appeal",
            {"action": "restore", "target": "review"},
            "Your review of “M”: your appeal was granted, the decision is taken back.",
        ),
        (
            "appeal",
            {"action": "uphold", "target": "review"},
            "Your review of “M”: your appeal was turned down, the decision stands.",
        ),
        (
            "report",
            {"action": "dismiss", "target": "comment"},
            "You reported a comment on “M”: a moderator found nothing against the rules. Thank you.",
        ),
        (
            "report",
            {"action": "hide", "target": "member"},
            "You reported the profile of M: a moderator saw to it. Thank you.",
        ),
        ("decision", {"action": "new", "target": "new"}, "Your account: a moderator decided."),
    ],
)
def test_decisions_are_told_with_their_reason(client, kind, data, words):
    user = make_user()
    make_notice(user, kind, url="", name="M", reason="Be <b>kind</b>.", **data)
    client.force_login(user)

    response = client.get(NOTICES)

    assert shown(response) == [f"New: {words}"]
    assert text(parse(response).find(".//blockquote")) == "Be <b>kind</b>."


def test_notices_of_who_is_gone_or_private_name_nobody(client):
    user = make_user()
    gone, private = make_user(username="leaver"), make_user(username="shy", is_private=True)
    for member in (gone, private):
        make_notice(user, place="review", by=member.pk, film="M")
    gone.delete()
    client.force_login(user)

    page = client.get(NOTICES).content.decode()

    assert "leaver" not in page
    assert "shy" not in page
    assert page.count("Somebody mentioned you") == 2


def test_notices_are_one_s_own(client):
    user, other = make_user(), make_user()
    notice = make_notice(other, film="Secret")
    client.force_login(user)

    assert "Secret" not in client.get(NOTICES).content.decode()
    assert client.post(reverse("accounts:read_notice", args=[notice.pk])).status_code == 404
    client.post(reverse("accounts:read_notices"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_visitors_are_asked_to_log_in(client):
    assert client.get(NOTICES).url == f"/accounts/login/?next={NOTICES}"
    assert client.post(reverse("accounts:read_notices")).url.startswith("/accounts/login/")
    assert client.post(reverse("accounts:read_notice", args=[1])).url.startswith("/accounts/login/")


def test_reading_writes_nothing_and_a_post_marks_one_or_all(client):
    user = make_user()
    notices = [make_notice(user, film=f"Film {number}") for number in range(3)]
    client.force_login(user)

    client.get(NOTICES)
    assert user.notices.filter(read_at=None).count() == 3

    response = client.post(reverse("accounts:read_notice", args=[notices[0].pk]))
    assert response.url == "/films/"
    assert set(user.notices.filter(read_at=None)) == set(notices[1:])

    by_htmx = client.post(reverse("accounts:read_notice", args=[notices[1].pk]), headers={"HX-Request": "true"})
    assert by_htmx.headers["HX-Redirect"] == "/films/"

    assert client.post(reverse("accounts:read_notices")).url == NOTICES
    assert not user.notices.filter(read_at=None).exists()
    assert not by_class(parse(client.get(NOTICES)), "unread")


def test_reading_again_keeps_the_first_moment(client):
    user = make_user()
    notice = make_notice(user)
    client.force_login(user)
    url = reverse("accounts:read_notice", args=[notice.pk])

    client.post(url)
    first = Notice.objects.get().read_at
    client.post(url)

    assert Notice.objects.get().read_at == first


@pytest.mark.parametrize(("unread", "said"), [(0, "Notices"), (1, "1 1 new notice"), (120, "99+ 120 new notices")])
def test_every_page_says_how_many_are_new_without_a_query_of_its_own(client, unread, said):
    user = make_user()
    Notice.objects.bulk_create(Notice(user=user, kind="mention") for _number in range(unread))
    client.force_login(user)

    with CaptureQueriesContext(connection) as queries:
        response = client.get("/about/ranking/")

    (asked,) = [query["sql"] for query in queries if "accounts_notice" in query["sql"]]
    assert 'FROM "accounts_user"' in asked
    assert text(by_class(parse(response), "notice-link")[0]) == said


def test_older_notices_are_on_further_pages(client, django_assert_num_queries):
    user = make_user()
    anna = make_user()
    for number in range(35):
        make_notice(user, place="review", by=anna.pk, film=f"Film {number}")
    client.force_login(user)

    with django_assert_num_queries(5):
        first = client.get(NOTICES)
    older = next(link for link in links(parse(first)) if "before=" in link)
    second = client.get(NOTICES + older)

    assert len(shown(first)) == 30
    assert "Film 34" in shown(first)[0]
    assert shown(second)[-1].endswith("“Film 0”.")
    assert len(shown(second)) == 5
    assert len(first.content) < 60_000
    for before in ("0", "x", "-1", "9" * 30, "%00"):
        assert client.get(f"{NOTICES}?before={before}").status_code == 200


def test_prune_notices_deletes_what_is_half_a_year_old(capsys):
    user = make_user()
    old, young = make_notice(user), make_notice(user)
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=181))
    Notice.objects.filter(pk=young.pk).update(created_at=timezone.now() - datetime.timedelta(days=179))

    call_command("prune_notices", "--dry-run")
    assert Notice.objects.count() == 2
    call_command("prune_notices")

    assert list(Notice.objects.all()) == [young]
    assert capsys.readouterr().out.splitlines() == ["1 old notices would be deleted.", "1 old notices deleted."]
