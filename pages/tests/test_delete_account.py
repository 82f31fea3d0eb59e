import datetime
import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import leaving
from accounts.models import User
from accounts.tests.factories import make_follow, make_user, make_verified
from accounts.tests.mails import link_in
from films.models import Film
from films.tests.factories import make_film
from pages.departure import departure_of
from pages.tests.html import by_class, parse, texts
from reviews.models import Comment, Discussion, Review, UserFilm, Viewing, Vote
from reviews.services import recount
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db

DELETE = reverse("delete_account")
KEEP = reverse("accounts:keep")
LOGIN = reverse("account_login")


@pytest.fixture
def member(client):
    member = make_verified(username="anna", email="anna@example.org")
    client.force_login(member)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    return member


def leave(client, username="anna"):
    return client.post(DELETE, {"username": username})


def fill(member):
    """Two films that others rated as well, reviews with comments, and texts under what others wrote."""
    films = [make_film(), make_film(), make_film()]
    for film, others in zip(films, (3, 2, 0), strict=True):
        make_user_film(user=member, film=film, rating=1)
        for _ in range(others):
            make_user_film(film=film, rating=8)
    make_user_film(user=member, rating=None, status="planned")
    make_viewing(user=member, film=films[0])
    review = make_review(user=member, film=films[0])
    make_comment(review=review)
    make_comment(review=review, user=member)
    mine = make_comment(user=member, review=make_review(), body="Mine")
    make_comment(parent=mine)
    make_comment(user=member, discussion=make_discussion(), body="Mine too")
    make_comment(discussion=make_discussion(user=member))
    Vote.objects.create(user=member, review=make_review())
    make_follow(follower=member, followed=make_user())
    make_follow(follower=make_user(), followed=member)
    return films


def test_page_tells_beforehand_what_goes(client, member):
    fill(member)

    departure = departure_of(member)

    assert (departure.films, departure.ratings, departure.viewings, departure.reviews) == (4, 3, 1, 1)
    assert (departure.means_change, departure.means_vanish) == (1, 1)
    assert (departure.comments, departure.comments_of_others, departure.discussions) == (2, 1, 1)
    assert (departure.votes, departure.following, departure.followers) == (1, 1, 1)
    tree = parse(client.get(DELETE))
    (gone,) = by_class(tree, "departure")
    (stays,) = by_class(tree, "departure-stays")
    assert texts(gone)[:3] == [
        "what you said of 4 films, 3 ratings among it",
        "your part in the mean of 1 film, which is counted anew",
        "the mean of 1 film, which has too few ratings without yours",
    ]
    assert "1 review, with 1 comment by others beneath" in texts(gone)
    assert texts(stays) == ["the empty places of 2 comments", "the empty first post of 1 discussion"]


def test_what_was_told_is_what_happens(member):
    films = fill(member)
    told = departure_of(member)
    before = {film.pk: Film.objects.get(pk=film.pk).rating_count for film in films}
    counts = {model: model.objects.count() for model in (UserFilm, Viewing, Review, Vote, Comment, Discussion)}
    User.objects.filter(pk=member.pk).update(deletion_due_at=timezone.now())

    call_command("delete_due_accounts", verbosity=0)

    assert not User.objects.filter(username="anna").exists()
    assert recount.find_drift() == []
    after = {film.pk: Film.objects.get(pk=film.pk).rating_count for film in films}
    assert {pk: before[pk] - after[pk] for pk in before} == dict.fromkeys(before, 1)
    lost = {model: counts[model] - model.objects.count() for model in counts}
    assert lost[UserFilm] == told.films
    assert lost[Viewing] == told.viewings
    assert lost[Review] == told.reviews
    assert lost[Vote] == told.votes
    assert lost[Comment] == told.comments_of_others + 1  # and the member's own beneath
    assert lost[Discussion] == 0
    empty = Comment.objects.filter(user=None)
    assert {(row.body, row.body_html, row.state) for row in empty} == {("", "", "deleted")}
    assert empty.count() == told.comments
    assert Discussion.objects.filter(user=None, title="", body="", state="deleted").count() == told.discussions


def test_asking_hides_the_member_logs_out_everywhere_and_mails(
    client, member, mailoutbox, django_capture_on_commit_callbacks
):
    elsewhere = Client()
    elsewhere.force_login(member)
    assert elsewhere.get(reverse("accounts:settings")).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        response = leave(client)

    assert response.url == reverse("accounts:left")
    assert "For 7 days you can still change your mind" in client.get(response.url).content.decode()
    saved = User.objects.get(pk=member.pk)
    wait = saved.deletion_due_at - timezone.now()
    assert datetime.timedelta(days=6, hours=23) < wait <= leaving.GRACE
    assert not UserSession.objects.filter(user=member).exists()
    for session in (client, elsewhere):
        assert session.get(reverse("accounts:settings")).url.startswith(LOGIN)
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("Your account will be deleted", ["anna@example.org"])]
    assert link_in(mailoutbox[0]) == LOGIN


def test_mail_speaks_the_language_of_the_member(client, member, mailoutbox, django_capture_on_commit_callbacks):
    User.objects.update(language="ru")

    with django_capture_on_commit_callbacks(execute=True):
        leave(client)

    assert link_in(mailoutbox[0]) == "/ru/accounts/login/"


