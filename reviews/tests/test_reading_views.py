import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.models import FilmRedirect
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, query, text, texts
from reviews.models import Decision, Vote
from reviews.services import reviewing
from reviews.services.reviewing import ReviewText
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


def of_film(client, film, data=None, **kwargs):
    return client.get(reverse("reviews:of_film", args=[film.pk, film.slug]), data, **kwargs)


def titles(response):
    return [text(title) for title in by_class(parse(response), "review-title")]


def edit(review, hours=1, **overrides):
    values = {name: getattr(review, name) for name in ("title", "body", "has_spoilers", "language")} | overrides
    now = NOW + datetime.timedelta(hours=hours)
    reviewing.publish_review(user=review.user, film=review.film, text=ReviewText(**values), now=now)
    review.refresh_from_db()


# A review


def test_detail_shows_the_review(client):
    mark = make_user_film(film=make_film(title="Metropolis"), rating=9)
    review = make_review(film=mark.film, user=mark.user, title="Machines", body="It **moves**.")

    response = client.get(f"/reviews/{review.pk}-metropolis/")

    tree = parse(response)
    assert text(tree.find(".//h1")) == "Machines"
    assert text(tree.find(".//strong")) == "moves"
    assert "rated it 9 of 10" in text(by_class(tree, "byline")[0])
    assert tree.find(".//link[@rel='canonical']").get("href") == f"http://testserver/reviews/{review.pk}-metropolis/"
    assert tree.find(".//meta[@name='robots']") is None
    assert by_id(tree, "comments") is not None
    assert {mark.film.get_absolute_url(), mark.user.get_absolute_url()} <= set(links(tree))


@pytest.mark.parametrize("path", ["/reviews/{}/", "/reviews/{}-wrong/", "/ru/reviews/{}/"])
def test_detail_at_another_address_redirects_to_its_own(client, path):
    review = make_review(film=make_film(title="Metropolis"))

    response = client.get(path.format(review.pk), {"a": "b"})

    prefix = "/ru" if path.startswith("/ru") else ""
    assert (response.status_code, response.url) == (301, f"{prefix}/reviews/{review.pk}-metropolis/?a=b")


def test_detail_of_a_film_without_slug_has_an_address_without_it(client):
    review = make_review(film=make_film(title="七人の侍"))

    assert client.get(f"/reviews/{review.pk}/").status_code == 200
    assert client.get(f"/reviews/{review.pk}-seven/").url == f"/reviews/{review.pk}/"


@pytest.mark.parametrize("page", ["detail", "versions"])
@pytest.mark.parametrize(
    ("overrides", "seen_by"),
    [
        ({}, {"visitor", "other", "author", "staff"}),
        ({"state": "draft"}, {"author"}),
        ({"state": "held"}, {"author", "staff"}),
        ({"state": "hidden"}, {"author", "staff"}),
        ({"private": True}, {"author", "staff"}),
        ({"gone": True}, {"staff"}),
        ({"adult": True}, {"author", "staff"}),
    ],
)
def test_review_is_there_for_those_who_may_see_it(client, page, overrides, seen_by):
    author = make_user(is_private="private" in overrides, is_active="gone" not in overrides)
    film = make_film(adult="adult" in overrides)
    review = make_review(user=author, film=film, state=overrides.get("state", "published"))
    url = review.get_absolute_url() if page == "detail" else reverse("reviews:versions", args=[review.pk])

    seen = set()
    for name, viewer in {"visitor": None, "other": make_user(), "author": author, "staff": make_staff()}.items():
        client.logout()
        if viewer:
            client.force_login(viewer)
        status = client.get(url).status_code
        assert status in (200, 404)
        seen |= {name} if status == 200 else set()

    assert seen == seen_by


@pytest.mark.parametrize("address", ["/reviews/99999999999999999999/", "/reviews/0/", "/reviews/0/versions/"])
def test_review_that_is_not_there_is_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["detail", "versions"])
def test_pages_of_a_review_take_no_post(client, page):
    review = make_review()

    assert client.post(reverse(f"reviews:{page}", args=[review.pk])).status_code == 405


def test_spoiling_review_is_covered_but_for_its_author(client):
    review = make_review(has_spoilers=True, body="They all die.")

    tree = parse(client.get(review.get_absolute_url()))
    (guard,) = by_class(tree, "guard")
    assert (guard.tag, guard.get("open")) == ("details", None)
    assert "They all die." in text(guard)
    assert "They all die." not in str([meta.get("content") for meta in tree.iter("meta")])
    client.force_login(review.user)

    assert by_class(parse(client.get(review.get_absolute_url())), "guard") == []


