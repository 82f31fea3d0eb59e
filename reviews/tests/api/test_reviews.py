import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from reviews.api import review_filters
from reviews.models import Review, ReviewVersion
from reviews.tests.api.calls import Caller, error_of, make_silenced, queries_of
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.django_db
TEXT = {"title": "An offer", "body": "A *family*.", "has_spoilers": True, "language": "ru"}
SECRET = "Rosebud"
WRITES = [("put", TEXT), ("patch", {"title": "Other"}), ("delete", {})]


@pytest.fixture
def anna():
    return make_user(username="anna")


@pytest.fixture
def caller(anna):
    return Caller(anna)


def stored(review):
    return Review.objects.values("user", "film", "state", *TEXT).get(pk=review.pk)


def path(review):
    return f"reviews/{review.pk}/"


def ids(response):
    assert response.status_code == 200, response.json()
    return [row["id"] for row in response.json()["results"]]


# Writing


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_review_is_written_and_read(caller, anna, nested, state):
    film = make_film(title="Stalker")
    data = {**TEXT, "state": state}

    if nested:
        response = caller.send("post", f"films/{film.pk}/reviews/", data)
    else:
        response = caller.send("post", "reviews/", {"film": film.pk, **data})

    assert response.status_code == 201
    review = response.json()
    assert stored(Review.objects.get()) == {"user": anna.pk, "film": film.pk, "state": state, **TEXT}
    assert caller.get(f"reviews/{review['id']}/").json() == review
    assert (review["body"], review["html"]) == ("A *family*.", "<p>A <em>family</em>.</p>\n")
    assert review["film"]["title"] == "Stalker"
    assert review["user"]["username"] == "anna"
    assert (review["published_at"] is None) == (state == "draft")


def test_review_is_published_in_the_language_of_the_request_unless_told(caller):
    response = caller.send("post", "reviews/", {"film": make_film().pk, "body": "Да."}, **{"Accept-Language": "ru"})

    assert response.status_code == 201
    assert Review.objects.values_list("state", "language", "title").get() == ("published", "ru", "")


@pytest.mark.parametrize("state", ["draft", "published"])
def test_second_review_of_a_film_is_a_conflict(caller, anna, state):
    review = make_review(user=anna, state=state)
    before = stored(review)

    response = caller.send("post", "reviews/", {"film": review.film_id, **TEXT})

    assert error_of(response) == (409, "already_reviewed")
    assert stored(review) == before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_reviews_at_once_one_is_written():
    user, film = make_user(), make_film()
    start = threading.Barrier(4)

    def send():
        start.wait()
        try:
            return Caller(user).send("post", "reviews/", {"film": film.pk, **TEXT}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(send) for _ in range(4)]]

    assert sorted(answers) == [201, 409, 409, 409]
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""),
        ("body", " \n "),
        ("body", "x" * 20_001),
        ("body", ["x"]),
        ("body", "\0"),
        ("title", "x" * 151),
        ("language", "de"),
        ("has_spoilers", "perhaps"),
        ("state", "hidden"),
    ],
)
def test_text_that_is_not_valid_changes_nothing(caller, anna, field, value):
    review = make_review(user=anna)
    before = stored(review)

    made = caller.send("post", "reviews/", {"film": make_film().pk, **TEXT, field: value})
    changed = caller.send("patch", path(review), {field: value})

    for response in (made, changed):
        assert error_of(response) == (400, "invalid")
        assert list(response.json()["error"]["fields"]) == [field]
    assert Review.objects.count() == 1
    assert stored(review) == before


@pytest.mark.parametrize("film", [None, 0, 10**30, "x", [], "adult"])
def test_review_of_no_film_is_not_valid(caller, film):
    film = make_film(adult=True).pk if film == "adult" else film

    response = caller.send("post", "reviews/", {"film": film, **TEXT})

    assert error_of(response) == (400, "invalid")
    assert not Review.objects.exists()
    assert caller.send("post", f"films/{film}/reviews/", TEXT).status_code == 404


def test_put_replaces_the_text_and_keeps_a_version(caller, anna):
    review = make_review(user=anna, title="Old", body="Before.")

    response = caller.send("put", path(review), {"body": "After."})

    assert response.status_code == 200
    assert response.json()["is_edited"]
    assert stored(review) == {
        "user": anna.pk,
        "film": review.film_id,
        "state": "published",
        "title": "",
        "body": "After.",
        "has_spoilers": False,
        "language": "en",
    }
    assert ReviewVersion.objects.values_list("title", "body").get() == ("Old", "Before.")


