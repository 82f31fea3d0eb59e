import pytest

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from reviews.models import Discussion
from reviews.tests.api.calls import Caller, error_of, make_silenced, queries_of
from reviews.tests.factories import make_comment, make_discussion, make_user_film

pytestmark = pytest.mark.django_db
TEXT = {"title": "The ending", "body": "What *was* it?", "room": "spoilers"}
SECRET = "Rosebud"
WRITES = [("put", TEXT), ("patch", {"title": "Other"}), ("delete", {})]


@pytest.fixture
def anna():
    return make_user(username="anna")


@pytest.fixture
def caller(anna):
    return Caller(anna)


def stored(discussion):
    return Discussion.objects.values("user", "film", "state", *TEXT).get(pk=discussion.pk)


def path(discussion):
    return f"discussions/{discussion.pk}/"


def ids(response):
    assert response.status_code == 200, response.json()
    return [row["id"] for row in response.json()["results"]]


# Writing


def test_discussion_is_started_and_read(caller, anna):
    film = make_film(title="Stalker")

    response = caller.send("post", "discussions/", {"film": film.pk, **TEXT})

    assert response.status_code == 201
    discussion = response.json()
    assert stored(Discussion.objects.get()) == {"user": anna.pk, "film": film.pk, "state": "published", **TEXT}
    assert caller.get(f"discussions/{discussion['id']}/").json() == discussion
    assert (discussion["body"], discussion["html"]) == (TEXT["body"], "<p>What <em>was</em> it?</p>\n")
    assert discussion["film"]["title"] == "Stalker"
    assert discussion["user"]["username"] == "anna"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\u200b"),
        ("title", "x" * 151),
        ("body", "\n"),
        ("body", "x" * 5001),
        ("room", "other"),
        ("room", None),
        ("body", {}),
    ],
)
def test_text_that_is_not_valid_changes_nothing(caller, anna, field, value):
    discussion = make_discussion(user=anna)
    before = stored(discussion)

    made = caller.send("post", "discussions/", {"film": make_film().pk, **TEXT, field: value})
    changed = caller.send("patch", path(discussion), {field: value})

    for response in (made, changed):
        assert error_of(response) == (400, "invalid")
        assert list(response.json()["error"]["fields"]) == [field]
    assert Discussion.objects.count() == 1
    assert stored(discussion) == before


@pytest.mark.parametrize("film", [None, 0, 10**30, "x", "adult"])
def test_discussion_of_no_film_is_not_valid(caller, film):
    film = make_film(adult=True).pk if film == "adult" else film

    response = caller.send("post", "discussions/", {"film": film, **TEXT})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == ["film"]
    assert not Discussion.objects.exists()


def test_put_needs_all_and_patch_leaves_what_is_not_sent(caller, anna):
    discussion = make_discussion(user=anna)
    before = stored(discussion)

    put = caller.send("put", path(discussion), {"title": "Other"})
    assert set(put.json()["error"]["fields"]) == {"body", "room"}
    assert stored(discussion) == before

    assert caller.send("patch", path(discussion), {"title": "Other"}).json()["is_edited"]
    assert stored(discussion) == {**before, "title": "Other"}
    assert caller.send("put", path(discussion), TEXT).status_code == 200
    assert stored(discussion) == {**before, **TEXT}


def test_deleted_discussion_stays_for_those_who_answered(caller, anna):
    discussion = make_discussion(user=anna, title=SECRET, body=SECRET)
    make_comment(discussion=discussion)

    assert caller.send("delete", path(discussion)).status_code == 204

    shown = caller.get(path(discussion)).json()
    assert (shown["state"], shown["user"], shown["title"], shown["html"]) == ("deleted", None, "", "")
    assert [error_of(caller.send(method, path(discussion), data)) for method, data in WRITES] == [
        (404, "not_found")
    ] * 3


def test_discussion_that_a_moderator_hid_is_not_edited(caller, anna):
    discussion = make_discussion(user=anna, state="hidden")

    assert error_of(caller.send("put", path(discussion), TEXT)) == (403, "not_editable")


@pytest.mark.parametrize(("method", "data"), WRITES)
@pytest.mark.parametrize("who", ["other", "staff"])
def test_discussion_of_another_member_stays(method, data, who):
    discussion = make_discussion()
    before = stored(discussion)

    response = Caller(make_staff() if who == "staff" else make_user()).send(method, path(discussion), data)

    assert error_of(response) == (403, "permission_denied")
    assert stored(discussion) == before


@pytest.mark.parametrize(("method", "data"), WRITES)
@pytest.mark.parametrize("hidden", ["held", "adult"])
def test_discussion_that_is_not_shown_is_not_there(caller, method, data, hidden):
    values = {"state": "held"} if hidden == "held" else {"film": make_film(adult=True)}
    discussion = make_discussion(**values)
    before = stored(discussion)

    assert error_of(caller.send(method, path(discussion), data)) == (404, "not_found")
    assert error_of(caller.get(path(discussion))) == (404, "not_found")
    assert error_of(caller.get(f"{path(discussion)}comments/")) == (404, "not_found")
    assert ids(caller.get("discussions/")) == []
    assert stored(discussion) == before