@pytest.mark.parametrize("state", ["draft", "held", "hidden"])
def test_detail_tells_the_author_why_others_do_not_see_it(client, state):
    review = make_review(state=state)
    for reason in ("Insults the cast", "Insults the crew"):
        Decision.objects.create(
            case_id=1, member_id=review.user_id, target="review", target_id=review.pk, action="hide", reason=reason
        )
    client.force_login(review.user)

    response = client.get(review.get_absolute_url())

    tree = parse(response)
    expected = {
        "draft": "This is a draft. Only you see it.",
        "held": "A moderator looks at this review before others see it.",
        "hidden": "The reason: Insults the crew",
    }
    assert expected[state] in text(by_class(tree, "alert")[0])
    assert ("Insults" in response.content.decode()) == (state == "hidden")
    assert tree.find(".//meta[@name='robots']").get("content") == "noindex"
    assert by_class(tree, "vote") == []


def test_detail_offers_edit_and_delete_to_its_author_alone(client):
    review = make_review()
    write = reverse("reviews:write", args=[review.film_id])

    client.force_login(make_staff())
    assert write not in links(parse(client.get(review.get_absolute_url())))
    client.force_login(review.user)

    assert write in links(parse(client.get(review.get_absolute_url())))


def test_detail_offers_a_visitor_the_login_to_vote(client):
    review = make_review()

    response = client.get(review.get_absolute_url())

    assert f"{reverse('account_login')}?next={review.get_absolute_url()}" in links(parse(response))
    assert "Nobody has voted on it yet." in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize(("make_viewer", "queries"), [(None, 2), (make_user, 5)])
def test_detail_takes_few_queries(client, django_assert_num_queries, make_viewer, queries):
    review = make_review()
    if make_viewer:
        client.force_login(make_viewer())

    with django_assert_num_queries(queries):
        client.get(review.get_absolute_url())


def test_detail_of_the_longest_review_is_under_60_kb(client):
    review = make_review(body="ё" * 20_000)

    assert len(client.get(review.get_absolute_url()).content) < 60_000


# What was edited


def versions(client, review, **data):
    return parse(client.get(reverse("reviews:versions", args=[review.pk]), data))


def test_versions_show_the_last_edit_word_by_word_and_escaped(client):
    review = make_review(title="Old", body="The <b>old</b> film", published_at=NOW)
    edit(review, title="New", body="The <b>new</b> film", has_spoilers=False)

    tree = versions(client, review)

    assert texts(tree.iter("del")) == ["Struck", "Old", "<b>old</b>"]
    assert texts(tree.iter("ins")) == ["underlined", "New", "<b>new</b>"]
    assert list(tree.iter("b")) == []
    page = client.get(review.get_absolute_url(), follow=True)
    assert "edited Nov. 25, 2026, 1 p.m." in text(parse(page))


def test_versions_show_each_edit(client):
    review = make_review(body="one", published_at=NOW)
    for number, word in enumerate(["two", "three", "four"], start=1):
        edit(review, hours=number, body=word)

    tree = versions(client, review)
    assert [query(link) for link in links(by_class(tree, "edits")[0])] == [[("edit", n)] for n in "321"]
    shown = {
        n: [texts(by_class(versions(client, review, edit=n), "diff")[0].iter(tag)) for tag in ("del", "ins")]
        for n in "123"
    }

    assert shown == {"1": [["one"], ["two"]], "2": [["two"], ["three"]], "3": [["three"], ["four"]]}


@pytest.mark.parametrize("number", ["0", "9", "x", "\x00", "9" * 5000, ""])
def test_versions_take_any_number(client, number):
    review = make_review(body="one", published_at=NOW)
    edit(review, body="two")

    assert texts(by_class(versions(client, review, edit=number), "diff")[0].iter("ins")) == ["two"]


@pytest.mark.parametrize(
    ("before", "after"), [({"has_spoilers": True}, {"has_spoilers": False}), ({"body": "||He dies||"}, {})]
)
def test_versions_cover_what_spoils(client, before, after):
    review = make_review(published_at=NOW, **{"body": "He dies", **before})
    edit(review, **{"body": "Nobody dies", **after})

    (guard,) = by_class(versions(client, review), "guard")
    assert "He" in text(guard)


def test_versions_of_a_review_that_was_not_edited(client):
    tree = versions(client, make_review())

    assert "It was not edited since it was published." in text(tree)


