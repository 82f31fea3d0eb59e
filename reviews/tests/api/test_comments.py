from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from reviews.models import Comment
from reviews.tests.api.calls import Caller, error_of, make_silenced, queries_of
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film

pytestmark = pytest.mark.django_db
SECRET = "Rosebud"
PLACES = {"reviews": make_review, "discussions": make_discussion}
WRITES = [("put", {"body": "Other."}), ("patch", {"body": "Other."}), ("delete", {})]
of_each = pytest.mark.parametrize("kind", PLACES)


@pytest.fixture
def anna():
    return make_user(username="anna")


@pytest.fixture
def caller(anna):
    return Caller(anna)


def make_place(kind, **overrides):
    return PLACES[kind](**overrides)


def under(kind, place):
    return f"{kind}/{place.pk}/comments/"


def comment_in(kind, place, **overrides):
    return make_comment(**{kind[:-1]: place}, **overrides)


def rows():
    return list(Comment.objects.order_by("pk").values_list("user", "parent", "depth", "body", "state"))


def threads(response):
    assert response.status_code == 200, response.json()
    return [(row["id"], [answer["id"] for answer in row["answers"]]) for row in response.json()["results"]]


# Writing


@of_each
def test_comment_is_written_answered_and_read(caller, anna, kind):
    place = make_place(kind)

    first = caller.send("post", under(kind, place), {"body": "I *saw* it."})
    second = caller.send("post", under(kind, place), {"body": "Me too.", "answered": first.json()["id"]})

    assert (first.status_code, second.status_code) == (201, 201)
    comment, answer = first.json(), second.json()
    assert rows() == [
        (anna.pk, None, 0, "I *saw* it.", "published"),
        (anna.pk, comment["id"], 1, "Me too.", "published"),
    ]
    assert (comment["body"], comment["html"]) == ("I *saw* it.", "<p>I <em>saw</em> it.</p>\n")
    assert comment[kind[:-1]] == place.pk
    assert comment["may_edit"]
    assert comment["may_delete"]
    assert caller.get(f"comments/{comment['id']}/").json() == comment
    assert threads(caller.get(under(kind, place))) == [(comment["id"], [answer["id"]])]


def test_answer_to_the_third_level_stands_beside_it(caller):
    review = make_review()
    second = make_comment(parent=make_comment(review=review), depth=1)
    third = make_comment(parent=second, depth=2, user=make_user(username="boris"))

    answer = caller.send("post", under("reviews", review), {"body": "Yes.", "answered": third.pk}).json()

    assert (answer["parent"], answer["depth"], answer["body"]) == (second.pk, 2, "@boris Yes.")


@pytest.mark.parametrize("body", [None, "", "  \n", "\u200b", "x" * 5001, ["x"], "\0"])
def test_text_that_is_not_valid_changes_nothing(caller, anna, body):
    review = make_review()
    comment = make_comment(review=review, user=anna)
    before = rows()

    made = caller.send("post", under("reviews", review), {"body": body})
    changed = caller.send("put", f"comments/{comment.pk}/", {"body": body})

    for response in (made, changed):
        assert error_of(response) == (400, "invalid")
        assert list(response.json()["error"]["fields"]) == ["body"]
    assert rows() == before


@pytest.mark.parametrize("answered", ["elsewhere", "held", "deleted", 0, 10**30, "x"])
def test_answer_to_what_is_not_here_is_not_valid(caller, answered):
    review = make_review()
    comments = {
        "elsewhere": lambda: make_comment(),
        "held": lambda: make_comment(review=review, state="held"),
        "deleted": lambda: make_comment(review=review, state="deleted"),
    }
    answered = comments[answered]().pk if answered in comments else answered
    before = rows()

    response = caller.send("post", under("reviews", review), {"body": "Yes.", "answered": answered})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == ["answered"]
    assert rows() == before


@of_each
def test_nobody_comments_on_what_is_not_published(caller, anna, kind):
    own, other = make_place(kind, user=anna, state="held"), make_place(kind, state="held")

    assert error_of(caller.send("post", under(kind, own), {"body": "Yes."})) == (409, "place_closed")
    assert error_of(caller.send("post", under(kind, other), {"body": "Yes."})) == (404, "not_found")
    assert error_of(caller.get(under(kind, other))) == (404, "not_found")
    assert rows() == []


