"""A suspended member reads the site and writes nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Follow, Notice, User
from accounts.tests.factories import make_user, make_verified
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, texts
from reviews.models import Report, UserFilm
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def suspended(client):
    user = make_user(suspended_until=timezone.now() + timedelta(days=7), name="Before")
    Notice.objects.create(
        user=user, kind="decision", data={"action": "suspend", "reason": "Spam again."}, url="/appeals/7/"
    )
    client.force_login(user)
    return user


def writes():
    film, other = make_film(), make_user()
    return [
        (reverse("reviews:rate", args=[film.pk]), {"rating": "8"}),
        (reverse("reviews:clear_rating", args=[film.pk]), {}),
        (reverse("reviews:set_status", args=[film.pk]), {"status": "planned"}),
        (reverse("reviews:set_favorite", args=[film.pk]), {"favorite": "on"}),
        (reverse("reviews:report", args=["review", make_review().pk]), {"reason": "spam"}),
        (reverse("accounts:follow", args=[other.username]), {}),
        (reverse("accounts:unfollow", args=[other.username]), {}),
    ]


def test_every_write_is_refused_and_says_why(client, suspended):
    mark = make_user_film(user=suspended)

    for url, data in writes():
        response = client.post(url, data)

        assert response.status_code == 403, url
        assert "Spam again." in response.content.decode()
        assert "/appeals/7/" in response.content.decode()
    assert UserFilm.objects.get(user=suspended).pk == mark.pk
    assert not Follow.objects.exists()
    assert not Report.objects.exists()


def test_every_write_by_htmx_leads_to_the_page_that_says_why(client, suspended):
    for url, data in writes():
        assert client.post(url, data, headers=HTMX).headers["HX-Redirect"] == reverse("accounts:suspended"), url

    assert "Spam again." in client.get(reverse("accounts:suspended")).content.decode()


def test_a_suspension_ends_by_itself(client):
    user = make_user(suspended_until=timezone.now() - timedelta(seconds=1))
    client.force_login(user)

    for url, data in writes():
        assert client.post(url, data).status_code == 302, url
    assert client.get(reverse("accounts:suspended")).url == user.get_absolute_url()


def test_settings_keep_what_others_see_and_take_the_rest(client, suspended):
    data = {"name": "After", "bio": "Buy watches", "language": "ru", "theme": "dark", "is_private": "on"}

    page = client.get(reverse("accounts:settings")).content.decode()
    response = client.post(reverse("accounts:settings"), data)

    user = User.objects.get(pk=suspended.pk)
    assert "Your account is suspended" in page
    assert response.status_code == 302
    assert (user.name, user.bio) == ("Before", "")
    assert (user.language, user.theme, user.is_private) == ("ru", "dark", True)


def test_a_suspended_member_reads(client, suspended):
    for path in ("/", "/films/", "/my/films/", make_film().get_absolute_url()):
        assert client.get(path).status_code == 200


def test_page_of_a_suspension_without_a_notice(client):
    client.force_login(make_user(suspended_until=timezone.now() + timedelta(days=7)))

    assert client.get(reverse("accounts:suspended")).status_code == 200


WRITING = ("/my/", "/comments/", "/edit/", "/delete/", "/new/", "/report/", "/vote/", "/follow/", "/rating/")


def pages_with_forms(user):
    film = make_film()
    review, discussion = make_review(film=film), make_discussion(film=film)
    make_comment(review=review)
    make_comment(discussion=discussion, user=user)
    make_viewing(film=film, user=user)
    own_review, own_discussion = make_review(film=film, user=user), make_discussion(film=film, user=user)
    diary = reverse("diary", args=[user.username])
    return [
        film.get_absolute_url(),
        make_film().get_absolute_url(),
        reverse("reviews:my_film", args=[film.pk]),
        reverse("reviews:of_film", args=[film.pk, film.slug]),
        reverse("reviews:discussions", args=[film.pk, film.slug]),
        *(text.get_absolute_url() for text in (review, discussion, own_review, own_discussion)),
        diary,
        f"{diary}2026/3/",
    ]


def test_pages_offer_no_form_and_say_until_when(client, suspended):
    for path in pages_with_forms(suspended):
        page = parse(client.get(path))

        (main,) = page.iter("main")
        lines = texts(by_class(main, "suspended-line"))
        until = date_format(timezone.localtime(suspended.suspended_until), "DATETIME_FORMAT")
        assert lines == [f"You cannot write until {until} (UTC). Why"], path
        assert {form.get("action") for form in main.iter("form") if form.get("method") == "post"} == set(), path
        offered = [link for link in links(main) if any(part in link for part in WRITING)]
        assert [link for link in offered if not link.startswith("/members/")] == [], path


def test_page_of_a_film_invites_to_write_who_may(client, suspended):
    film = make_film()
    write = reverse("reviews:write", args=[film.pk])

    assert write in links(parse(Client().get(film.get_absolute_url())))
    assert write not in links(parse(client.get(film.get_absolute_url())))


def test_profile_offers_a_suspended_member_neither_to_follow_nor_to_report(client, suspended):
    page = parse(client.get(make_verified().get_absolute_url()))

    assert by_id(page, "follow_button").find(".//form") is None
    assert not [link for link in links(page) if link.startswith("/report/")]


def test_pages_offer_their_forms_once_the_suspension_is_over(client):
    user = make_user(suspended_until=timezone.now() - timedelta(seconds=1))
    client.force_login(user)

    for path in pages_with_forms(user)[:-1]:  # a calendar has none
        (main,) = parse(client.get(path)).iter("main")
        sent_to = [form.get("action") for form in main.iter("form") if form.get("method") == "post"]

        assert not by_class(main, "suspended-line"), path
        assert sent_to or [link for link in links(main) if "/my/" in link or "/new/" in link], path


# How often a member may write


@pytest.mark.parametrize(
    ("name", "data", "limit"),
    [
        ("rate", {"rating": "8"}, 60),
        ("set_status", {"status": "planned"}, 60),
        ("set_favorite", {"favorite": "on"}, 60),
    ],
)
def test_marks_are_limited_by_the_minute(client, name, data, limit):
    url = reverse(f"reviews:{name}", args=[make_film().pk])
    client.force_login(make_user())

    answers = [client.post(url, data).status_code for _number in range(limit + 1)]

    assert answers == [302] * limit + [429]


def test_following_is_limited_by_the_minute(client):
    client.force_login(make_user())
    url = reverse("accounts:follow", args=[make_user().username])

    answers = [client.post(url).status_code for _number in range(31)]

    assert answers == [302] * 30 + [429]


def test_settings_are_limited_and_keep_what_was_typed(client):
    user = make_user()
    client.force_login(user)
    data = {"language": "en", "theme": "dark"}
    for number in range(10):
        client.post(reverse("accounts:settings"), {**data, "name": f"Name {number}"})

    response = client.post(reverse("accounts:settings"), {**data, "name": "One more"})

    assert response.status_code == 429
    assert "One more" in response.content.decode()
    assert User.objects.get(pk=user.pk).name == "Name 9"
