import pytest
from django.urls import reverse

from accounts.models import Notice
from accounts.tests.factories import make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, text
from reviews.models import Comment, Discussion
from reviews.tests.factories import make_comment, make_discussion, make_review

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
TEXTS = {"title": "The last shot", "body": "Some **bold** words", "room": "spoilers"}


@pytest.fixture
def writer(client):
    writer = make_user()
    client.force_login(writer)
    return writer


@pytest.fixture(params=["review", "discussion", "answer", "edit", "new discussion", "edited discussion"])
def form(request, writer):
    """The address of a form, and the beginning of the ids of its parts."""
    match request.param:
        case "review":
            return reverse("reviews:comment_review", args=[make_review().pk]), "new"
        case "discussion":
            return reverse("reviews:comment_discussion", args=[make_discussion().pk]), "new"
        case "answer":
            comment = make_comment()
            return reverse("reviews:answer", args=[comment.pk]), f"answer-{comment.pk}"
        case "edit":
            comment = make_comment(user=writer)
            return reverse("reviews:edit_comment", args=[comment.pk]), f"edit-{comment.pk}"
        case "new discussion":
            film = make_film()
            return reverse("reviews:start_discussion", args=[film.pk, film.slug]), "discussion"
        case _:
            return reverse("reviews:edit_discussion", args=[make_discussion(user=writer).pk]), "discussion"


def rows():
    return [*Comment.objects.values_list("body", "state"), *Discussion.objects.values_list("title", "body", "state")]


def test_preview_without_javascript_stands_above_the_form_that_keeps_what_was_typed(client, form):
    url, key = form
    before = rows()
    button = parse(client.get(url)).find(f".//button[@formaction='{url}preview/']")

    response = client.post(button.get("formaction"), TEXTS)

    tree = parse(response)
    assert response.status_code == 200
    preview = by_id(tree, f"{key}-preview")
    assert text(preview.find(".//strong")) == "bold"
    sent_to = [element for element in tree.iter("form") if element.get("action") == url]
    assert text(sent_to[0].find(".//textarea")) == TEXTS["body"]
    everything = list(tree.iter())
    assert everything.index(preview) < everything.index(sent_to[0])
    assert not by_class(tree, "invalid-feedback")
    assert rows() == before


def test_preview_of_a_discussion_keeps_subject_and_room(client, writer):
    film = make_film()

    tree = parse(client.post(reverse("reviews:preview_start_discussion", args=[film.pk, film.slug]), TEXTS))

    assert tree.find(".//input[@name='title']").get("value") == "The last shot"
    rooms = [field for field in tree.iter("input") if field.get("name") == "room"]
    assert [field.get("value") for field in rooms if field.get("checked") is not None] == ["spoilers"]


def test_preview_for_htmx_is_the_fragment_that_the_button_swaps(client, form):
    url, key = form
    button = parse(client.get(url)).find(f".//button[@hx-post='{url}preview/']")

    response = client.post(f"{url}preview/", {"body": "||dies|| <script>alert(1)</script>"}, headers=HTMX)

    assert button.get("hx-target") == f"#{key}-preview"
    tree = parse(response)
    assert [child.get("id") for child in tree] == [f"{key}-preview"]
    assert by_class(tree, "spoiler")
    assert not list(tree.iter("script"))


def test_preview_links_names_and_tells_nobody(client, form):
    make_user(username="anna")

    response = client.post(f"/ru{form[0]}preview/", {"body": "As @anna said"}, headers=HTMX)

    assert links(parse(response)) == ["/ru/members/anna/"]
    assert not Notice.objects.exists()


@pytest.mark.parametrize("body", ["", "   ", "a\x00b", "x" * 100_000, "||" * 3000])
def test_preview_shows_any_text(client, form, body):
    for headers in ({}, HTMX):
        assert client.post(f"{form[0]}preview/", {**TEXTS, "body": body}, headers=headers).status_code == 200


def test_preview_is_limited(client, writer):
    url = reverse("reviews:preview_comment_review", args=[make_review().pk])

    answers = [client.post(url, {"body": "Fine"}, headers=HTMX).status_code for _time in range(61)]

    assert answers == [200] * 60 + [429]