def test_versions_say_when_the_mark_was_set(client):
    review = make_review(published_at=NOW)
    edit(review, has_spoilers=True)

    assert "Marked as telling how the film ends." in text(versions(client, review))


@pytest.mark.parametrize("edits", [1, 30])
def test_versions_take_the_same_queries(client, django_assert_num_queries, edits):
    review = make_review(published_at=NOW)
    for number in range(edits):
        edit(review, hours=number + 1, body=f"Edit {number}")

    with django_assert_num_queries(3):
        versions(client, review)


def test_versions_of_the_longest_review_are_under_60_kb(client):
    review = make_review(body="ё" * 20_000, published_at=NOW)
    edit(review, body="я" * 20_000)

    response = client.get(reverse("reviews:versions", args=[review.pk]))

    assert len(response.content) < 60_000


# Of a film


@pytest.fixture
def film():
    """Four reviews: A is found most helpful, D is the newest."""
    film = make_film(title="Metropolis")
    for number, (title, rating, language, spoils) in enumerate(
        [("A", 7, "en", False), ("B", 10, "ru", False), ("C", None, "en", True), ("D", 3, "en", False)]
    ):
        user = make_user()
        if rating:
            make_user_film(film=film, user=user, rating=rating)
        review = make_review(
            film=film,
            user=user,
            title=title,
            language=language,
            has_spoilers=spoils,
            published_at=NOW + datetime.timedelta(hours=number),
        )
        for _vote in range(4 - number):
            Vote.objects.create(review=review, user=make_user())
    film.refresh_from_db()
    return film


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, "ABCD"),
        ({"sort": "newest"}, "DCBA"),
        ({"sort": "highest"}, "BADC"),
        ({"sort": "lowest"}, "DABC"),
        ({"min_rating": "7"}, "AB"),
        ({"max_rating": "7"}, "AD"),
        ({"min_rating": "4", "max_rating": "9"}, "A"),
        ({"language": "ru"}, "B"),
        ({"spoiler_free": "true"}, "ABD"),
        ({"spoiler_free": "true", "language": "en", "sort": "lowest"}, "DA"),
        ({"min_rating": "99", "language": "xx", "sort": "\x00", "spoiler_free": "perhaps", "page": "x"}, "ABCD"),
    ],
)
def test_reviews_of_a_film_are_sorted_and_filtered(client, film, data, expected):
    assert "".join(titles(of_film(client, film, data))) == expected


def test_reviews_of_a_film_hide_what_is_not_public(client, film):
    make_review(film=film, title="Private", user=make_user(is_private=True))
    make_review(film=film, title="Gone", user=make_user(is_active=False))
    make_review(title="Of another film")
    for state in ("draft", "held", "hidden"):
        make_review(film=film, title=state, state=state)

    assert titles(of_film(client, film)) == list("ABCD")


def test_reviews_of_a_film_cover_what_spoils(client, film):
    make_review(film=film, title="E", has_spoilers=True, body="Everybody dies")

    page = of_film(client, film).content.decode()

    assert "This review tells how the film ends." in page
    assert "Everybody dies" not in page
    assert "Everybody dies" not in client.get(film.get_absolute_url()).content.decode()


def test_reviews_of_a_film_for_htmx_are_the_fragment(client, film):
    response = of_film(client, film, {"sort": "newest"}, headers=HTMX)
    restored = of_film(client, film, headers=HTMX | {"HX-History-Restore-Request": "true"})

    assert response.content.decode().strip().startswith('<div id="results"')
    assert "HX-Request" in response.headers["Vary"]
    assert "<main" in restored.content.decode()


def test_reviews_of_a_film_have_pages_that_keep_the_filters(client):
    film = make_film()
    for number in range(13):
        make_review(film=film, title=f"{number:02}", published_at=NOW + datetime.timedelta(hours=number))

    first, second = (of_film(client, film, {"sort": "newest", "page": page}) for page in "12")

    assert titles(first) == [f"{number:02}" for number in range(12, 0, -1)]
    assert titles(second) == ["00"]
    assert [("sort", "newest"), ("page", "2")] in [query(link) for link in links(parse(first))]


def test_reviews_of_a_film_say_when_none_is_there_and_when_none_fits(client, film):
    assert "Nobody has reviewed it yet" in of_film(client, make_film()).content.decode()
    assert "No review fits these filters" in of_film(client, film, {"language": "ru", "max_rating": 1}).content.decode()


