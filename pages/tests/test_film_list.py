import pytest
from django.urls import reverse

from accounts.models import Follow
from accounts.tests.factories import make_staff, make_user
from films import pagination
from films.models import Film, Genre
from films.tests.factories import make_film
from pages.tests.film_lists import CHIPS, HTMX, found, get_list, ordered
from pages.tests.html import by_class, by_id, card_titles, links, parse, query, text, texts
from reviews.tests.factories import make_user_film, rate

pytestmark = pytest.mark.django_db


def test_list_page_links_keep_the_query(client, settings):
    settings.FILMS_PER_PAGE = 1
    for _number in range(3):
        make_film(genres=["drama"])

    tree = parse(get_list(client, {"genre": ["drama", "comedy"], "sort": "title", "page": "2"}))

    pagination_links = [link.get("href") for item in by_class(tree, "page-item") for link in item.iter("a")]
    assert [dict(query(link))["page"] for link in pagination_links] == ["1", "1", "3", "3"]
    for link in pagination_links:
        assert [pair for pair in query(link) if pair[0] != "page"] == [
            ("genre", "drama"),
            ("genre", "comedy"),
            ("sort", "title"),
        ]
    assert tree.find(".//a[@rel='prev']") is not None
    assert tree.find(".//a[@rel='next']") is not None


def test_list_other_language_keeps_the_query(client):
    tree = parse(get_list(client, {"genre": "drama", "sort": "title"}))

    link = next(link.get("href") for link in tree.iter("a") if link.get("hreflang") == "ru")
    assert link == "/ru/films/?genre=drama&sort=title"


def test_list_login_link_brings_back_to_the_same_filters(client):
    tree = parse(get_list(client, {"genre": "drama"}))

    login = next(link for link in links(tree) if link.startswith(reverse("account_login")))
    assert query(login) == [("next", "/films/?genre=drama")]


@pytest.mark.parametrize(("films", "said"), [(0, "0 films"), (1, "1 film"), (2, "2 films"), (25, "25 films")])
def test_list_says_how_many_films_there_are(client, films, said):
    for _number in range(films):
        make_film()

    tree = parse(get_list(client))

    (count,) = by_class(tree, "count")
    assert text(count) == said
    assert count.get("role") == "status"
    assert len(by_class(tree, "film-card")) == min(films, 24)


def test_list_parts_thousands(client, monkeypatch):
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 1000)
    Film.objects.bulk_create(Film(title=f"Film {number}", slug="film") for number in range(1001))

    assert texts(by_class(parse(get_list(client)), "count")) == ["1,000+ films"]


def test_list_of_more_films_than_are_counted_says_so_and_goes_on(client, settings, monkeypatch):
    settings.FILMS_PER_PAGE = 2
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 4)
    for number in range(7):
        make_film(title=str(number))

    pages = [parse(get_list(client, {"sort": "newest", "page": page})) for page in (1, 3, 4)]

    assert [texts(by_class(page, "count")) for page in pages] == [["4+ films"]] * 3
    assert [card_titles(page) for page in pages] == [["6", "5"], ["2", "1"], ["0"]]
    assert [page.find(".//a[@rel='next']") is not None for page in pages] == [True, True, False]


@pytest.mark.parametrize("page", ["5", "999", "99999999999999999999"])
def test_list_page_too_far_is_the_last_one_even_if_films_are_not_all_counted(client, settings, monkeypatch, page):
    settings.FILMS_PER_PAGE = 2
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 4)
    for number in range(7):
        make_film(title=str(number))

    assert ordered(client, {"sort": "newest", "page": page})


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("1", "3"),
        ("2", "2"),
        ("3", "1"),
        ("4", "1"),
        ("999999999", "1"),
        ("0", "3"),
        ("-1", "3"),
        ("x", "3"),
        ("", "3"),
        ("٢", "3"),
        ("2.0", "3"),
        ("\x00", "3"),
        ("9" * 5000, "3"),
    ],
)
def test_list_shows_a_page_whatever_its_number(client, settings, page, shown):
    settings.FILMS_PER_PAGE = 1
    for number in (1, 2, 3):
        make_film(title=str(number))

    assert ordered(client, {"sort": "newest", "page": page}) == [shown]