def test_patch_leaves_what_is_not_sent(caller, anna):
    review = make_review(user=anna, title="Old", body="  - one\n  - two", has_spoilers=True, language="ru")
    before = stored(review)

    assert caller.send("patch", path(review), {"title": "New"}).status_code == 200

    assert stored(review) == {**before, "title": "New"}


def test_draft_stays_one_until_it_is_published(caller, anna):
    review = make_review(user=anna, state="draft")

    caller.send("patch", path(review), {"title": "New"})
    assert stored(review)["state"] == "draft"

    assert caller.send("patch", path(review), {"state": "published"}).json()["state"] == "published"
    assert error_of(caller.send("patch", path(review), {"state": "draft"})) == (409, "already_published")
    assert stored(review)["state"] == "published"


def test_review_is_deleted(caller, anna):
    review = make_review(user=anna)

    assert caller.send("delete", path(review)).status_code == 204
    assert caller.send("delete", path(review)).status_code == 404
    assert not Review.objects.exists()


@pytest.mark.parametrize(("method", "data"), WRITES)
@pytest.mark.parametrize("who", ["other", "staff"])
def test_review_of_another_member_stays(method, data, who):
    review = make_review()
    before = stored(review)

    response = Caller(make_staff() if who == "staff" else make_user()).send(method, path(review), data)

    assert error_of(response) == (403, "permission_denied")
    assert stored(review) == before


@pytest.mark.parametrize(("method", "data"), WRITES)
def test_draft_of_another_member_is_not_there(caller, method, data):
    review = make_review(state="draft")

    assert error_of(caller.send(method, path(review), data)) == (404, "not_found")
    assert error_of(caller.get(path(review))) == (404, "not_found")
    assert Review.objects.count() == 1


@pytest.mark.parametrize("who", ["nobody", "suspended", "unverified"])
def test_nobody_who_may_not_write_does(who):
    user = None if who == "nobody" else make_silenced(who)
    review = make_review(user=user)
    before = stored(review)
    caller = Caller(user)
    film = make_film()

    answers = [caller.send(method, path(review), data) for method, data in WRITES]
    answers += [
        caller.send("post", "reviews/", {"film": film.pk, **TEXT}),
        caller.send("post", f"films/{film.pk}/reviews/", TEXT),
    ]

    expected = (401, "not_authenticated") if who == "nobody" else (403, who)
    assert {error_of(answer) for answer in answers} == {expected}
    assert Review.objects.count() == 1
    assert stored(review) == before


def test_fields_that_are_not_written_do_nothing(caller, anna):
    review = make_review(user=anna)
    other = make_user()
    sent = {
        "id": 1,
        "user": other.pk,
        "rating": 1,
        "helpful_count": 9,
        "vote_count": 9,
        "published_at": "2001-01-01T00:00:00Z",
        "edited_at": "2001-01-01T00:00:00Z",
        "excerpt": "X",
        "body_html": "<script>",
        "html": "<script>",
    }
    before = Review.objects.values(*{*sent} - {"html"}).get()

    caller.send("patch", path(review), {**sent, "film": make_film().pk})
    made = caller.send("post", "reviews/", {"film": make_film().pk, **TEXT, **sent}).json()

    assert Review.objects.values(*{*sent} - {"html"}).get(pk=review.pk) == before
    new = Review.objects.get(pk=made["id"])
    assert (new.user, new.rating, new.helpful_count, new.edited_at) == (anna, None, 0, None)
    assert new.published_at.year > 2001
    assert "<script>" not in made["html"]


def test_review_that_changed_meanwhile_is_not_overwritten(caller, anna):
    review = make_review(user=anna)
    etag = caller.get(path(review))["ETag"]
    caller.send("patch", path(review), {"title": "First"})

    response = caller.send("patch", path(review), {"title": "Second"}, **{"If-Match": etag})

    assert response.status_code == 412
    assert stored(review)["title"] == "First"


