import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.deletion import delete_users
from accounts.models import Notice
from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, text
from reviews.models import Comment, Review
from reviews.tests.factories import make_comment, make_discussion, make_review
from reviews.tests.xss_payloads import PAYLOADS

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
OLD = datetime.timedelta(minutes=16)


def write_url(place):
    name = "comment_review" if isinstance(place, Review) else "comment_discussion"
    return reverse(f"reviews:{name}", args=[place.pk])


def url_of(comment, name):
    return reverse(f"reviews:{name}", args=[comment.pk])


def follow(client, address):
    """The page that an address leads to."""
    return client.get(address.partition("#")[0], follow=True)


@pytest.mark.parametrize("make_place", [make_review, make_discussion])
def test_comment_is_written_and_shown_where_it_stands(client, make_place):
    place, user = make_place(), make_user()
    client.force_login(user)

    response = client.post(write_url(place), {"body": "I **agree**.\r\nMostly."})

    comment = Comment.objects.get()
    assert response.status_code == 302
    assert response.url == comment.get_absolute_url()
    assert (comment.user, comment.place, comment.body) == (user, place, "I **agree**.\nMostly.")
    shown = by_id(parse(follow(client, response.url)), f"comment-{comment.pk}")
    assert "I agree. Mostly." in text(shown)
    place.refresh_from_db()
    assert place.comment_count == 1


def test_comment_by_htmx_returns_the_comments_and_pushes_the_permalink(client):
    review = make_review()
    client.force_login(make_user())

    response = client.post(write_url(review), {"body": "Well said."}, headers=HTMX)

    comment = Comment.objects.get()
    assert response.headers["HX-Push-Url"] == comment.get_absolute_url()
    tree = parse(response)
    assert by_class(tree, "chosen")[0].get("id") == f"comment-{comment.pk}"
    assert "1 comment" in text(by_id(tree, "comments-title"))
    assert tree.find(".//html") is None


@pytest.mark.parametrize("body", ["", "   \n ", "\u200b\u2060", "x" * 5001, "a\x00b", "[x]: https://example.org"])
def test_comment_that_is_refused_keeps_what_was_typed(client, body):
    review = make_review()
    client.force_login(make_user())

    page = client.post(write_url(review), {"body": body})
    fragment = client.post(write_url(review), {"body": body}, headers=HTMX)

    assert (page.status_code, fragment.status_code) == (422, 422)
    assert fragment.headers["HX-Retarget"] == "#new"
    for response in (page, fragment):
        form = by_id(parse(response), "new")
        assert form.find(".//textarea").text.strip() == body.strip()
        assert by_class(form, "invalid-feedback")
    assert not Comment.objects.exists()


def test_form_has_a_page_of_its_own(client):
    comment = make_comment(body="What of the **last** shot?")
    client.force_login(make_user())

    write = parse(client.get(write_url(comment.review)))
    answer = parse(client.get(url_of(comment, "answer")))
    fragment = parse(client.get(url_of(comment, "answer"), headers=HTMX))

    assert write.find(".//form[@id='new']").get("action") == write_url(comment.review)
    assert text(by_class(answer, "answered")[0]).endswith("What of the last shot?")
    assert fragment.find("form").get("action") == url_of(comment, "answer")


def test_answers_stand_below_and_beside_what_is_deepest(client):
    author = make_user(username="anna")
    root = make_comment()
    middle = make_comment(parent=root)
    deepest = make_comment(parent=middle, user=author)
    client.force_login(make_user())

    form = parse(client.get(url_of(deepest, "answer")))
    client.post(url_of(root, "answer"), {"body": "To the first."})
    client.post(url_of(middle, "answer"), {"body": "To the second."})
    client.post(url_of(deepest, "answer"), {"body": "To the third."})
    client.post(url_of(deepest, "answer"), {"body": "I say, @Anna, no."})

    assert form.find(".//textarea").text.strip() == "@anna"
    stands = {comment.body: (comment.parent, comment.depth) for comment in Comment.objects.order_by("-pk")[:4]}
    assert stands == {
        "To the first.": (root, 1),
        "To the second.": (middle, 2),
        "@anna To the third.": (middle, 2),
        "I say, @Anna, no.": (middle, 2),
    }
    assert 'class="mention"' in Comment.objects.get(body="@anna To the third.").body_html