def test_list_without_hits_offers_a_way_out(client, shelf):
    tree = parse(get_list(client, {"genre": "western"}))

    (empty,) = by_class(tree, "empty")
    assert links(empty) == [reverse("films:list")]
    assert by_class(tree, "film-card") == []
    assert texts(by_class(tree, "count")) == ["0 films"]


def test_list_fragment_for_htmx(client, shelf):
    response = get_list(client, {"genre": "drama"}, headers=HTMX)

    (root,) = parse(response)
    assert root.get("id") == "results"
    assert set(card_titles(root)) == {"Solaris", "Amélie"}
    assert "HX-Request" in response.headers["Vary"]


def test_list_is_a_whole_page_without_htmx_and_for_the_history_of_htmx(client, shelf):
    page = get_list(client)
    again = get_list(client, headers={**HTMX, "HX-History-Restore-Request": "true"})

    for response in (page, again):
        tree = parse(response)
        assert by_id(tree, "results") is not None
        assert by_id(tree, "filters") is not None
        assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(("make_viewer", "shown"), [(None, False), (make_user, False), (make_staff, True)])
def test_list_shows_adult_films_to_staff_only(client, make_viewer, shown):
    make_film(title="Decent", genres=["drama"])
    make_film(title="Adult", genres=["drama"], adult=True)
    if make_viewer:
        client.force_login(make_viewer())

    for data in ({}, {"genre": "drama"}, {"title": "adult"}, {"sort": "title"}):
        assert ("Adult" in found(client, data)) == shown


FILTERED = {"genre": "drama", "year_from": "1900", "country": "FR", "sort": "ranking"}


@pytest.mark.parametrize("films", [1, 30])
@pytest.mark.parametrize(("data", "queries"), [({}, 2), (FILTERED, 3)])
def test_list_takes_the_same_queries_for_one_film_and_thirty(client, django_assert_num_queries, films, data, queries):
    for _number in range(films):
        make_film(genres=["drama"], countries=["FR"])
    get_list(client, data)

    with django_assert_num_queries(queries):
        get_list(client, data)


@pytest.mark.parametrize("films", [1, 30])
@pytest.mark.parametrize(("data", "queries"), [({}, 5), (FILTERED, 6)])
def test_list_of_a_member_takes_three_queries_more(client, django_assert_num_queries, films, data, queries):
    member = make_user()
    for _number in range(films):
        make_user_film(user=member, film=make_film(genres=["drama"], countries=["FR"]))
    client.force_login(member)
    get_list(client, data)

    with django_assert_num_queries(queries):
        get_list(client, data)


@pytest.mark.parametrize("films", [1, 30])
@pytest.mark.parametrize("extra", [{"sort": "my_rating"}, {"mine": "followed"}])
def test_list_of_a_member_s_own_takes_the_same_queries(client, django_assert_num_queries, films, extra):
    member, friend = make_user(), make_user()
    Follow.objects.create(follower=member, followed=friend)
    for _number in range(films):
        film = make_film()
        for user in (member, friend):
            make_user_film(user=user, film=film)
    client.force_login(member)
    get_list(client, extra)

    with django_assert_num_queries(5):
        get_list(client, extra)


def test_list_with_every_filter_takes_at_most_twelve_queries(client, shelf, django_assert_max_num_queries):
    client.force_login(make_user())

    with django_assert_max_num_queries(12):
        get_list(client, {**CHIPS, "person": shelf["actor"]})


def test_list_of_24_cards_for_a_visitor_is_under_32_kb(client):
    genres = list(Genre.objects.values_list("slug", flat=True))
    for number in range(30):
        film = make_film(
            title=f"The {number}th film of a rather long and winding title",
            genres=[genres[number % len(genres)]],
            countries=[["FR", "US", "RU", "JP", "IT", "DE"][number % 6]],
            original_language=["fr", "en", "ru", "ja", "it", "de"][number % 6],
        )
        rate(film, 7, 8, 9) if number < 3 else None

    response = get_list(client)

    assert len(by_class(parse(response), "film-card")) == 24
    assert len(response.content) < 32 * 1024