def test_whoever_is_leaving_is_hidden(client, member):
    film = make_film(title="Vertigo")
    make_user_film(user=member, film=film, rating=9, favorite=True)
    make_viewing(user=member, film=film)
    make_review(user=member, film=film)
    other = make_user()
    visible = [
        lambda: User.objects.visible_to(other).filter(pk=member.pk),
        lambda: UserFilm.objects.visible_to(other),
        lambda: Viewing.objects.visible_to(other),
        lambda: Review.objects.visible_to(other),
    ]
    assert [rows().count() for rows in visible] == [1, 1, 1, 1]

    leave(client)

    assert [rows().count() for rows in visible] == [0, 0, 0, 0]
    for name in ("profile", "member_watchlist", "diary_feed"):
        assert Client().get(reverse(name, args=["anna"])).status_code == 404, name


def test_name_that_is_not_the_members_changes_nothing(client, member, mailoutbox):
    response = leave(client, username="boris")

    assert response.status_code == 422
    assert response.context["form"].errors == {"username": ["That is not your username."]}
    assert 'value="boris"' in response.content.decode()
    assert User.objects.get().deletion_due_at is None
    assert client.get(reverse("accounts:settings")).status_code == 200
    assert mailoutbox == []


def test_deletion_asks_for_the_password_and_then_goes_on(client):
    member = make_verified(username="anna")
    client.force_login(member)

    response = leave(client)
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert User.objects.get().deletion_due_at is None
    response = client.post(reverse("account_reauthenticate"), {"password": "correct horse", "next": DELETE})

    assert response.url == reverse("accounts:left")
    assert User.objects.get().deletion_due_at is not None


@pytest.fixture
def leaving_member(client, member):
    leave(client)
    response = client.post(LOGIN, {"login": "anna", "password": "correct horse"})
    assert response.status_code == 302
    return member


@pytest.mark.parametrize("name", ["home", "films:list", "accounts:settings", "your_data", "reviews:my_films"])
def test_whoever_comes_back_is_asked_first(client, leaving_member, name):
    assert client.get(reverse(name)).url == KEEP


def test_whoever_comes_back_can_write_nothing_before(client, leaving_member):
    film = make_film()

    response = client.post(reverse("reviews:rate", args=[film.pk]), {"rating": 5})
    swapped = client.post(reverse("reviews:rate", args=[film.pk]), {"rating": 5}, headers={"hx-request": "true"})

    assert response.url == KEEP
    assert swapped.headers["HX-Redirect"] == KEEP
    assert not UserFilm.objects.exists()


def test_whoever_comes_back_can_keep_the_account(client, leaving_member):
    page = client.get(KEEP).content.decode()
    assert "Keep my account" in page
    assert User.objects.get().deletion_due_at is not None

    response = client.post(KEEP)

    assert response.url == reverse("home")
    assert "Your account stays" in client.get(response.url).content.decode()
    assert User.objects.get().deletion_due_at is None
    assert client.get(KEEP).url == reverse("accounts:settings")
    assert Client().get(reverse("profile", args=["anna"])).status_code == 200


def test_whoever_comes_back_can_log_out_and_go(client, leaving_member):
    due = User.objects.get().deletion_due_at

    assert client.post(reverse("account_logout")).url == reverse("home")

    assert client.get(reverse("home")).status_code == 200
    assert User.objects.get().deletion_due_at == due


def test_visitor_has_nothing_to_keep(client):
    assert client.get(KEEP).url == f"{LOGIN}?next={KEEP}"
    assert client.put(KEEP).status_code in (302, 405)


def test_asking_twice_keeps_the_first_day(member, django_capture_on_commit_callbacks, mailoutbox):
    now = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        leaving.schedule_deletion(user=member, site="http://testserver/", now=now)
        leaving.schedule_deletion(user=member, site="http://testserver/", now=now + datetime.timedelta(days=3))

    assert User.objects.get().deletion_due_at == now + leaving.GRACE
    assert len(mailoutbox) == 1


def test_command_deletes_those_alone_whose_days_are_over(capsys):
    now = timezone.now()
    for name, due in (("over", -1), ("soon", 1), ("stays", None)):
        make_user(username=name, deletion_due_at=due and now + datetime.timedelta(hours=due))

    call_command("delete_due_accounts", dry_run=True)
    assert re.match(r"\d+ over: due \d{4}", capsys.readouterr().out)
    assert User.objects.count() == 3
    call_command("delete_due_accounts")
    call_command("delete_due_accounts", verbosity=0)

    assert set(User.objects.values_list("username", flat=True)) == {"soon", "stays"}
    assert capsys.readouterr().out == "Deleted 1 accounts.\n"


def test_command_takes_many(monkeypatch):
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    for _ in range(5):
        make_user(deletion_due_at=timezone.now() - datetime.timedelta(days=1))

    assert leaving.delete_due(now=timezone.now()) == 5
    assert not User.objects.exists()


@pytest.mark.parametrize("films", [1, 10])
def test_page_takes_eleven_queries(client, member, django_assert_num_queries, films):
    for _ in range(films):
        make_user_film(user=member)
        make_comment(user=member)

    with django_assert_num_queries(11):  # session, member, nine counts
        client.get(DELETE)