@pytest.mark.parametrize("state", ["draft", "held", "hidden"])
def test_nobody_comments_on_what_is_not_published(client, state):
    review = make_review(state=state)
    comment = make_comment(review=review)
    urls = [write_url(review), url_of(comment, "answer")]

    client.force_login(review.user)
    own = [client.post(url, {"body": "x"}).status_code for url in urls]
    client.force_login(make_user())
    others = [client.post(url, {"body": "x"}).status_code for url in urls]

    assert (own, others) == ([403, 403], [404, 404])
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("state", ["deleted", "hidden", "held"])
def test_nobody_answers_what_cannot_be_read(client, state):
    comment = make_comment(state=state)
    client.force_login(make_user())

    assert client.get(url_of(comment, "answer")).status_code == 404
    assert client.post(url_of(comment, "answer"), {"body": "x"}).status_code == 404
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("name", ["answer", "edit_comment", "delete_comment"])
def test_comments_of_places_that_cannot_be_seen_are_not_found(client, name):
    private = make_comment(review=make_review(user=make_user(is_private=True)))
    adult = make_comment(discussion=make_discussion(film=make_film(adult=True)))
    gone = make_comment(discussion=make_discussion(state="hidden"))
    user = make_user()
    Comment.objects.update(user=user)
    client.force_login(user)

    for comment in (private, adult, gone):
        assert client.get(url_of(comment, name)).status_code == 404
        assert client.post(url_of(comment, name), {"body": "x"}).status_code == 404
    assert set(Comment.objects.values_list("body", "state")) == {("I saw it otherwise.", "published")}


@pytest.mark.parametrize("name", ["edit_comment", "delete_comment"])
def test_only_the_author_changes_a_comment(client, name):
    comment = make_comment()

    for user in (make_user(), comment.review.user, make_staff()):
        client.force_login(user)
        assert client.get(url_of(comment, name)).status_code == 403
        assert client.post(url_of(comment, name), {"body": "x"}).status_code == 403
    comment.refresh_from_db()
    assert (comment.body, comment.state) == ("I saw it otherwise.", "published")


def test_visitors_come_back_after_the_login(client):
    comment = make_comment()

    for url in (write_url(comment.review), url_of(comment, "answer"), url_of(comment, "edit_comment")):
        login = f"{reverse('account_login')}?next={url}"
        assert client.get(url).url == login
        assert client.post(url, {"body": "x"}).url == login
        assert client.get(url, headers=HTMX).headers["HX-Redirect"] == login
    assert Comment.objects.count() == 1


def test_suspended_members_do_not_write(client):
    comment = make_comment()
    comment.user.suspended_until = timezone.now() + datetime.timedelta(days=1)
    comment.user.save()
    client.force_login(comment.user)

    for url in [write_url(comment.review), *(url_of(comment, n) for n in ("answer", "edit_comment", "delete_comment"))]:
        assert client.post(url, {"body": "x"}).status_code == 403
    assert list(Comment.objects.values_list("body")) == [("I saw it otherwise.",)]


def test_edit_within_the_window_tells_when(client):
    comment = make_comment()
    client.force_login(comment.user)

    form = parse(client.get(url_of(comment, "edit_comment")))
    response = client.post(url_of(comment, "edit_comment"), {"body": "On reflection, *yes*."})

    assert form.find(".//textarea").text.strip() == "I saw it otherwise."
    comment.refresh_from_db()
    assert comment.body_html == "<p>On reflection, <em>yes</em>.</p>\n"
    assert comment.edited_at
    assert "edited" in text(by_id(parse(follow(client, response.url)), f"comment-{comment.pk}"))


def test_edit_that_changes_nothing_is_none(client):
    comment = make_comment()
    client.force_login(comment.user)

    client.post(url_of(comment, "edit_comment"), {"body": comment.body})

    comment.refresh_from_db()
    assert comment.edited_at is None


def test_edit_after_the_window_is_refused_and_keeps_what_was_typed(client):
    comment = make_comment(created_at=timezone.now() - OLD)
    client.force_login(comment.user)

    asked = client.get(url_of(comment, "edit_comment"), follow=True)
    sent = client.post(url_of(comment, "edit_comment"), {"body": "Too late\n\n  for this"})

    assert "can be edited for 15 minutes" in asked.content.decode()
    assert sent.status_code == 422
    assert "can be edited for 15 minutes" in sent.content.decode()
    assert parse(sent).find(".//textarea").text.strip() == "Too late\n\n  for this"
    comment.refresh_from_db()
    assert (comment.body, comment.edited_at) == ("I saw it otherwise.", None)