def test_repeated_post_with_a_key_is_answered_the_same(caller):
    film = make_film()
    first, second = (
        caller.send("post", "reviews/", {"film": film.pk, **TEXT}, **{"Idempotency-Key": "k"}) for _ in range(2)
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


# Reading


def test_visitors_read_what_is_public(client):
    shown = make_review(body="A **film**.")
    make_review(state="draft")
    make_review(state="held")
    make_review(user=make_user(is_private=True))
    make_review(film=make_film(adult=True))

    assert ids(Caller().get("reviews/")) == [shown.pk]
    review = Caller().get(path(shown)).json()
    assert (review["body"], review["html"]) == (None, "<p>A <strong>film</strong>.</p>\n")
    assert "body" not in Caller().get("reviews/").json()["results"][0]


def test_author_finds_drafts_in_the_list_but_not_under_the_film(caller, anna):
    draft = make_review(user=anna, state="draft")
    other = make_review(film=draft.film)

    assert ids(caller.get("reviews/")) == [draft.pk, other.pk]
    assert ids(caller.get("reviews/", {"state": "draft"})) == [draft.pk]
    assert ids(caller.get(f"films/{draft.film_id}/reviews/")) == [other.pk]


def test_reviews_of_no_film_are_not_there(client):
    assert Caller().get("films/999999/reviews/").status_code == 404
    assert Caller().get(f"films/{make_film(adult=True).pk}/reviews/").status_code == 404


@pytest.fixture
def three():
    """Rated 3, 6 and 9 by a, b and c."""
    reviews = []
    for number, (name, language) in enumerate([("a", "en"), ("b", "ru"), ("c", "en")], start=1):
        user = make_user(username=f"member-{name}")
        film = make_film(title=f"Film {name}{name}")
        make_user_film(user=user, film=film, rating=3 * number)
        body = f"Words of {name}{name}{name} about Ёлки."
        edited_at = timezone.now() if name == "b" else None
        reviews.append(make_review(user=user, film=film, language=language, body=body, edited_at=edited_at))
    return reviews


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"rating": 6}, "b"),
        ({"min_rating": 6}, "cb"),
        ({"max_rating": 3}, "a"),
        ({"min_rating": 4, "max_rating": 7}, "b"),
        ({"language": "ru"}, "b"),
        ({"user": "MEMBER-C"}, "c"),
        ({"user": "nobody"}, ""),
        ({"film_title": "film bb"}, "b"),
        ({"is_edited": "true"}, "b"),
        ({"is_edited": "false"}, "ca"),
        ({"search": "words aaa"}, "a"),
        ({"search": "елк"}, "cba"),
        ({"search": "nothing"}, ""),
        ({"ordering": "lowest"}, "abc"),
        ({"ordering": "highest"}, "cba"),
        ({"sort": "lowest"}, "abc"),
        ({"ordering": "newest"}, "cba"),
    ],
)
def test_reviews_are_filtered_and_ordered(three, query, found):
    assert ids(Caller().get("reviews/", query)) == [three["abc".index(name)].pk for name in found]


def test_of_a_word_that_many_have_a_part_is_found_unless_a_film_or_member_is_named(three, monkeypatch):
    monkeypatch.setattr(review_filters, "FOUND_AT_MOST", 2)
    one = three[2]

    assert len(ids(Caller().get("reviews/", {"search": "words"}))) == 2
    assert ids(Caller().get("reviews/", {"search": "words", "film": one.film_id})) == [one.pk]
    assert ids(Caller().get("reviews/", {"search": "words", "user": one.user.username})) == [one.pk]
    assert ids(Caller().get(f"films/{one.film_id}/reviews/", {"search": "words"})) == [one.pk]


def test_reviews_are_filtered_by_film(three):
    first = three[0]

    assert ids(Caller().get("reviews/", {"film": first.film_id})) == [first.pk]
    assert ids(Caller().get(f"films/{first.film_id}/reviews/", {"min_rating": 4})) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rating", "11"),
        ("min_rating", "x"),
        ("language", "de"),
        ("ordering", "x"),
        ("film", "x"),
        ("user", "\0"),
        ("is_edited", "perhaps"),
        ("spoiler_free", "2"),
    ],
)
def test_filter_that_is_not_valid_is_400(name, value):
    response = Caller().get("reviews/", {name: value})

    assert error_of(response) == (400, "invalid")
    assert list(response.json()["error"]["fields"]) == [name]