def test_reviews_of_a_film_that_is_not_there(client, film):
    FilmRedirect.objects.create(old_id=10**9, film=film)

    assert of_film(client, make_film(adult=True)).status_code == 404
    assert client.get("/films/99999999999999999999-x/reviews/").status_code == 404
    assert client.get(f"/films/{10**9}-old/reviews/").url == f"/films/{film.pk}-metropolis/reviews/"
    assert client.post(reverse("reviews:of_film", args=[film.pk, film.slug])).status_code == 405


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("make_viewer", "queries"), [(None, 3), (make_user, 5)])
def test_reviews_of_a_film_take_the_same_queries(client, django_assert_num_queries, count, make_viewer, queries):
    film = make_film()
    for _number in range(count):
        make_review(film=film, title="Head", body="ё" * 5000)
    if make_viewer:
        client.force_login(make_viewer())

    with django_assert_num_queries(queries):
        response = of_film(client, film)

    assert len(response.content) < 60_000


# On other pages


def test_film_page_shows_the_five_most_helpful(client, film):
    for title in "EF":
        make_review(film=film, title=title)
    Vote.objects.create(review=film.reviews.get(title="F"), user=make_user())
    Vote.objects.create(review=film.reviews.get(title="F"), user=make_user())

    response = client.get(film.get_absolute_url())

    assert titles(response) == ["A", "B", "F", "C", "D"]
    assert reverse("reviews:of_film", args=[film.pk, film.slug]) in links(parse(response))


def test_film_page_without_reviews_invites_to_write(client):
    film = make_film()

    assert reverse("reviews:write", args=[film.pk]) in links(parse(client.get(film.get_absolute_url())))


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("make_viewer", "queries"), [(None, 4), (make_user, 7)])
def test_film_page_with_reviews_takes_the_same_queries(client, django_assert_num_queries, count, make_viewer, queries):
    film = make_film()
    for _number in range(count):
        make_review(film=film, title="ё" * 150, body="ё" * 5000)
    if make_viewer:
        client.force_login(make_viewer())

    with django_assert_num_queries(queries):
        response = client.get(film.get_absolute_url())

    assert len(response.content) < 25 * 1024


def test_home_shows_the_newest_reviews_of_different_films_without_spoilers(client, film):
    other = make_review(title="Other", published_at=NOW - datetime.timedelta(days=1))
    make_review(title="Hidden", state="hidden")
    make_review(title="Private", user=make_user(is_private=True))
    make_review(title="Spoils", has_spoilers=True)

    response = client.get("/")

    assert titles(response) == ["D", "Other"]
    assert other.film.get_absolute_url() in links(parse(response))


def test_profile_shows_the_three_newest_and_leads_to_all(client):
    anna = make_user(username="anna")
    for number in range(4):
        make_review(user=anna, title=f"{number}", published_at=NOW + datetime.timedelta(hours=number))
    make_review(user=anna, title="Draft", state="draft")
    make_review(title="Of another")

    response = client.get("/members/anna/")

    assert titles(response) == ["3", "2", "1"]
    assert "/members/anna/reviews/" in links(parse(response))


def test_reviews_of_a_member(client):
    anna = make_user(username="anna")
    for number in range(13):
        make_review(user=anna, title=f"{number:02}", published_at=NOW + datetime.timedelta(hours=number))
    make_review(user=anna, title="Draft", state="draft")
    make_review(title="Of another")

    assert titles(client.get("/members/anna/reviews/", {"page": "2"})) == ["00"]
    client.force_login(anna)

    assert titles(client.get("/members/Anna/reviews/"))[:2] == ["Draft", "12"]


@pytest.mark.parametrize(("overrides", "status"), [({"is_private": True}, 404), ({"is_active": False}, 404), ({}, 200)])
def test_reviews_of_a_member_whose_profile_is_not_open(client, overrides, status):
    review = make_review(user=make_user(username="anna", **overrides))

    assert client.get("/members/anna/reviews/").status_code == status
    assert client.get("/members/nobody/reviews/").status_code == 404
    client.force_login(make_staff())
    assert review.get_absolute_url() in links(parse(client.get("/members/anna/reviews/")))


def test_reviews_of_a_member_without_any(client):
    anna = make_user(username="anna")

    assert "No reviews yet." in client.get("/members/anna/reviews/").content.decode()
    client.force_login(anna)
    assert "You have not written a review yet." in client.get("/members/anna/reviews/").content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_reviews_of_a_member_take_the_same_queries(client, django_assert_num_queries, count):
    anna = make_user(username="anna")
    for _number in range(count):
        make_review(user=anna, published_at=timezone.now())

    with django_assert_num_queries(3):
        client.get("/members/anna/reviews/")