def test_a_held_comment_stays_held_when_it_is_edited(client):
    comment = make_comment(state="held")
    client.force_login(comment.user)

    client.post(url_of(comment, "edit_comment"), {"body": "Harmless."})

    comment.refresh_from_db()
    assert (comment.body, comment.state) == ("Harmless.", "held")


@pytest.mark.parametrize("state", ["hidden", "deleted"])
def test_what_a_moderator_hid_or_the_author_deleted_is_not_edited(client, state):
    comment = make_comment(state=state)
    client.force_login(comment.user)

    assert client.post(url_of(comment, "edit_comment"), {"body": "x"}).status_code in (403, 404)
    comment.refresh_from_db()
    assert comment.state == state
    assert comment.body == "I saw it otherwise."


def test_delete_asks_first_and_takes_the_text_away(client):
    comment = make_comment(body="Regretted.")
    review = comment.review
    client.force_login(comment.user)

    asked = client.get(url_of(comment, "delete_comment"))
    assert Comment.objects.get().state == "published"
    response = client.post(url_of(comment, "delete_comment"))

    assert "Delete this comment?" in asked.content.decode()
    assert response.url == f"{review.get_absolute_url()}?page=1#comments"
    comment.refresh_from_db()
    assert (comment.state, comment.body, comment.body_html) == ("deleted", "", "")
    page = follow(client, response.url)
    assert "Regretted" not in page.content.decode()
    assert by_id(parse(page), f"comment-{comment.pk}") is None
    review.refresh_from_db()
    assert review.comment_count == 0
    assert client.post(url_of(comment, "delete_comment")).status_code == 404


def test_deleted_comment_with_answers_leaves_a_gap(client):
    comment = make_comment(body="Regretted.")
    make_comment(parent=comment, body="But true.")
    client.force_login(comment.user)

    response = client.post(url_of(comment, "delete_comment"), headers=HTMX)

    gap = by_id(parse(response), f"comment-{comment.pk}")
    assert text(by_class(gap, "gap")[0]) == "This comment was deleted."
    assert comment.user.username not in text(gap)
    assert "But true." in text(gap)


def test_held_comment_is_shown_to_its_author_with_a_note(client):
    comment = make_comment(state="held", body="A link")
    page = comment.review.get_absolute_url()

    assert "A link" not in client.get(page).content.decode()
    client.force_login(comment.user)
    shown = by_id(parse(client.get(page)), f"comment-{comment.pk}")
    assert "A moderator looks at it before others see it." in text(shown)
    assert "A link" in text(shown)


def test_permalink_marks_the_comment(client):
    comment = make_comment()

    tree = parse(follow(client, comment.get_absolute_url()))

    assert [item.get("id") for item in by_class(tree, "chosen")] == [f"comment-{comment.pk}"]
    assert f"?comment={comment.pk}#comment-{comment.pk}" in links(tree)


def test_authors_without_a_public_profile_are_named_and_not_linked(client):
    review = make_review()
    make_comment(review=review, user=make_user(username="shy", is_private=True))
    make_comment(review=review, user=make_user(username="banned", is_active=False))

    tree = parse(client.get(review.get_absolute_url()))

    assert [text(name) for name in by_class(by_id(tree, "comments"), "byline-name")] == ["shy", "banned"]
    assert not {"/members/shy/", "/members/banned/"} & set(links(tree))


def test_comments_of_a_member_who_left_are_gaps(client):
    root = make_comment(body="Mine", user=make_user(username="leaver"))
    make_comment(parent=root, body="Still here")
    delete_users(users=[root.user])

    page = client.get(root.review.get_absolute_url())

    assert "leaver" not in page.content.decode()
    assert text(by_class(parse(page), "gap")[0]) == "This comment was deleted."
    assert "Still here" in page.content.decode()


