import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.models import Follow
from accounts.tests.factories import make_staff, make_user
from films import pagination
from films.models import Film, Genre, Keyword
from films.services.ranking import refresh_ranking
from films.tests.factories import make_film, make_person
from pages.tests.html import by_class, by_id, card_titles, links, parse, query, text, texts
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def get_list(client, data=None, *, language="en", **kwargs):
    with translation.override(language):
        return client.get(reverse("films:list"), data or {}, **kwargs)


def found(client, data=None, **kwargs):
    response = get_list(client, data, **kwargs)
    assert response.status_code == 200
    return set(card_titles(parse(response)))


def ordered(client, data=None, **kwargs):
    return card_titles(parse(get_list(client, data, **kwargs)))


def rate(film, *ratings):
    for rating in ratings:
        make_user_film(film=film, rating=rating)


@pytest.fixture
def shelf():
    """Four films that differ in everything that can be filtered by."""
    keyword = Keyword.objects.create(name="space station", slug="space-station")
    actor = make_person(name="Natalya Bondarchuk")
    solaris = make_film(
        title="Solaris",
        title_ru="Солярис",
        genres=["drama", "science-fiction", "mystery"],
        countries=["SU"],
        original_language="ru",
        released_on=datetime.date(1972, 3, 20),
        runtime_minutes=167,
        cast=[actor],
    )
    solaris.keywords.add(keyword)
    rate(solaris, 9, 9, 9)
    alien = make_film(
        title="Alien",
        title_ru="Чужой",
        genres=["horror", "science-fiction"],
        countries=["GB", "US"],
        original_language="en",
        released_on=datetime.date(1979, 5, 25),
        runtime_minutes=117,
    )
    rate(alien, 7, 7, 8, 8)
    amelie = make_film(
        title="Amélie",
        title_ru="Амели",
        genres=["comedy", "drama"],
        countries=["FR", "DE"],
        original_language="fr",
        released_on=datetime.date(2001, 4, 25),
        runtime_minutes=122,
    )
    rate(amelie, 10, 10)
    make_film(title="Untold", released_on=None, runtime_minutes=None)
    return {"actor": actor.pk}


EVERYTHING = {"Solaris", "Alien", "Amélie", "Untold"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, EVERYTHING),
        ({"title": "sol"}, {"Solaris"}),
        ({"title": "AMELIE"}, {"Amélie"}),
        ({"title": "чужо"}, {"Alien"}),
        ({"title": "nothing like it"}, set()),
        ({"title": "l%s"}, set()),
        ({"title": "..."}, EVERYTHING),
        ({"genre": "drama"}, {"Solaris", "Amélie"}),
        ({"genre": ["horror", "comedy"]}, {"Alien", "Amélie"}),
        ({"genre": ["drama", "science-fiction"], "match": "any"}, {"Solaris", "Alien", "Amélie"}),
        ({"genre": ["drama", "science-fiction"], "match": "all"}, {"Solaris"}),
        ({"genre": ["horror", "comedy"], "match": "all"}, set()),
        ({"match": "all"}, EVERYTHING),
        ({"genre": "western"}, set()),
        ({"without": "drama"}, {"Alien", "Untold"}),
        ({"without": ["drama", "horror"]}, {"Untold"}),
        ({"genre": "science-fiction", "without": "horror"}, {"Solaris"}),
        ({"genre": "drama", "without": "drama"}, set()),
        ({"year_from": "1979"}, {"Alien", "Amélie"}),
        ({"year_to": "1979"}, {"Solaris", "Alien"}),
        ({"year_from": "1973", "year_to": "1979"}, {"Alien"}),
        ({"year_from": "2001", "year_to": "1972"}, set()),
        ({"runtime_from": "122"}, {"Solaris", "Amélie"}),
        ({"runtime_to": "122"}, {"Alien", "Amélie"}),
        ({"runtime_from": "118", "runtime_to": "130"}, {"Amélie"}),
        ({"rating_from": "7.5"}, {"Solaris", "Alien"}),
        ({"rating_from": "7.6"}, {"Solaris"}),
        ({"rating_from": "9.5"}, set()),
        ({"votes_from": "2"}, {"Solaris", "Alien", "Amélie"}),
        ({"votes_from": "4"}, {"Alien"}),
        ({"votes_from": "0"}, EVERYTHING),
        ({"country": "DE"}, {"Amélie"}),
        ({"country": "gb"}, {"Alien"}),
        ({"country": "IT"}, set()),
        ({"language": "ru"}, {"Solaris"}),
        ({"language": "xx"}, set()),
        ({"keyword": "space-station"}, {"Solaris"}),
        ({"keyword": "no-such"}, set()),
        ({"person": "2147483647"}, set()),
        ({"genre": "science-fiction", "year_from": "1975", "country": "US", "rating_from": "7"}, {"Alien"}),
        ({"genre": "drama", "language": "fr", "runtime_to": "100"}, set()),
    ],
)
def test_list_filters(client, shelf, data, expected):
    assert found(client, data) == expected


