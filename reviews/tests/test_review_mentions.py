from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.tests.factories import make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse
from reviews.models import Case, Review, WatchedWord
from reviews.tests.cases import decide, make_moderator
from reviews.tests.factories import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def film():
    return make_film(title="Metropolis")


@pytest.fixture
def anna():
    return make_user(username="anna")


@pytest.fixture
def writer(client):
    writer = make_user(date_joined=timezone.now() - timedelta(days=30))
    client.force_login(writer)
    return writer


def send(client, film, body, name="publish"):
    data = {"title": "", "body": body, "language": "en"}
    return client.post(reverse(f"reviews:{name}", args=[film.pk]), data)


def told(user):
    return [(notice.kind, notice.data["place"]) for notice in Notice.objects.filter(user=user).order_by("pk")]


def mentions_in(response):
    return [link.get("href") for link in by_class(parse(response), "mention")]


def read(client, language=""):
    url = Review.objects.select_related("film").get().get_absolute_url()
    return client.get(f"{language}{url}")


def test_published_review_links_whom_it_names_and_tells_them(client, film, anna, writer):
    send(client, film, "As @Anna said. @nobody `@anna`")

    review = Review.objects.get()
    assert mentions_in(read(client)) == ["/members/anna/"]
    assert mentions_in(read(client, "/ru")) == ["/ru/members/anna/"]
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.url) == (anna, "mention", f"/reviews/{review.pk}/")
    assert notice.data == {"by": writer.pk, "place": "text", "film": "Metropolis", "film_ru": ""}


def test_the_notice_leads_to_the_review(client, film, anna, writer):
    send(client, film, "As @anna said.")
    client.force_login(anna)

    page = client.get(reverse("accounts:notices"))
    response = client.post(reverse("accounts:read_notice", args=[Notice.objects.get().pk]), follow=True)

    assert "mentioned you in a review of “Metropolis”." in page.content.decode()
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == Review.objects.select_related("film").get().get_absolute_url()


def test_draft_tells_nobody_until_it_is_published(client, film, anna, writer):
    send(client, film, "As @anna said.", "save_draft")

    assert told(anna) == []
    assert mentions_in(read(client)) == ["/members/anna/"]

    send(client, film, "As @anna said.")

    assert told(anna) == [("mention", "text")]


def test_edit_tells_those_named_anew_and_nobody_twice(client, film, anna, writer):
    boris = make_user(username="boris")
    send(client, film, "As @anna said.")
    film.slug = "another-slug"
    film.save(update_fields=["slug"])

    send(client, film, "As @anna and @boris said.")
    send(client, film, "As @boris and @anna said.")

    assert told(anna) == told(boris) == [("mention", "text")]


def test_held_review_tells_when_a_moderator_lets_it_go(client, film, anna, writer):
    WatchedWord.objects.create(word="casino")
    send(client, film, "A casino, as @anna said.")
    assert Review.objects.get().state == "held"
    assert told(anna) == []
    client.force_login(make_moderator())

    decide(client, Case.objects.get(), "dismiss", reason="")

    assert Review.objects.get().state == "published"
    assert told(anna) == [("mention", "text")]


def test_held_review_that_is_hidden_tells_nobody(client, film, anna, writer):
    WatchedWord.objects.create(word="casino")
    send(client, film, "A casino, as @anna said.")
    client.force_login(make_moderator())

    decide(client, Case.objects.get(), "hide")

    assert told(anna) == []


@pytest.mark.parametrize("state", ["held", "hidden"])
def test_edit_of_what_others_do_not_see_tells_nobody(client, film, anna, writer, state):
    make_review(film=film, user=writer, state=state)

    send(client, film, "As @anna said.")

    assert Review.objects.get().state == state
    assert told(anna) == []


def test_nobody_is_told_by_a_private_member_or_by_themselves(client, film, anna):
    private = make_user(username="shy", is_private=True)
    client.force_login(private)
    send(client, film, "As @anna said, and I, @shy.")
    client.force_login(anna)
    send(client, film, "I am @anna")

    assert not Notice.objects.exists()


def test_preview_links_names_in_the_language_of_the_page(client, film, anna, writer):
    data = {"title": "", "body": "As @anna said.", "language": "en"}
    url = reverse("reviews:preview", args=[film.pk])

    response = client.post(f"/ru{url}", data, headers={"HX-Request": "true"})

    assert "/ru/members/anna/" in links(by_id(parse(response), "preview"))
    assert told(anna) == []