def test_writing_too_often_is_refused_and_keeps_what_was_typed(client):
    review = make_review()
    client.force_login(make_user())
    for number in range(10):
        client.post(write_url(review), {"body": f"Number {number}"})

    page = client.post(write_url(review), {"body": "One more"})
    fragment = client.post(write_url(review), {"body": "One more"}, headers=HTMX)

    assert (page.status_code, fragment.status_code) == (429, 422)
    assert int(page.headers["Retry-After"]) <= 60
    assert parse(page).find(".//textarea").text.strip() == "One more"
    assert parse(fragment).find(".//textarea").text.strip() == "One more"
    assert Comment.objects.count() == 10


def told(user):
    return [(notice.kind, notice.data["place"]) for notice in Notice.objects.filter(user=user).order_by("pk")]


def test_replies_and_mentions_are_told_once(client):
    author, anna, writer = make_user(), make_user(username="anna"), make_user()
    review = make_review(user=author)
    client.force_login(writer)

    client.post(write_url(review), {"body": "@anna and @Anna, look. @nobody"})
    first = Comment.objects.get()
    client.post(url_of(first, "edit_comment"), {"body": "@anna, do look"})
    client.force_login(anna)
    client.post(url_of(first, "answer"), {"body": f"I did, @{writer.username}"})
    client.post(url_of(first, "answer"), {"body": "I am @anna"})

    assert told(author) == [("reply", "review")]
    assert told(anna) == [("mention", "review")]
    assert told(writer) == [("reply", "comment"), ("reply", "comment")]
    notice = Notice.objects.get(user=anna)
    assert notice.data == {"by": writer.pk, "place": "review", "film": review.film.title, "film_ru": ""}
    assert notice.url == f"/reviews/{review.pk}/?comment={first.pk}#comment-{first.pk}"


def test_mention_added_by_an_edit_is_told(client):
    anna, comment = make_user(username="anna"), make_comment()
    client.force_login(comment.user)

    client.post(url_of(comment, "edit_comment"), {"body": "As @anna said"})

    assert told(anna) == [("mention", "review")]


def test_nobody_is_told_of_what_they_cannot_see(client):
    private = make_user(is_private=True)
    review = make_review(user=private)
    staff, anna = make_staff(username="boss"), make_user(username="anna")
    make_user(username="gone", is_active=False)
    client.force_login(private)

    client.post(write_url(review), {"body": "@anna @boss @gone: a note to myself"})

    assert told(anna) == []
    assert told(staff) == [("mention", "review")]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_comments_are_shown_as_text(client, payload):
    review = make_review()
    make_user(username="anna")
    client.force_login(make_user())
    body = f"@anna {payload}\n\n{payload}"[:5000].replace("\x00", "")

    client.post(write_url(review), {"body": body})

    html = Comment.objects.get().body_html
    tree = parse(client.get(review.get_absolute_url()))
    shown = by_class(by_id(tree, "comments"), "text")[0]
    assert {element.tag for element in shown.iter()} <= ALLOWED
    assert not [name for element in shown.iter() for name in element.attrib if name.startswith("on")]
    schemes = {
        element.get("href", "/").split(":")[0].lower() for element in shown.iter("a") if ":" in element.get("href", "")
    }
    assert not schemes & {"javascript", "data", "vbscript"}
    assert "<script" not in html


ALLOWED = {
    "div", "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "input", "label", "li", "ol", "p", "pre", "s",
    "span", "strong", "ul",
}  # fmt: skip


def test_page_stays_small_and_asks_as_much_for_many_comments(client, django_assert_num_queries):
    one, many = make_comment().review, make_review()
    for _number in range(20):
        root = make_comment(review=many, body="A sentence or two about the film, as people write them. " * 3)
        for _answer in range(4):
            make_comment(parent=root, body="A sentence or two about the film, as people write them. " * 2)
    client.force_login(make_user())

    for review in (one, many):
        client.get(review.get_absolute_url())
        with django_assert_num_queries(7):
            response = client.get(review.get_absolute_url())
    assert len(response.content) < 60_000, len(response.content)
    assert len(by_class(parse(response), "comment")) == 80


def test_wrong_methods_are_refused(client):
    comment = make_comment()
    client.force_login(comment.user)

    for url in [write_url(comment.review), *(url_of(comment, n) for n in ("answer", "edit_comment", "delete_comment"))]:
        assert client.put(url).status_code == 405
        assert client.delete(url).status_code == 405
