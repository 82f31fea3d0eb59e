import datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import make_staff, make_user
from films.models import Film
from films.tests.factories import make_film
from pages.feeds import token_of
from pages.tests.html import links, parse
from reviews.models import Review
from reviews.tests.factories import make_review, make_user_film, make_viewing

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime.datetime(2026, 3, 14, 12, tzinfo=datetime.UTC)


@pytest.fixture
def film():
    return make_film(title="Vertigo", title_ru="Головокружение", released_on=datetime.date(1958, 5, 9))


def reviews_of(film):
    return reverse("films:reviews_feed", args=[film.pk, film.slug])


def diary_of(user):
    return reverse("diary_feed", args=[user.username])


def read(client, address, **kwargs):
    response = client.get(address, **kwargs)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  # our own


def said(feed, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.iter(f"{ATOM}entry")]


def test_reviews_of_a_film_are_an_atom_feed(client, film):
    author = make_user(name="Anna")
    make_user_film(user=author, film=film, rating=9)
    make_review(film=film, user=author, title="Dizzy", body="It **turns** and ||he falls||.", published_at=NOW)
    make_review(film=film, body="The first one.", published_at=NOW - datetime.timedelta(days=1))
    make_review(body="Of another film.")

    feed = read(client, reviews_of(film))

    assert feed.findtext(f"{ATOM}title") == "Reviews of “Vertigo (1958)”"
    assert feed.findtext(f"{ATOM}updated") == "2026-03-14T12:00:00+00:00"
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [
        f"http://testserver{film.get_absolute_url()}",
        f"http://testserver{reviews_of(film)}",
    ]
    assert said(feed, "title")[0] == "Dizzy 9/10"
    assert said(feed, "summary") == ["It turns and […].", "The first one."]
    (first, _second) = feed.iter(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Anna"
    assert first.findtext(f"{ATOM}id") == f"tag:testserver,2026:review/{Review.objects.get(title='Dizzy').pk}"
    assert len(set(said(feed, "id"))) == 2


def test_review_with_spoilers_is_marked_and_its_text_left_out(client, film):
    make_review(film=film, title="He did it", has_spoilers=True, body="The butler.")

    response = client.get(reviews_of(film))

    assert b"butler" not in response.content
    feed = ElementTree.fromstring(response.content)  # noqa: S314
    assert said(feed, "title") == ["He did it (spoilers)"]
    assert said(feed, "summary") == ["The text tells how the film ends. It is on the site."]


@pytest.mark.parametrize(
    "values",
    [{"state": "draft"}, {"state": "held"}, {"state": "hidden"}],
)
def test_reviews_that_are_not_public_are_in_no_feed_even_of_their_author(client, film, values):
    author = make_user()
    make_review(film=film, user=author, body="Not for all.", **values)
    client.force_login(author)

    assert said(read(client, reviews_of(film)), "summary") == []


@pytest.mark.parametrize("hidden", [{"is_private": True}, {"is_active": False}, {"deletion_due_at": NOW}])
def test_hidden_members_are_in_no_feed(client, film, hidden):
    author = make_user()
    make_review(film=film, user=author)
    make_viewing(film=film, user=author)
    User.objects.filter(pk=author.pk).update(**hidden)
    client.force_login(make_staff())

    assert said(read(client, reviews_of(film)), "title") == []
    assert client.get(diary_of(author)).status_code == 404


def test_diary_leads_to_its_feed(client):
    member = make_user(username="anna")
    page = parse(client.get(reverse("diary", args=["anna"])))

    assert diary_of(member) in links(page)
    assert diary_of(member) in [link.get("href") for link in page.iter("link") if link.get("rel") == "alternate"]


def test_private_diary_leads_to_no_feed(client):
    member = make_user(is_private=True)
    client.force_login(member)

    assert diary_of(member) not in links(parse(client.get(reverse("diary", args=[member.username]))))


def test_diary_is_an_atom_feed(client, film):
    member = make_user(username="anna", name="Anna")
    make_viewing(user=member, film=film, rating=8, note="In the *old* hall, ||she falls||.", created_at=NOW)
    for number, values in enumerate(
        [
            {"watched_on": datetime.date(2026, 2, 1), "precision": "month", "is_rewatch": True},
            {"watched_on": datetime.date(2020, 1, 1), "precision": "year"},
            {"watched_on": None, "precision": "unknown"},
            {"note": "Secret", "is_private": True},
        ],
        start=1,
    ):
        make_viewing(user=member, film=film, created_at=NOW - datetime.timedelta(days=number), **values)
    make_viewing(film=film)

    feed = read(client, diary_of(member))

    assert feed.findtext(f"{ATOM}title") == "Diary of Anna"
    assert said(feed, "title") == [
        "Vertigo (1958) · 8/10 · March 14, 2026",
        "Vertigo (1958) · February 2026 · rewatch",
        "Vertigo (1958) · 2020",
        "Vertigo (1958)",
    ]
    assert said(feed, "summary")[0] == "In the old hall, […]."


def test_new_films_of_a_search_are_an_atom_feed(client, film):
    later = make_film(title="Vertigo Again")
    Film.objects.filter(pk=later.pk).update(created_at=NOW)
    make_film(title="Psycho")
    make_film(title="Vertigo for staff", adult=True)

    feed = read(client, f"{reverse('films:search_feed')}?q=vertigo")

    assert feed.findtext(f"{ATOM}title") == "New films called “vertigo”"
    assert said(feed, "title") == ["Vertigo Again (2000)", "Vertigo (1958)"]
    assert said(read(client, reverse("films:search_feed")), "title")[0] == "Psycho (2000)"
    assert said(read(client, f"{reverse('films:search_feed')}?q=nothing+such"), "title") == []


def test_address_decides_the_language(client, film):
    make_user_film(film=film)

    feed = read(client, f"/ru{reverse('films:search_feed')}?q=vertigo")

    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    assert said(feed, "title") == ["Головокружение (1958)"]
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href").startswith("http://testserver/ru/films/")


@pytest.mark.parametrize("q", ["%00", "%01%1b", "%ed%a0%80", "%ff", "a" * 5000, "]]>%3Cscript%3E", "%EF%BF%BF"])
def test_any_search_gives_a_feed(client, q):
    read(client, f"{reverse('films:search_feed')}?q={q}")


def test_text_that_xml_cannot_hold_does_no_harm(client, film):
    author = make_user(name="An\x01na")
    make_review(film=film, user=author, title="\x0bA ]]> <b>&", body="\x1b[0m \ufffe text")

    feed = read(client, reviews_of(film))

    assert said(feed, "title") == [" A ]]> <b>&"]


def test_reader_with_the_newest_is_told_so(client, film):
    make_review(film=film, published_at=NOW)
    first = client.get(reviews_of(film))
    assert first.headers["Last-Modified"] == "Sat, 14 Mar 2026 12:00:00 GMT"
    assert first.headers["Cache-Control"] == "max-age=300, public"
    by_tag = {"if-none-match": first.headers["ETag"]}
    by_date = {"if-modified-since": first.headers["Last-Modified"]}

    assert client.get(reviews_of(film), headers=by_tag).status_code == 304
    assert client.get(reviews_of(film), headers=by_date).status_code == 304
    make_review(film=film)
    assert client.get(reviews_of(film), headers=by_tag).status_code == 200
    assert client.get(reviews_of(film), headers=by_date).status_code == 200


def test_empty_feed_stays_the_same(client, film):
    first, second = client.get(reviews_of(film)), client.get(reviews_of(film))

    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.content == second.content


def test_feed_sets_no_cookie_and_looks_at_no_session(client, film, django_assert_num_queries):
    client.force_login(make_user())
    for _ in range(3):
        make_review(film=film)

    with django_assert_num_queries(2):  # film, reviews with their authors
        response = client.get(reviews_of(film))

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("entries", [1, 30])
def test_diary_takes_two_queries(client, django_assert_num_queries, entries):
    member = make_user()
    for _ in range(entries):
        make_viewing(user=member)

    with django_assert_num_queries(2):
        client.get(diary_of(member))


def test_feed_holds_the_newest_thirty(client, film):
    for _ in range(32):
        make_review(film=film)

    assert len(said(read(client, reviews_of(film)), "id")) == 30


def test_member_who_keeps_clear_of_spoilers_has_a_feed_without_texts(client, film):
    make_review(film=film, body="What I think.")
    diarist = make_user()
    make_viewing(user=diarist, film=film, note="What I think.")
    reader = make_user(spoiler_safe=True)

    for address in (reviews_of(film), diary_of(diarist)):
        feed = read(client, f"{address}?token={token_of(reader)}")
        assert said(feed, "summary") == ["Hidden until you have watched the film."]
        assert "private" in client.get(f"{address}?token={token_of(reader)}").headers["Cache-Control"]
    make_user_film(user=reader, film=film, rating=None, status="watched")
    for address in (reviews_of(film), diary_of(diarist)):
        assert said(read(client, f"{address}?token={token_of(reader)}"), "summary") == ["What I think."]


def test_token_opens_nothing(client, film):
    private, staff = make_user(is_private=True, spoiler_safe=True), make_staff(spoiler_safe=True)
    make_review(film=film, user=private, body="Mine alone.")

    for reader in (private, staff):
        assert said(read(client, f"{reviews_of(film)}?token={token_of(reader)}"), "summary") == []
        assert client.get(f"{diary_of(private)}?token={token_of(reader)}").status_code == 404


@pytest.mark.parametrize("token", ["", "x", "1-x", "0-", "-1", "%00", "9" * 400, "٣-x"])
def test_token_that_is_wrong_is_none(client, film, token):
    make_review(film=film, body="For all.")

    assert said(read(client, f"{reviews_of(film)}?token={token}"), "summary") == ["For all."]


def test_token_ends_with_the_password(client, film):
    make_review(film=film, body="For all.")
    reader = make_user(spoiler_safe=True)
    token = token_of(reader)
    reader.set_password("another horse")
    reader.save()

    assert said(read(client, f"{reviews_of(film)}?token={token}"), "summary") == ["For all."]


def alternates(client, address):
    tree = parse(client.get(address))
    return [link.get("href") for link in tree.iter("link") if link.get("type") == "application/atom+xml"]


def test_pages_name_their_feeds(client, film):
    member = make_user(username="anna")

    assert alternates(client, film.get_absolute_url()) == [reviews_of(film)]
    assert alternates(client, member.get_absolute_url()) == [diary_of(member)]
    assert alternates(client, f"{reverse('films:search')}?q=ver+ti&go") == [f"{reverse('films:search_feed')}?q=ver+ti"]
    assert alternates(client, reverse("films:search")) == []
    member.is_private = True
    member.save()
    client.force_login(member)
    assert alternates(client, member.get_absolute_url()) == []


def test_pages_name_the_feed_with_the_token_to_those_who_keep_clear_of_spoilers(client, film):
    reader = make_user(spoiler_safe=True)
    client.force_login(reader)

    assert alternates(client, film.get_absolute_url()) == [f"{reviews_of(film)}?token={token_of(reader)}"]


def test_feed_of_a_film_with_another_slug_or_none(client, film):
    assert client.get(reverse("films:reviews_feed", args=[film.pk, "wrong"])).url == reviews_of(film)
    assert client.get(reverse("films:reviews_feed", args=[0, "none"])).status_code == 404
    Film.objects.filter(pk=film.pk).update(slug="")
    assert client.get(reverse("films:reviews_feed", args=[film.pk, "-"])).status_code == 200


def test_feeds_are_to_read(client, film):
    assert client.post(reviews_of(film)).status_code == 405
    assert client.head(reviews_of(film)).status_code == 200