def test_list_filters_by_person(client, shelf):
    assert found(client, {"person": shelf["actor"]}) == {"Solaris"}


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        ("unseen", {"Planned", "Dropped", "Nothing", "Theirs", "Of a hermit"}),
        ("rated", {"Rated"}),
        ("unrated", {"Planned", "Dropped", "Nothing", "Theirs", "Watched", "Of a hermit"}),
        ("favorite", {"Dropped"}),
        ("planned", {"Planned"}),
        ("watched", {"Rated", "Watched"}),
        ("dropped", {"Dropped"}),
        ("watching", set()),
        ("followed", {"Theirs"}),
    ],
)
def test_list_filters_by_what_the_member_said(client, mine, expected):
    member, friend, hermit = make_user(), make_user(), make_user(is_private=True)
    make_user_film(user=member, film=make_film(title="Rated"), rating=5)
    make_user_film(user=member, film=make_film(title="Planned"), rating=None, status="planned")
    make_user_film(user=member, film=make_film(title="Dropped"), rating=None, status="dropped", favorite=True)
    make_user_film(user=member, film=make_film(title="Watched"), rating=None)
    make_film(title="Nothing")
    make_user_film(user=friend, film=make_film(title="Theirs"))
    make_user_film(user=friend, film=Film.objects.get(title="Nothing"), rating=None, status="planned")
    make_user_film(user=hermit, film=make_film(title="Of a hermit"))
    for followed in (friend, hermit):
        Follow.objects.create(follower=member, followed=followed)
    client.force_login(member)

    assert found(client, {"mine": mine}) == expected


def test_list_combines_mine_with_the_other_filters(client, shelf):
    member = make_user()
    make_user_film(user=member, film=Film.objects.get(title="Solaris"))
    client.force_login(member)

    assert found(client, {"mine": "unseen", "genre": "science-fiction"}) == {"Alien"}


@pytest.mark.parametrize("data", [{"mine": "unseen"}, {"mine": "rated"}, {"sort": "my_rating"}])
def test_list_of_a_visitor_is_not_filtered_by_what_nobody_said(client, shelf, data):
    tree = parse(get_list(client, data))

    assert set(card_titles(tree)) == EVERYTHING
    assert by_id(tree, "f-mine") is None
    assert by_class(tree, "chips") == []
    assert "my_rating" not in [option.get("value") for option in tree.iter("option")]


def make_sortable():
    early = make_film(title="The Zoo", title_ru="Арка", released_on=datetime.date(1950, 1, 1), popularity=1)
    late = make_film(title="Ärgern", title_ru="Ёлка", released_on=datetime.date(2020, 1, 1), popularity=3)
    undated = make_film(title="Mirage", title_ru="Жара", released_on=None, popularity=2)
    rate(early, 8, 8, 8)
    rate(late, 5, 5, 5)
    rate(undated, 10, 10)
    refresh_ranking()


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Ärgern", "The Zoo", "Mirage"]),
        ("popularity", ["Ärgern", "The Zoo", "Mirage"]),
        ("ranking", ["The Zoo", "Ärgern", "Mirage"]),
        ("newest", ["Mirage", "Ärgern", "The Zoo"]),
        ("release", ["Ärgern", "The Zoo", "Mirage"]),
        ("oldest", ["The Zoo", "Ärgern", "Mirage"]),
        ("title", ["Ärgern", "Mirage", "The Zoo"]),
    ],
)
def test_list_sorts(client, sort, expected):
    make_sortable()
    Film.objects.filter(title="Mirage").update(popularity=0)

    tree = parse(get_list(client, {"sort": sort}))

    assert card_titles(tree) == expected
    assert [option.get("value") for option in by_id(tree, "sort") if "selected" in option.attrib] == [
        sort or "popularity"
    ]