@of_each
@pytest.mark.parametrize("method", ["put", "patch"])
def test_comment_is_edited(caller, anna, kind, method):
    comment = comment_in(kind, make_place(kind), user=anna)

    response = caller.send(method, f"comments/{comment.pk}/", {"body": "Other."})

    assert response.status_code == 200
    assert response.json()["edited_at"]
    assert rows() == [(anna.pk, None, 0, "Other.", "published")]


def test_comment_is_edited_for_15_minutes(caller, anna):
    comment = make_comment(user=anna, created_at=timezone.now() - timedelta(minutes=15, seconds=1))
    before = rows()

    assert caller.get(f"comments/{comment.pk}/").json()["may_edit"] is False
    response = caller.send("put", f"comments/{comment.pk}/", {"body": "Other."})

    assert error_of(response) == (403, "edit_window_closed")
    assert rows() == before


def test_comment_that_a_moderator_hid_is_not_edited(caller, anna):
    comment = make_comment(user=anna, state="hidden")

    assert error_of(caller.send("put", f"comments/{comment.pk}/", {"body": "Other."})) == (403, "not_editable")


def test_comment_is_deleted_and_leaves_a_gap(caller, anna):
    comment = make_comment(user=anna, body=SECRET)
    answer = make_comment(parent=comment, depth=1)

    assert caller.send("delete", f"comments/{comment.pk}/").status_code == 204

    assert rows()[0] == (anna.pk, None, 0, "", "deleted")
    assert caller.get(f"comments/{comment.pk}/").status_code == 404
    assert caller.send("delete", f"comments/{comment.pk}/").status_code == 404
    gap = caller.get(under("reviews", comment.review)).json()["results"][0]
    assert gap["is_gap"]
    assert (gap["user"], gap["body"], gap["html"], gap["created_at"]) == (None, None, "", None)
    assert [row["id"] for row in gap["answers"]] == [answer.pk]


@pytest.mark.parametrize(("method", "data"), WRITES)
@pytest.mark.parametrize("who", ["other", "staff"])
def test_comment_of_another_member_stays(method, data, who):
    comment = make_comment()
    before = rows()

    response = Caller(make_staff() if who == "staff" else make_user()).send(method, f"comments/{comment.pk}/", data)

    assert error_of(response) == (403, "permission_denied")
    assert rows() == before


@pytest.mark.parametrize(("method", "data"), WRITES)
@pytest.mark.parametrize("hidden", ["comment", "place"])
def test_comment_that_is_not_shown_is_not_there(caller, method, data, hidden):
    state = {"state": "held"}
    place = make_review(**(state if hidden == "place" else {}))
    comment = make_comment(review=place, **(state if hidden == "comment" else {}))
    before = rows()

    assert error_of(caller.send(method, f"comments/{comment.pk}/", data)) == (404, "not_found")
    assert error_of(caller.get(f"comments/{comment.pk}/")) == (404, "not_found")
    assert rows() == before


@pytest.mark.parametrize("who", ["nobody", "suspended", "unverified"])
def test_nobody_who_may_not_write_does(who):
    user = None if who == "nobody" else make_silenced(who)
    review, discussion = make_review(), make_discussion()
    comment = make_comment(review=review, user=user)
    before = rows()
    caller = Caller(user)

    answers = [caller.send(method, f"comments/{comment.pk}/", data) for method, data in WRITES]
    answers += [
        caller.send("post", under("reviews", review), {"body": "Yes."}),
        caller.send("post", under("discussions", discussion), {"body": "Yes."}),
    ]

    expected = (401, "not_authenticated") if who == "nobody" else (403, who)
    assert {error_of(answer) for answer in answers} == {expected}
    assert rows() == before