@pytest.mark.parametrize("who", ["nobody", "suspended", "unverified"])
def test_nobody_who_may_not_write_does(who):
    user = None if who == "nobody" else make_silenced(who)
    discussion = make_discussion(user=user)
    before = stored(discussion)
    caller = Caller(user)

    answers = [caller.send(method, path(discussion), data) for method, data in WRITES]
    answers.append(caller.send("post", "discussions/", {"film": make_film().pk, **TEXT}))

    expected = (401, "not_authenticated") if who == "nobody" else (403, who)
    assert {error_of(answer) for answer in answers} == {expected}
    assert Discussion.objects.count() == 1
    assert stored(discussion) == before


def test_fields_that_are_not_written_do_nothing(caller, anna):
    sent = {
        "id": 1,
        "user": make_user().pk,
        "state": "hidden",
        "comment_count": 9,
        "created_at": "2001-01-01T00:00:00Z",
        "edited_at": "2001-01-01T00:00:00Z",
        "active_at": "2001-01-01T00:00:00Z",
        "body_html": "<script>",
    }
    film = make_film()

    made = caller.send("post", "discussions/", {"film": film.pk, **TEXT, **sent}).json()
    before = Discussion.objects.values(*sent).get()
    caller.send("patch", path(Discussion.objects.get()), {**sent, "film": make_film().pk})

    discussion = Discussion.objects.get(pk=made["id"])
    assert (discussion.user, discussion.film, discussion.state, discussion.comment_count) == (
        anna,
        film,
        "published",
        0,
    )
    assert discussion.active_at.year > 2001
    assert "<script>" not in discussion.body_html
    assert Discussion.objects.values(*sent).get() == before


def test_discussion_that_changed_meanwhile_is_not_overwritten(caller, anna):
    discussion = make_discussion(user=anna)
    etag = caller.get(path(discussion))["ETag"]
    caller.send("patch", path(discussion), {"title": "First"})

    response = caller.send("patch", path(discussion), {"title": "Second"}, **{"If-Match": etag})

    assert response.status_code == 412
    assert stored(discussion)["title"] == "First"


# Reading


def test_discussions_are_filtered_by_film_and_room_newest_comment_first():
    film = make_film()
    first, second = make_discussion(film=film), make_discussion(film=film, room="spoilers")
    other = make_discussion()
    make_comment(discussion=first)

    assert ids(Caller().get("discussions/")) == [first.pk, other.pk, second.pk]
    assert ids(Caller().get("discussions/", {"film": film.pk})) == [first.pk, second.pk]
    assert ids(Caller().get("discussions/", {"film": film.pk, "room": "spoilers"})) == [second.pk]
    for name, value in [("film", "x"), ("room", "x")]:
        assert error_of(Caller().get("discussions/", {name: value})) == (400, "invalid")


def test_lists_take_the_same_queries_whatever_their_length():
    caller = Caller(make_user(spoiler_safe=True))
    make_discussion()
    one, _ = queries_of(lambda: caller.get("discussions/", {"page_size": 30}))
    for number in range(29):
        make_discussion(room="spoilers" if number % 2 else "spoiler-free")
    many, answer = queries_of(lambda: caller.get("discussions/", {"page_size": 30}))

    assert len(answer["results"]) == 30
    assert one == many <= 5


# Spoilers


def test_post_about_a_film_not_seen_is_kept_from_who_asked_for_it():
    discussion = make_discussion(body=SECRET)
    careful = make_user(spoiler_safe=True)

    told = [
        SECRET in Caller(user).get(path(discussion), query).content.decode()
        for user, query in [(careful, {}), (careful, {"spoilers": "show"}), (None, {}), (make_user(), {})]
    ]

    assert told == [False, True, True, True]
    make_user_film(user=careful, film=discussion.film, rating=None)
    assert SECRET in Caller(careful).get(path(discussion)).content.decode()


@pytest.mark.parametrize("detail", [True, False])
def test_room_of_spoilers_is_entered_by_asking(detail):
    discussion = make_discussion(room="spoilers", body=SECRET, title=SECRET)
    address = path(discussion) if detail else "discussions/"
    member = make_user()

    for user in (None, member):
        assert SECRET not in Caller(user).get(address).content.decode()
        assert SECRET in Caller(user).get(address, {"spoilers": "show"}).content.decode()
    assert SECRET in Caller(discussion.user).get(address).content.decode()
    make_user_film(user=member, film=discussion.film)
    assert SECRET in Caller(member).get(address).content.decode()