def test_list_in_russian_sorts_by_the_russian_title(client):
    make_sortable()
    make_film(title="Kin-dza-dza")

    assert ordered(client, {"sort": "title"}, language="ru") == ["Kin-dza-dza", "Арка", "Ёлка", "Жара"]


def test_list_sorted_by_my_rating_shows_each_film_once_in_the_order_of_my_ratings(client):
    member, others = make_user(), [make_user(), make_user()]
    for title, rating in [("Good", 7), ("Best", 10), ("Worst", 1)]:
        film = make_film(title=title)
        make_user_film(user=member, film=film, rating=rating)
        for number, other in enumerate(others):
            make_user_film(user=other, film=film, rating=11 - rating if number else 5)
    make_user_film(user=member, film=make_film(title="Unrated"), rating=None)
    make_user_film(user=others[0], film=make_film(title="Theirs"))
    client.force_login(member)

    assert ordered(client, {"sort": "my_rating"}) == ["Best", "Good", "Worst"]


def test_list_sorted_by_my_rating_keeps_the_filters_and_the_pages(client, settings):
    settings.FILMS_PER_PAGE = 2
    member = make_user()
    for rating in range(1, 6):
        make_user_film(
            user=member, film=make_film(title=str(rating), genres=["drama"] if rating > 1 else []), rating=rating
        )
    client.force_login(member)

    pages = [ordered(client, {"sort": "my_rating", "genre": "drama", "page": page}) for page in (1, 2)]

    assert pages == [["5", "4"], ["3", "2"]]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("year_from", "abc"),
        ("year_from", "1869"),
        ("year_from", "9" * 400),
        ("year_from", "1970.5"),
        ("year_to", "-1"),
        ("year_to", "NaN"),
        ("runtime_from", "1e9"),
        ("runtime_from", "\x00"),
        ("runtime_to", "Infinity"),
        ("rating_from", "11"),
        ("rating_from", "0"),
        ("votes_from", "-5"),
        ("title", "x" * 101),
        ("title", "\x00"),
        ("genre", "no-such-genre"),
        ("without", "no-such-genre"),
        ("without", "\x00"),
        ("country", "FRA"),
        ("language", "x" * 9),
    ],
)
def test_list_tells_a_bad_value_beside_its_field_and_keeps_the_other_filters(client, shelf, name, value):
    tree = parse(get_list(client, {name: value, "genre" if name != "genre" else "without": "drama"}))

    assert set(card_titles(tree)) == ({"Solaris", "Amélie"} if name != "genre" else {"Alien", "Untold"})
    errors = {error.get("id"): error for error in by_class(tree, "field-error")}
    assert [text(error) for error in errors.values()] != [""]
    (told,) = [field for field in by_id(tree, "filters").iter() if field.get("aria-describedby") in errors]
    assert told.get("name") == name or told.tag in {"fieldset", "summary"}
    assert told.get("aria-invalid") == "true" or told.tag in {"fieldset", "summary"}


@pytest.mark.parametrize(
    "data",
    [{"mine": "x"}, {"sort": "x"}, {"match": "x"}, {"person": "x"}, {"person": "0"}, {"keyword": "\x00"}, {"x": "1"}],
)
def test_list_with_a_bad_value_that_no_field_holds_shows_all(client, shelf, data):
    assert found(client, data) == EVERYTHING


def test_list_fields_show_what_is_set(client, shelf):
    data = {
        "title": 'a "b" <c>',
        "genre": ["drama", "comedy"],
        "match": "all",
        "without": "horror",
        "year_from": "1970",
        "year_to": "2000",
        "runtime_from": "10",
        "runtime_to": "200",
        "rating_from": "6",
        "votes_from": "2",
        "country": "FR",
        "language": "fr",
        "sort": "title",
        "person": shelf["actor"],
        "keyword": "space-station",
    }

    tree = parse(get_list(client, data))

    assert sorted(submitted(tree, "filters")) == sorted(flat(data))


