import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, text
from reviews.models import Review
from reviews.models.reviews import LONGEST_REVIEW
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
POSTS = ["preview", "save_draft", "publish"]
FORM = {"title": "Fine", "body": "A **fine** film.", "language": "en"}


def url_of(film, name="write"):
    return reverse(f"reviews:{name}", args=[film.pk])


def rows():
    return list(Review.objects.order_by("pk").values_list("body", "state"))


@pytest.fixture
def film():
    return make_film(title="Metropolis")


@pytest.fixture
def anna(client):
    user = make_user(username="anna")
    client.force_login(user)
    return user


def field(tree, name):
    (found,) = [element for element in tree.iter() if element.get("name") == name]
    return found


# The form


def test_write_page_offers_an_empty_form_in_the_language_of_the_page(client, anna, film):
    tree = parse(client.get(f"/ru{url_of(film)}"))

    assert text(field(tree, "body")) == ""
    assert [option.get("value") for option in field(tree, "language") if option.get("selected") is not None] == ["ru"]
    assert rows() == []


@pytest.mark.parametrize("state", ["draft", "published", "held", "hidden"])
def test_write_page_shows_what_is_stored_and_how_it_looks(client, anna, film, state):
    make_review(film=film, user=anna, title="Head", body="Some **bold** words", state=state)
    make_review(film=film, body="Words of another")

    page = client.get(url_of(film))

    tree = parse(page)
    assert text(field(tree, "body")) == "Some **bold** words"
    assert field(tree, "title").get("value") == "Head"
    assert text(by_id(tree, "preview").find(".//strong")) == "bold"
    assert "Words of another" not in page.content.decode()


def test_film_page_leads_to_the_review_of_the_member(client, anna, film):
    for review, label in [(None, "Write a review"), ("draft", "Go on with your draft"), ("published", "Your review")]:
        Review.objects.all().delete()
        if review:
            make_review(film=film, user=anna, state=review)
        (control,) = by_class(parse(client.get(film.get_absolute_url())), "own-review")
        assert label in text(control)
        assert url_of(film) in links(control)


def test_write_page_of_a_visitor_leads_to_the_login_and_back(client, film):
    assert client.get(url_of(film)).url == f"{reverse('account_login')}?next={url_of(film)}"


@pytest.mark.parametrize("name", POSTS)
def test_posts_of_a_visitor_lead_to_the_login_and_back_to_the_form(client, film, name):
    assert client.post(url_of(film, name), FORM).url == f"{reverse('account_login')}?next={url_of(film)}"
    assert client.post(url_of(film, name), FORM, headers=HTMX).headers["HX-Redirect"].endswith(url_of(film))
    assert rows() == []


@pytest.mark.parametrize("name", ["write", "delete"])
def test_pages_of_a_film_that_is_not_there_are_404(client, anna, name):
    assert client.get(url_of(make_film(adult=True), name)).status_code == 404
    assert client.get("/my/films/99999999999999999999/review/").status_code == 404


@pytest.mark.parametrize("name", [*POSTS, "delete"])
def test_posts_on_a_film_that_is_not_there_are_404_or_change_nothing(client, anna, name):
    assert client.post(url_of(make_film(adult=True), name), FORM).status_code == 404
    assert rows() == []


@pytest.mark.parametrize("name", POSTS)
def test_actions_are_not_done_by_get(client, anna, film, name):
    assert client.get(url_of(film, name), FORM).status_code == 405
    assert rows() == []


def test_write_page_takes_no_post(client, anna, film):
    assert client.post(url_of(film), FORM).status_code == 405


@pytest.mark.parametrize("name", [*POSTS, "delete"])
def test_suspended_member_writes_nothing(client, film, name):
    user = make_user(suspended_until=timezone.now() + datetime.timedelta(days=1))
    make_review(user=user, film=film, body="Before")
    client.force_login(user)

    response = client.post(url_of(film, name), FORM)

    assert response.status_code == 403
    assert "Your account is suspended" in response.content.decode()
    assert rows() == [("Before", "published")]


# Saving


def test_draft_is_saved_for_its_author_alone(client, anna, film):
    response = client.post(url_of(film, "save_draft"), FORM, follow=True)

    review = Review.objects.get()
    assert response.redirect_chain == [(f"/reviews/{review.pk}-metropolis/", 302)]
    assert "Your draft is saved. Only you see it." in response.content.decode()
    assert rows() == [("A **fine** film.", "draft")]
    client.force_login(make_user())
    assert client.get(review.get_absolute_url(), follow=True).status_code == 404
    assert "A fine film" not in client.get(film.get_absolute_url()).content.decode()


def test_review_is_published_and_others_read_it(client, anna, film):
    response = client.post(url_of(film, "publish"), {**FORM, "has_spoilers": "on"}, follow=True)

    assert "Your review is published." in response.content.decode()
    review = Review.objects.get()
    assert (review.user, review.title, review.has_spoilers, review.state) == (anna, "Fine", True, "published")
    client.logout()
    assert client.get(review.get_absolute_url(), follow=True).status_code == 200


