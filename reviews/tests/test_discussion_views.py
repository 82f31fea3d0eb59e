import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.tests.factories import make_staff, make_user
from films.models import FilmRedirect
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, text, texts
from reviews.models import Discussion
from reviews.services import merging
from reviews.tests.factories import make_comment, make_discussion, make_user_film

pytestmark = pytest.mark.django_db
TEXTS = {"title": "The last  shot", "body": "What does **he** see?", "room": "spoilers"}


def rooms(film, query=""):
    return reverse("reviews:discussions", args=[film.pk, film.slug]) + query


def start_url(film):
    return reverse("reviews:start_discussion", args=[film.pk, film.slug])


def url_of(discussion, name):
    return reverse(f"reviews:{name}", args=[discussion.pk])


def titles(response):
    return texts(by_class(parse(response), "talk-title"))


def test_rooms_are_apart_and_sorted_by_the_last_word(client):
    film, now = make_film(), timezone.now()
    for number, title in enumerate(["older", "newer", "quiet"]):
        make_discussion(film=film, title=title, active_at=now - datetime.timedelta(days=9 - number))
    make_discussion(film=film, title="secret", room="spoilers")
    make_discussion(title="elsewhere")
    make_comment(discussion=Discussion.objects.get(title="older"))

    response = client.get(rooms(film))

    assert titles(response) == ["older", "quiet", "newer"]
    tabs = by_class(parse(response), "tabs")[0]
    assert texts(tabs.iter("a")) == ["Without spoilers 3", "With spoilers 1"]
    assert tabs.find("a[@aria-current]").get("href") == rooms(film)


def test_room_of_spoilers_is_entered_by_who_asks_or_has_seen_the_film(client):
    film = make_film()
    make_discussion(film=film, title="He dies", room="spoilers")
    seen, rated = make_user_film(film=film, rating=None).user, make_user_film(film=film, status=None).user
    planned = make_user_film(film=film, rating=None, status="planned").user

    guard = client.get(rooms(film, "?room=spoilers"))
    assert titles(guard) == []
    assert "He dies" not in guard.content.decode()
    assert "?room=spoilers&enter=yes" in links(parse(guard))
    assert titles(client.get(rooms(film, "?room=spoilers&enter=yes"))) == ["He dies"]
    for user, shown in ((seen, ["He dies"]), (rated, ["He dies"]), (planned, [])):
        client.force_login(user)
        assert titles(client.get(rooms(film, "?room=spoilers"))) == shown


def test_discussion_of_the_room_of_spoilers_is_guarded_too(client):
    discussion = make_discussion(room="spoilers", body="He dies.")
    comment = make_comment(discussion=discussion, body="She too.")
    page = discussion.get_absolute_url()

    guarded = client.get(page).content.decode()
    assert "He dies" not in guarded
    assert "She too" not in guarded
    for inside in (f"{page}?enter=yes", comment.get_absolute_url()):
        shown = client.get(inside.partition("#")[0]).content.decode()
        assert "He dies" in shown
        assert "She too" in shown
    client.force_login(discussion.user)
    assert "He dies" in client.get(page).content.decode()


def test_start_shows_what_was_written(client):
    film, user = make_film(), make_user()
    client.force_login(user)

    form = parse(client.get(start_url(film) + "?room=spoilers"))
    response = client.post(start_url(film), TEXTS, follow=True)

    assert form.find(".//input[@value='spoilers']").get("checked") is not None
    discussion = Discussion.objects.get()
    assert response.redirect_chain == [(f"/discussions/{discussion.pk}/", 302)]
    assert (discussion.user, discussion.film, discussion.title, discussion.room) == (
        user,
        film,
        "The last shot",
        "spoilers",
    )
    tree = parse(response)
    assert text(tree.find(".//h1")) == "The last shot"
    assert "What does <strong>he</strong> see?" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"title": "x" * 151}, {"title": "\u200b"}, {"body": ""}, {"room": "cellar"}, {"title": "a\x00"}],
)
def test_start_that_is_refused_keeps_what_was_typed(client, wrong):
    film = make_film()
    client.force_login(make_user())
    sent = {**TEXTS, **wrong}

    response = client.post(start_url(film), sent)

    assert response.status_code == 422
    assert parse(response).find(".//textarea").text.strip() == sent["body"]
    assert not Discussion.objects.exists()


def test_start_too_often_is_refused(client):
    film = make_film()
    client.force_login(make_user())
    for number in range(5):
        client.post(start_url(film), {**TEXTS, "title": f"Number {number}"})

    response = client.post(start_url(film), TEXTS)

    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert parse(response).find(".//textarea").text.strip() == TEXTS["body"]
    assert Discussion.objects.count() == 5


def test_first_post_names_members_who_are_told(client):
    anna = make_user(username="anna")
    client.force_login(make_user())

    client.post(start_url(make_film(title="M")), {**TEXTS, "body": "@anna, you know this."})

    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.data["film"]) == (anna, "mention", "M")
    assert notice.url == f"/discussions/{Discussion.objects.get().pk}/"


def test_author_edits_at_any_time(client):
    discussion = make_discussion(created_at=timezone.now() - datetime.timedelta(days=100))
    client.force_login(discussion.user)

    form = parse(client.get(url_of(discussion, "edit_discussion")))
    response = client.post(url_of(discussion, "edit_discussion"), TEXTS, follow=True)

    assert form.find(".//textarea").text.strip() == "What do you make of the ending?"
    discussion.refresh_from_db()
    assert (discussion.title, discussion.body, discussion.room) == ("The last shot", TEXTS["body"], "spoilers")
    assert "edited" in text(by_class(parse(response), "byline")[0])