def test_fields_that_are_not_written_do_nothing(caller, anna):
    review, other = make_review(), make_comment()
    sent = {
        "id": 1,
        "user": other.user_id,
        "review": other.review_id,
        "discussion": make_discussion().pk,
        "parent": other.pk,
        "depth": 2,
        "state": "hidden",
        "html": "<script>",
        "body_html": "<script>",
        "created_at": "2001-01-01T00:00:00Z",
    }

    made = caller.send("post", under("reviews", review), {"body": "Yes.", **sent}).json()
    changed = caller.send("patch", f"comments/{made['id']}/", sent).json()

    comment = Comment.objects.get(pk=made["id"])
    assert (comment.user, comment.review, comment.discussion, comment.parent) == (anna, review, None, None)
    assert (comment.depth, comment.state, comment.body, comment.body_html) == (0, "published", "Yes.", "<p>Yes.</p>\n")
    assert comment.created_at.year > 2001
    assert changed == made


# Reading


def test_thread_lists_the_answers_to_one_comment(caller):
    review = make_review()
    top, other = make_comment(review=review), make_comment(review=review)
    answers = [make_comment(parent=top, depth=1).pk for _ in range(5)]
    address = under("reviews", review)

    first = caller.get(address).json()["results"][0]

    assert ([row["id"] for row in first["answers"]], first["more_answers"]) == (answers[:3], 2)
    assert threads(caller.get(address, {"thread": top.pk})) == [(pk, []) for pk in answers]
    assert threads(caller.get(address, {"thread": other.pk})) == []
    assert caller.get(address, {"thread": make_comment().pk}).status_code == 404
    assert caller.get(address, {"thread": "x"}).status_code == 404


def test_answers_are_nested_three_deep(caller):
    top = make_comment()
    second = make_comment(parent=top, depth=1)
    third = make_comment(parent=second, depth=2)

    thread = caller.get(under("reviews", top.review)).json()["results"][0]

    assert thread["answers"][0]["id"] == second.pk
    assert thread["answers"][0]["answers"][0]["id"] == third.pk


def test_author_is_told_who_is_there_and_readers_no_source(caller):
    comment = make_comment(user=make_user(username="boris"), body="*So*")

    shown = caller.get(under("reviews", comment.review)).json()["results"][0]

    assert (shown["user"]["username"], shown["body"], shown["html"]) == ("boris", None, "<p><em>So</em></p>\n")
    assert not shown["may_edit"]
    assert not shown["may_delete"]


@of_each
def test_lists_take_the_same_queries_whatever_their_length(kind):
    place = make_place(kind)
    caller = Caller(make_user(spoiler_safe=True))

    def add():
        top = comment_in(kind, place)
        make_comment(parent=make_comment(parent=top, depth=1), depth=2)

    add()
    one, _ = queries_of(lambda: caller.get(under(kind, place), {"page_size": 30}))
    for _ in range(29):
        add()
    many, answer = queries_of(lambda: caller.get(under(kind, place), {"page_size": 30}))

    assert len(answer["results"]) == 30
    assert one == many <= 8


# Spoilers


@of_each
def test_text_of_a_film_not_seen_is_kept_from_who_asked_for_it(kind):
    place = make_place(kind)
    careful = make_user(spoiler_safe=True)
    comment = comment_in(kind, place, body=SECRET)
    addresses = [under(kind, place), f"comments/{comment.pk}/"]

    for address in addresses:
        told = [
            SECRET in Caller(user).get(address, query).content.decode()
            for user, query in [(careful, {}), (careful, {"spoilers": "show"}), (None, {}), (make_user(), {})]
        ]
        assert told == [False, True, True, True], address

    make_user_film(user=careful, film=place.film, rating=None)
    for address in addresses:
        assert SECRET in Caller(careful).get(address).content.decode()


def test_room_of_spoilers_is_entered_by_asking():
    comment = make_comment(discussion=make_discussion(room="spoilers"), body=SECRET)

    for address in (under("discussions", comment.discussion), f"comments/{comment.pk}/"):
        assert SECRET not in Caller().get(address).content.decode()
        assert SECRET in Caller().get(address, {"spoilers": "show"}).content.decode()
    assert SECRET in Caller(comment.user).get(f"comments/{comment.pk}/").content.decode()


def test_ones_own_comment_is_never_kept(caller):
    careful = make_user(spoiler_safe=True)
    comment = make_comment(user=careful, body=SECRET)

    assert SECRET in Caller(careful).get(under("reviews", comment.review)).content.decode()