def test_edit_says_that_the_changes_are_saved(client, anna, film):
    client.post(url_of(film, "publish"), FORM)

    response = client.post(url_of(film, "publish"), {**FORM, "body": "Better"}, follow=True)

    assert "Your changes are saved." in response.content.decode()
    assert rows() == [("Better", "published")]


def test_draft_of_a_published_review_is_refused_with_the_text_kept(client, anna, film):
    make_review(film=film, user=anna, body="Before")

    response = client.post(url_of(film, "save_draft"), FORM)

    assert response.status_code == 422
    assert "published already" in response.content.decode()
    assert text(field(parse(response), "body")) == "A **fine** film."
    assert rows() == [("Before", "published")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""},
        {"body": " \n "},
        {"body": "***"},
        {"body": "[a]: https://example.org"},
        {"body": "a\x00b"},
        {"body": "x" * (LONGEST_REVIEW + 1)},
        {"title": "x" * 151},
        {"language": "xx"},
        {"language": ""},
    ],
)
@pytest.mark.parametrize("name", ["save_draft", "publish"])
def test_invalid_form_changes_nothing_and_keeps_what_was_typed(client, anna, film, name, wrong):
    make_review(film=film, user=anna, body="Before", state="draft")

    response = client.post(url_of(film, name), {"title": "My headline", **FORM, **wrong})

    assert response.status_code == 422
    sent = {**FORM, **wrong}
    if "\x00" not in sent["body"]:
        assert text(field(parse(response), "body")) == " ".join(sent["body"].split())
    assert 'class="invalid-feedback"' in response.content.decode()
    assert rows() == [("Before", "draft")]


def test_longest_review_with_line_breaks_of_a_browser_is_taken(client, anna, film):
    body = ("ё" * 99 + "\r\n") * (LONGEST_REVIEW // 100)

    assert client.post(url_of(film, "publish"), {**FORM, "body": body}).status_code == 302
    assert "\r" not in Review.objects.get().body


def test_saving_too_often_keeps_what_was_typed(client, anna, film):
    for _number in range(20):
        client.post(url_of(film, "save_draft"), FORM)

    response = client.post(url_of(film, "publish"), {**FORM, "body": "One too many"})

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert text(field(parse(response), "body")) == "One too many"
    assert rows() == [("A **fine** film.", "draft")]


# Preview


def test_preview_without_javascript_stands_above_the_form_that_keeps_the_text(client, anna, film):
    response = client.post(url_of(film, "preview"), {**FORM, "has_spoilers": "on"})

    tree = parse(response)
    (page,) = by_class(tree, "write")
    assert [child.get("id") or child.tag for child in page] == ["preview", "form"]
    assert text(by_id(tree, "preview").find(".//strong")) == "fine"
    assert text(field(tree, "body")) == "A **fine** film."
    assert field(tree, "has_spoilers").get("checked") is not None
    assert rows() == []


def test_preview_for_htmx_is_the_fragment(client, anna, film):
    response = client.post(
        url_of(film, "preview"), {**FORM, "body": "||dies|| <script>alert(1)</script>"}, headers=HTMX
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith('<section id="preview"')
    assert '<span class="spoiler-text">dies</span>' in html
    assert "<script" not in html


@pytest.mark.parametrize("data", [{}, {"body": ""}, {"body": "\x00", "language": "<b>"}, {"body": "x" * 30_000}])
def test_preview_shows_any_text(client, anna, film, data):
    assert client.post(url_of(film, "preview"), data).status_code == 200
    assert client.post(url_of(film, "preview"), data, headers=HTMX).status_code == 200
    assert rows() == []


# Deleting


def test_delete_asks_first(client, anna, film):
    make_review(film=film, user=anna, body="Mine")

    response = client.get(url_of(film, "delete"))

    assert "Delete your review of “Metropolis”?" in response.content.decode()
    assert rows() == [("Mine", "published")]


def test_delete_removes_the_member_s_own_review(client, anna, film):
    make_review(film=film, user=anna)
    make_review(film=film, body="Of another")
    make_user_film(film=film, user=anna, rating=8)

    response = client.post(url_of(film, "delete"), follow=True)

    assert response.redirect_chain == [(film.get_absolute_url(), 302)]
    assert "Your review is deleted." in response.content.decode()
    assert rows() == [("Of another", "published")]
    assert anna.user_films.get().rating == 8


def test_delete_of_no_review(client, anna, film):
    make_review(film=film, body="Of another")

    assert client.get(url_of(film, "delete")).status_code == 404
    assert client.post(url_of(film, "delete")).status_code == 302
    assert rows() == [("Of another", "published")]


@pytest.mark.parametrize("method", ["get", "post"])
def test_delete_by_a_visitor_leads_to_the_login(client, film, method):
    make_review(film=film, body="Stays")

    response = getattr(client, method)(url_of(film, "delete"))

    assert response.url == f"{reverse('account_login')}?next={url_of(film, 'delete')}"
    assert rows() == [("Stays", "published")]


def test_write_page_takes_few_queries(client, anna, film, django_assert_max_num_queries):
    make_review(film=film, user=anna)

    with django_assert_max_num_queries(5):
        client.get(url_of(film))