def test_cursor_reads_all_reviews_newest_first():
    reviews = [make_review().pk for _ in range(3)]

    first = Caller().get("reviews/", {"cursor": "", "page_size": 2}).json()
    second = Caller().client.get(first["next"]).json()

    assert [row["id"] for row in first["results"] + second["results"]] == reviews[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("query", [{}, {"cursor": ""}])
@pytest.mark.parametrize("nested", [True, False])
def test_lists_take_the_same_queries_whatever_their_length(query, nested):
    film = make_film()
    caller = Caller(make_user(spoiler_safe=True))
    make_review(film=film)
    address = f"films/{film.pk}/reviews/" if nested else "reviews/"
    query = {**query, "page_size": 30}

    one, _ = queries_of(lambda: caller.get(address, query))
    for _ in range(29):
        make_review(film=film if nested else make_film())
    many, answer = queries_of(lambda: caller.get(address, query))

    assert len(answer["results"]) == 30
    assert one == many <= 6


# Spoilers


@pytest.fixture
def veiled():
    return make_review(title=f"{SECRET}!", body=f"{SECRET} is the sledge.")


@pytest.fixture
def careful():
    return make_user(spoiler_safe=True)


def addresses(review):
    version = review.versions.create(title=SECRET, body=f"{SECRET}, early", written_at=timezone.now())
    return [
        "reviews/",
        f"films/{review.film_id}/reviews/",
        path(review),
        f"reviews/{review.pk}/versions/",
        f"reviews/{review.pk}/versions/{version.pk}/",
    ]


def test_text_of_a_film_not_seen_is_kept_from_who_asked_for_it(veiled, careful):
    for address in addresses(veiled):
        told = [
            SECRET in Caller(user).get(address, query).content.decode()
            for user, query in [(careful, {}), (careful, {"spoilers": "show"}), (None, {}), (make_user(), {})]
        ]
        assert told == [False, True, True, True], address

    make_user_film(user=careful, film=veiled.film, rating=None)
    for address in addresses(veiled):
        assert SECRET in Caller(careful).get(address).content.decode()


def test_search_does_not_find_by_what_is_kept_back(veiled, careful):
    own = make_review(user=careful, body=SECRET)

    assert ids(Caller(careful).get("reviews/", {"search": SECRET})) == [own.pk]
    assert set(ids(Caller(careful).get("reviews/", {"search": SECRET, "spoilers": "show"}))) == {own.pk, veiled.pk}


def test_list_has_no_excerpt_of_a_review_with_spoilers():
    make_review(has_spoilers=True, body=SECRET)

    assert SECRET not in Caller().get("reviews/").content.decode()


# Versions


def test_versions_are_read_by_whoever_reads_the_review(anna, caller):
    review = make_review(user=anna)
    version = review.versions.create(title="Old", body="*Before*", written_at=timezone.now())
    address = f"reviews/{review.pk}/versions/"

    assert Caller().get(address).json()["results"][0].items() >= {"id": version.pk, "title": "Old"}.items()
    assert Caller().get(f"{address}{version.pk}/").json()["html"] == "<p><em>Before</em></p>\n"
    assert Caller().get(f"{address}{version.pk}/").json()["body"] is None
    assert caller.get(f"{address}{version.pk}/").json()["body"] == "*Before*"
    assert Caller().get(f"reviews/{make_review().pk}/versions/{version.pk}/").status_code == 404
    assert caller.send("delete", f"{address}{version.pk}/").status_code == 405


def test_versions_of_a_review_not_shown_are_not_there():
    review = make_review(user=make_user(is_private=True))
    version = review.versions.create(title="Old", body="Before", written_at=timezone.now())

    assert Caller().get(f"reviews/{review.pk}/versions/").status_code == 404
    assert Caller().get(f"reviews/{review.pk}/versions/{version.pk}/").status_code == 404


def test_versions_take_the_same_queries_whatever_their_number():
    review = make_review()

    def add():
        review.versions.create(title="Old", body="Before", written_at=timezone.now())

    add()
    one, _ = queries_of(lambda: Caller().get(f"reviews/{review.pk}/versions/", {"page_size": 30}))
    for _ in range(29):
        add()
    many, answer = queries_of(lambda: Caller().get(f"reviews/{review.pk}/versions/", {"page_size": 30}))

    assert len(answer["results"]) == 30
    assert one == many <= 5


def test_members_whose_profile_is_closed_are_named_alone(anna):
    user = make_user(is_private=True, name="Private P.")
    review = make_review(user=user)

    told = Caller(make_staff()).get(path(review)).json()["user"]

    assert told == {"username": None, "name": "Private P.", "url": None}