def test_delete_leaves_what_others_answered(client):
    discussion = make_discussion(title="Regretted", body="All wrong.")
    make_comment(discussion=discussion, body="But no!")
    client.force_login(discussion.user)

    assert client.get(url_of(discussion, "delete_discussion")).status_code == 200
    response = client.post(url_of(discussion, "delete_discussion"))

    assert response.url == rooms(discussion.film)
    page = client.get(discussion.get_absolute_url())
    assert "Regretted" not in page.content.decode()
    assert "All wrong" not in page.content.decode()
    assert "But no!" in page.content.decode()
    assert titles(client.get(rooms(discussion.film))) == ["A deleted discussion"]
    client.force_login(make_user())
    assert client.post(reverse("reviews:comment_discussion", args=[discussion.pk]), {"body": "x"}).status_code == 403
    assert client.post(url_of(discussion, "delete_discussion")).status_code == 404


def test_deleted_discussion_without_answers_is_gone(client):
    discussion = make_discussion()
    client.force_login(discussion.user)

    client.post(url_of(discussion, "delete_discussion"))

    assert client.get(discussion.get_absolute_url()).status_code == 404
    assert titles(client.get(rooms(discussion.film))) == []


@pytest.mark.parametrize("name", ["edit_discussion", "delete_discussion"])
def test_only_the_author_changes_a_discussion(client, name):
    discussion = make_discussion()

    for user in (make_user(), make_staff()):
        client.force_login(user)
        assert client.get(url_of(discussion, name)).status_code == 403
        assert client.post(url_of(discussion, name), TEXTS).status_code == 403
    client.logout()
    assert client.post(url_of(discussion, name), TEXTS).url == f"/accounts/login/?next={url_of(discussion, name)}"
    discussion.refresh_from_db()
    assert (discussion.title, discussion.state) == ("The ending", "published")


@pytest.mark.parametrize("name", ["edit_discussion", "delete_discussion", "discussion"])
@pytest.mark.parametrize("values", [{"state": "hidden"}, {"state": "held"}, {"film": "adult"}])
def test_discussions_that_cannot_be_seen_are_not_found(client, name, values):
    if values.get("film"):
        values = {"film": make_film(adult=True)}
    discussion = make_discussion(**values)

    client.force_login(make_user())
    assert client.get(url_of(discussion, name)).status_code == 404
    assert titles(client.get(rooms(make_film()))) == []


def test_hidden_discussion_is_not_edited(client):
    discussion = make_discussion(state="hidden")
    client.force_login(discussion.user)

    assert client.get(discussion.get_absolute_url()).status_code == 200
    assert client.post(url_of(discussion, "edit_discussion"), TEXTS).status_code == 403
    discussion.refresh_from_db()
    assert discussion.title == "The ending"


def test_addresses_of_a_film_lead_to_the_right_one(client):
    film = make_film()
    FilmRedirect.objects.create(old_id=10**9, film=film)

    assert client.get(f"/films/{film.pk}-wrong/discussions/").url == rooms(film)
    assert client.get(f"/films/{10**9}-gone/discussions/").url == rooms(film)
    assert client.get("/films/0-none/discussions/").status_code == 404
    adult = make_film(adult=True)
    assert client.get(rooms(adult)).status_code == 404
    client.force_login(make_user())
    assert client.post(start_url(adult), TEXTS).status_code == 404


def test_merged_films_bring_their_discussions():
    keep, merged = make_film(), make_film()
    discussion = make_discussion(film=merged)

    merging.merge_films(keep=keep, merged=merged)

    discussion.refresh_from_db()
    assert discussion.film == keep


def test_film_page_shows_the_latest_three_without_spoilers(client):
    film = make_film()
    for number in range(4):
        make_discussion(film=film, title=f"Number {number}")
    make_discussion(film=film, title="He dies", room="spoilers")
    make_discussion(film=film, title="Held", state="held")

    response = client.get(film.get_absolute_url())

    assert titles(response) == ["Number 3", "Number 2", "Number 1"]
    assert {rooms(film), rooms(film, "?room=spoilers")} <= set(links(parse(response)))


def test_lists_ask_as_much_for_many_as_for_one(client, django_assert_num_queries):
    one, many = make_discussion().film, make_film()
    for number in range(30):
        make_discussion(film=many, title=f"A subject that goes on and on, number {number}")

    for film in (one, many):
        with django_assert_num_queries(4):
            response = client.get(rooms(film))
    assert len(titles(response)) == 20
    assert titles(client.get(rooms(many, "?page=2")))[-1].endswith("number 0")
    assert len(response.content) < 60_000


def test_discussion_asks_as_much_for_many_comments_as_for_one(client, django_assert_num_queries):
    one, many = make_comment(discussion=make_discussion()).discussion, make_discussion()
    for _number in range(30):
        make_comment(parent=make_comment(discussion=many))

    for discussion in (one, many):
        with django_assert_num_queries(4):
            response = client.get(discussion.get_absolute_url())
    assert by_id(parse(response), "comments") is not None
    assert len(response.content) < 60_000