def flat(data):
    return [
        (name, str(value))
        for name, values in data.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def submitted(tree, name):
    """What a browser would send of the form with this id or class as it stands, without the empty fields."""
    (form,) = [form for form in tree.iter("form") if name in (form.get("id"), form.get("class"))]
    pairs = []
    for field in [*form.iter(), *(field for field in tree.iter("input") if field.get("form") == name)]:
        if field.tag == "input" and (field.get("type") != "checkbox" or "checked" in field.attrib):
            pairs.append((field.get("name"), field.get("value", "")))
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((option for option in options if "selected" in option.attrib), options[0])
            pairs.append((field.get("name"), chosen.get("value", text(chosen))))
    return [(name, value) for name, value in pairs if name and value]


def test_list_country_in_small_letters_is_chosen_in_the_form(client, shelf):
    tree = parse(get_list(client, {"country": "fr"}))

    assert ("country", "FR") in submitted(tree, "filters")


def test_list_sort_form_keeps_the_filters_and_leaves_the_page(client, shelf):
    data = {"genre": ["drama", "comedy"], "year_from": "1970", "title": "<a&b>", "sort": "title", "page": "2"}

    tree = parse(get_list(client, data))

    kept = [pair for pair in flat(data) if pair[0] != "page"]
    assert sorted(submitted(tree, "sort")) == sorted(kept)
    assert tree.find(".//form[@class='sort']").get("action") == reverse("films:list")


def test_list_fragment_brings_the_sort_to_the_filter_form(client, shelf):
    tree = parse(get_list(client, {"sort": "title"}, headers=HTMX))

    # The form of filters is outside of what htmx swaps; a sort chosen in the results must not get lost in it.
    fields = [field for field in tree.iter("input") if field.get("form") == "filters"]
    assert [(field.get("name"), field.get("value")) for field in fields] == [("sort", "title")]


CHIPS = {
    "title": "sol",
    "genre": ["drama", "science-fiction"],
    "without": ["horror"],
    "year_from": "1900",
    "year_to": "2000",
    "runtime_from": "10",
    "runtime_to": "300",
    "rating_from": "6.5",
    "votes_from": "1",
    "country": "SU",
    "language": "ru",
    "keyword": "space-station",
    "sort": "release",
    "match": "all",
    "mine": "unrated",
}


def chip_links(tree):
    return [link.get("href") for chips in by_class(tree, "chips") for link in chips.iter("a")]


def test_list_chips_remove_exactly_one_filter_each(client, shelf):
    client.force_login(make_user())
    data = {**CHIPS, "person": shelf["actor"], "page": "1"}
    everything = {pair for pair in flat(data) if pair[0] != "page"}

    *chips, clear = chip_links(parse(get_list(client, data)))

    assert clear == reverse("films:list")
    removed = [{name for name, _value in everything - set(query(chip))} for chip in chips]
    assert sorted(map(sorted, removed)) == sorted([name] for name in data if name not in {"sort", "match", "page"})
    assert all(set(query(chip)) <= everything for chip in chips)


@pytest.mark.parametrize(
    ("data", "label"),
    [
        ({"genre": ["drama", "science-fiction"]}, "Drama · Science Fiction"),
        ({"without": "drama"}, "Without Drama"),
        ({"country": "su"}, "Soviet Union"),
        ({"country": "IT"}, "IT"),
        ({"language": "ru"}, "Russian"),
        ({"rating_from": "7.5"}, "rated 7.5 or higher"),
        ({"year_from": "2E3"}, "from 2000"),
        ({"votes_from": "0"}, "rated by 0 or more"),
        ({"keyword": "space-station"}, "Keyword: space station"),
        ({"keyword": "no-such"}, "Keyword: no-such"),
        ({"person": "2147483647"}, "Person: 2147483647"),
        ({"title": "<script>"}, "Words of the title: <script>"),
    ],
)
def test_list_chip_says_which_filter_is_set(client, shelf, data, label):
    tree = parse(get_list(client, data))

    chip, _clear = [text(link) for chips in by_class(tree, "chips") for link in chips.iter("a")]
    assert chip.removesuffix("remove this filter").strip() == label


def test_list_chips_of_a_person_and_a_keyword_are_in_the_language_of_the_page(client):
    person = make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")
    Keyword.objects.create(name="dream", name_ru="сон", slug="dream")

    tree = parse(get_list(client, {"person": person.pk, "keyword": "dream"}, language="ru"))

    chips = " ".join(texts(by_class(tree, "chips")))
    assert "Андрей Тарковский" in chips
    assert "сон" in chips


def test_list_without_filters_has_no_chips(client, shelf):
    assert by_class(parse(get_list(client, {"sort": "title", "genre": "", "year_from": ""})), "chips") == []


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


def test_list_card_shows_title_year_and_mean_and_leads_to_the_film(client):
    film = make_film(title="Stalker", title_ru="Сталкер", released_on=datetime.date(1979, 5, 13))
    rate(film, 9, 9, 8)

    for language, title in (("en", "Stalker"), ("ru", "Сталкер")):
        (card,) = by_class(parse(get_list(client, language=language)), "film-card")
        with translation.override(language):
            url = film.get_absolute_url()
        assert texts(by_class(card, "card-title")) == [title]
        assert "1979" in text(by_class(card, "card-facts")[0])
        assert text(by_class(card, "mean")[0]).endswith("8,7" if language == "ru" else "8.7")
        assert [link.get("href") for link in card.iter("a")][:2] == [url, url]


def test_list_card_of_a_film_without_russian_title_shows_the_other(client):
    make_film(title="Kin-dza-dza")

    assert ordered(client, language="ru") == ["Kin-dza-dza"]


@pytest.mark.parametrize(("ratings", "mean"), [([10, 10], []), ([10, 10, 10], ["10.0"]), ([], [])])
def test_list_card_shows_the_mean_from_three_ratings(client, ratings, mean):
    rate(make_film(), *ratings)

    shown = texts(by_class(parse(get_list(client)), "mean"))

    assert [words.rpartition(" ")[2] for words in shown] == mean


def test_list_card_without_year_and_rating_shows_neither(client):
    make_film(released_on=None)

    (card,) = by_class(parse(get_list(client)), "film-card")

    assert text(by_class(card, "card-facts")[0]) == ""


def test_list_card_shows_the_image_or_a_typographic_poster(client):
    make_film(title="Drawn", released_on=datetime.date(1979, 5, 13))
    make_film(title="Photographed", poster="posters/photographed.webp")

    drawn, photographed = sorted(by_class(parse(get_list(client)), "film-card"), key=text)

    assert [by_class(card, "tp") != [] for card in (drawn, photographed)] == [True, False]
    assert "Drawn" in text(by_class(drawn, "tp")[0])
    assert "1979" in text(by_class(drawn, "tp")[0])
    assert drawn.find(".//img") is None
    image = photographed.find(".//img")
    assert "photographed" in image.get("src")
    assert image.get("alt") == ""
    assert {"width", "height", "loading"} <= set(image.keys())


def test_list_card_of_a_visitor_leads_to_the_rating_page(client):
    film = make_film()

    (card,) = by_class(parse(get_list(client)), "film-card")

    assert links(card)[-1] == reverse("reviews:my_film", args=[film.pk])
    assert list(card.iter("button")) == []


def test_list_card_of_a_member_has_pressed_what_they_said(client):
    member = make_user()
    make_user_film(user=member, film=make_film(title="Seen"), rating=7, favorite=True)
    make_user_film(user=member, film=make_film(title="Kept"), rating=None, status="planned")
    make_film(title="New")
    make_user_film(film=Film.objects.get(title="New"))
    client.force_login(member)

    cards = by_class(parse(get_list(client, {"sort": "title"})), "film-card")

    pressed = [
        [(button.get("name"), button.get("value"), button.get("aria-pressed")) for button in card.iter("button")]
        for card in cards
    ]
    assert pressed == [
        [("status", "watched", "false"), ("status", "", "true"), ("favorite", "on", "false")],
        [("status", "watched", "false"), ("status", "planned", "false"), ("favorite", "on", "false")],
        [("status", "", "true"), ("status", "planned", "false"), ("favorite", "", "true")],
    ]
    assert [text(by_class(card, "rate")[0]) for card in cards] == ["Rate", "Rate", "7"]


def test_list_card_buttons_work_without_javascript_and_return_to_the_list(client):
    film = make_film()
    client.force_login(make_user())

    tree = parse(get_list(client, {"sort": "title"}))

    (form,) = [form for form in tree.iter("form") if form.get("class") == "cards-form"]
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    button = next(button for button in form.iter("button") if button.get("value") == "planned")
    response = client.post(button.get("formaction"), {**fields, button.get("name"): button.get("value")})
    assert response.url == "/films/?sort=title"
    assert UserFilm.objects.get().film == film


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
