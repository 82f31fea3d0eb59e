import datetime

import pytest

from accounts.tests.factories import make_staff, make_user
from films.models import Film, FilmRedirect, Genre
from films.tests.factories import make_film, make_person
from reviews.models import UserFilm
from reviews.tests.factories import make_review, make_user_film

pytestmark = pytest.mark.django_db
URL = "/api/v1/films/"


def get(client, path="", data=None, **kwargs):
    response = client.get(f"{URL}{path}", data or {}, **kwargs)
    assert response.status_code == 200, response.content
    return response.json()


def titles(client, path="", data=None):
    found = get(client, path, data)
    return [film["title"] for film in (found if isinstance(found, list) else found["results"])]


def refused(client, path="", data=None):
    """The fields of a 400."""
    response = client.get(f"{URL}{path}", data or {})
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "invalid"
    return set(error["fields"])


def rate(film, *ratings):
    for rating in ratings:
        make_user_film(film=film, rating=rating)


@pytest.fixture
def shelf():
    solaris = make_film(
        title="Solaris",
        title_ru="Солярис",
        original_title="Солярис",
        genres=["drama", "science-fiction"],
        countries=["SU"],
        original_language="ru",
        released_on=datetime.date(1972, 3, 20),
        runtime_minutes=167,
    )
    alien = make_film(title="Alien", genres=["horror", "science-fiction"], released_on=datetime.date(1979, 5, 25))
    amelie = make_film(title="Amélie", genres=["comedy"], released_on=datetime.date(2001, 4, 25))
    rate(solaris, 9, 9, 8)
    for film in (solaris, alien, amelie):
        film.refresh_from_db()
    return solaris, alien, amelie


def test_list_tells_of_a_film_what_its_card_does(client, shelf):
    rate(shelf[1], 10)

    film, other = get(client, data={"sort": "oldest", "genre": "science-fiction"})["results"]

    genres = film.pop("genres")
    assert film == {
        "id": shelf[0].pk,
        "url": f"http://testserver/films/{shelf[0].pk}-solaris/",
        "title": "Solaris",
        "original_title": "Солярис",
        "year": 1972,
        "released_on": "1972-03-20",
        "runtime_minutes": 167,
        "poster": None,
        "average_rating": 8.7,
        "rating_count": 3,
        "review_count": 0,
        "figures_hidden": False,
        "mine": None,
    }
    assert [genre["slug"] for genre in genres] == ["drama", "science-fiction"]
    assert (other["average_rating"], other["rating_count"]) == (None, 1)  # too few for a mean


def test_list_is_in_the_language_that_is_accepted(client, shelf):
    films = get(client, data={"sort": "oldest"}, headers={"Accept-Language": "ru"})["results"]

    assert [film["title"] for film in films] == ["Солярис", "Alien", "Amélie"]
    assert films[0]["genres"][0]["name"] == "Драма"
    assert films[0]["url"] == f"http://testserver/ru/films/{shelf[0].pk}-solaris/"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sort=oldest", ["Solaris", "Alien", "Amélie"]),
        ("sort=title", ["Alien", "Amélie", "Solaris"]),
        ("sort=release", ["Amélie", "Alien", "Solaris"]),
        ("sort=oldest&genre=drama&genre=horror", ["Solaris", "Alien"]),
        ("genre=drama&genre=science-fiction&match=all", ["Solaris"]),
        ("sort=oldest&without=science-fiction", ["Amélie"]),
        ("year_from=1975&year_to=1980", ["Alien"]),
        ("country=su", ["Solaris"]),
        ("language=ru", ["Solaris"]),
        ("rating_from=8", ["Solaris"]),
        ("title=ali", ["Alien"]),
        ("title=nothing", []),
    ],
)
def test_list_filters_and_sorts_as_the_page_does(client, shelf, query, expected):
    assert titles(client, f"?{query}") == expected


def test_list_takes_genres_by_id_as_well(client, shelf):
    ids = dict(Genre.objects.values_list("slug", "pk"))

    assert titles(client, data={"genre": ids["comedy"]}) == ["Amélie"]
    assert titles(client, data={"genre": [ids["drama"], "horror"], "sort": "oldest"}) == ["Solaris", "Alien"]
    assert titles(client, data={"genre": [ids["drama"], ids["science-fiction"]], "match": "all"}) == ["Solaris"]
    assert titles(client, data={"without": [ids["science-fiction"]]}) == ["Amélie"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("genre", "no-such"),
        ("genre", "999999"),
        ("genre", "9" * 30),
        ("genre", "a\0b"),
        ("without", "a\0b"),
        ("title", "a\0b"),
        ("year_from", "old"),
        ("sort", "budget"),
        ("match", "some"),
        ("mine", "yours"),
        ("rating_from", "11"),
        ("page", "0"),
        ("page_size", "101"),
        ("fields", "id,password"),
    ],
)
def test_list_says_which_parameter_is_wrong(client, shelf, field, value):
    assert refused(client, data={field: value}) == {field}


def test_list_tells_a_member_their_marks_and_filters_by_them(client, shelf):
    member = make_user()
    make_user_film(user=member, film=shelf[1], rating=7, status=None, favorite=True)
    make_user_film(film=shelf[2], rating=2)
    client.force_login(member)

    mine = {film["title"]: film["mine"] for film in get(client)["results"]}

    nothing = {"rating": None, "status": None, "favorite": False}
    assert mine == {
        "Alien": {"rating": 7, "status": None, "favorite": True},
        "Solaris": nothing,
        "Amélie": nothing,
    }
    assert titles(client, data={"mine": "rated"}) == ["Alien"]
    assert titles(client, data={"sort": "my_rating"}) == ["Alien"]


def test_adult_films_are_for_staff_everywhere(client):
    film = make_film(title="Adults only", adult=True)

    for member in (None, make_user()):
        if member:
            client.force_login(member)
        assert titles(client) == titles(client, "search/", {"q": "adults"}) == titles(client, "trending/") == []
        assert client.get(f"{URL}{film.pk}/").status_code == 404
        assert client.get(f"{URL}{film.pk}/similar/").status_code == 404
    client.force_login(make_staff())
    assert titles(client) == ["Adults only"]
    assert get(client, f"{film.pk}/")["adult"] is True


def test_detail_tells_statistics_and_what_the_member_said(client, shelf):
    solaris = shelf[0]
    member = make_user()
    make_user_film(user=member, film=solaris, rating=10, favorite=True)
    make_review(film=solaris)
    make_user_film(film=solaris, rating=None, status="planned")
    client.force_login(member)

    film = get(client, f"{solaris.pk}/")

    assert film["mine"] == {"rating": 10, "status": "watched", "favorite": True}
    assert film["statistics"] == {
        "total_reviews": 1,
        "average_rating": 9.0,
        "rating_count": 4,
        "ratings_missing": 0,
        "rating_distribution": {**dict.fromkeys(map(str, range(1, 8)), 0), "8": 1, "9": 2, "10": 1},
        "place": film["statistics"]["place"],
        "watched": 4,
        "planned": 1,
        "favorites": 1,
        "hidden": False,
    }
    assert film["countries"] == [{"code": "SU", "name": "Soviet Union"}]


def test_detail_of_a_film_that_few_rated_tells_no_distribution(client, shelf):
    rate(shelf[1], 4)

    statistics = get(client, f"{shelf[1].pk}/")["statistics"]

    assert statistics["average_rating"] is statistics["rating_distribution"] is None
    assert (statistics["rating_count"], statistics["ratings_missing"]) == (1, 2)


def test_detail_names_directors_cast_and_texts_in_the_language_asked_for(client):
    film = make_film(
        title="Mirror",
        title_ru="Зеркало",
        overview="A dying poet remembers.",
        directors=["Andrei Tarkovsky"],
        cast=["Margarita Terekhova"],
    )
    film.translations.update(overview="Поэт вспоминает.")

    english, russian = get(client, f"{film.pk}/"), get(client, f"{film.pk}/", headers={"Accept-Language": "ru"})

    assert [person["name"] for person in english["directors"]] == ["Andrei Tarkovsky"]
    assert [(role["person"]["name"], role["character"]) for role in english["cast"]] == [
        ("Margarita Terekhova", "Role 0")
    ]
    assert (english["title"], english["overview"]) == ("Mirror", "A dying poet remembers.")
    assert (russian["title"], russian["overview"], russian["overview_language"]) == (
        "Зеркало",
        "Поэт вспоминает.",
        "ru",
    )


def test_detail_of_a_film_that_was_merged_leads_to_the_one_that_was_kept(client, shelf):
    FilmRedirect.objects.create(old_id=999999, film=shelf[0])

    response = client.get(f"{URL}999999/")

    assert response.status_code == 308
    assert response["Location"] == f"http://testserver{URL}{shelf[0].pk}/"
    assert response.json()["error"]["code"] == "moved"


def test_writes_do_not_follow_to_the_film_that_was_kept(client, shelf):
    FilmRedirect.objects.create(old_id=999999, film=shelf[0])
    client.force_login(make_staff())

    assert client.delete(f"{URL}999999/").status_code == 404
    assert Film.objects.filter(pk=shelf[0].pk).exists()


def test_detail_does_not_lead_to_a_film_that_is_hidden(client):
    FilmRedirect.objects.create(old_id=999999, film=make_film(adult=True))

    assert client.get(f"{URL}999999/").status_code == 404


def test_detail_of_no_film_is_missing(client):
    response = client.get(f"{URL}999999/")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@pytest.fixture
def spoiler_safe(client, shelf):
    member = make_user(spoiler_safe=True)
    client.force_login(member)
    return member


def reading_of(client, film):
    """What every door tells of where the film stands."""
    for path, data in [("", {}), ("search/", {"q": film.title}), ("trending/", {})]:
        row = next(row for row in get(client, path, data)["results"] if row["id"] == film.pk)
        yield row["average_rating"], row["rating_count"], row["figures_hidden"]
    row = get(client, f"{film.pk}/")
    yield row["average_rating"], row["rating_count"], row["figures_hidden"]
    told = row["statistics"]
    yield told["average_rating"], told["rating_count"], told["hidden"]


def test_spoiler_safe_members_are_kept_from_figures_of_what_they_have_not_watched(client, shelf, spoiler_safe):
    make_user_film(user=spoiler_safe, film=shelf[0], rating=None, status="planned")

    assert set(reading_of(client, shelf[0])) == {(None, None, True)}
    statistics = get(client, f"{shelf[0].pk}/")["statistics"]
    assert statistics["rating_distribution"] is statistics["place"] is statistics["ratings_missing"] is None


def test_spoiler_safe_members_are_told_of_what_they_watched_or_when_they_ask(client, shelf, spoiler_safe):
    shown = get(client, f"{shelf[0].pk}/", {"spoilers": "show"})
    make_user_film(user=spoiler_safe, film=shelf[0], rating=None, status="watched")

    assert shown["statistics"]["average_rating"] == 8.7
    assert set(reading_of(client, shelf[0])) == {(8.7, 3, False)}


def test_similar_hides_figures_too(client, spoiler_safe):
    director = make_person()
    film, like = make_film(directors=[director]), make_film(title="Alike", directors=[director])
    rate(like, 9, 9, 9)

    (row,) = get(client, f"{film.pk}/similar/")

    assert (row["title"], row["average_rating"], row["rating_count"]) == ("Alike", None, None)


def test_search_finds_films_and_people(client, shelf):
    make_film(title="Other", directors=["Alien Jones"])

    found = get(client, "search/", {"q": "alien"})

    assert [film["title"] for film in found["results"]] == ["Alien"]
    assert [(person["name"], person["department"]) for person in found["people"]] == [("Alien Jones", "Directing")]
    assert (found["count"], found["count_is_capped"], found["corrections"]) == (1, False, [])


def test_search_corrects_a_mistyped_word(client, shelf):
    found = get(client, "search/", {"q": "solariz"})

    assert [film["title"] for film in found["results"]] == ["Solaris"]
    assert found["corrections"] == ["solaris"]


def test_search_has_pages_and_people_on_the_first_alone(client):
    for number in range(3):
        make_film(title=f"Alien {number}", directors=["Alien Jones"])

    first = get(client, "search/", {"q": "alien", "page_size": 2})
    second = client.get(first["next"]).json()

    assert (first["count"], first["pages"], len(first["results"]), len(first["people"])) == (3, 2, 2, 3)
    assert (len(second["results"]), second["people"], second["next"]) == (1, [], None)
    assert client.get(f"{URL}search/", {"q": "alien", "page": 3}).status_code == 404


@pytest.mark.parametrize("text", ["", " ", "a\0b", "x" * 101])
def test_search_wants_a_text(client, text):
    assert refused(client, "search/", {"q": text}) == {"q"}
    assert refused(client, "search/") == {"q"}


def mark_lately(film, count, days):
    for _number in range(count):
        mark = make_user_film(film=film)
        UserFilm.objects.filter(pk=mark.pk).update(updated_at=mark.updated_at - datetime.timedelta(days=days))


def test_trending_counts_what_members_marked_in_the_window(client):
    make_film(title="Quiet")
    today, lately = make_film(title="Today"), make_film(title="Lately")
    mark_lately(today, 1, days=0)
    mark_lately(lately, 3, days=3)

    assert titles(client, "trending/") == titles(client, "trending/", {"window": "week"})
    assert titles(client, "trending/") == ["Lately", "Today", "Quiet"]
    assert titles(client, "trending/", {"window": "day"})[0] == "Today"


def test_trending_begins_with_what_is_popular_at_tmdb(client):
    make_film(title="Less", popularity=1)
    make_film(title="More", popularity=9)

    assert titles(client, "trending/", {"window": "day"}) == ["More", "Less"]


def test_trending_wants_a_window_it_knows(client):
    assert refused(client, "trending/", {"window": "year"}) == {"window"}


def test_similar_of_no_film_is_missing(client):
    assert client.get(f"{URL}999999/similar/").status_code == 404


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize(
    ("path", "data", "queries"),
    [
        ("", {"genre": ["drama", "1"]}, 8),
        ("search/", {"q": "solaris"}, 6),
        ("trending/", {}, 5),
    ],
)
def test_lists_take_the_same_queries_at_any_size(client, django_assert_num_queries, path, data, queries, size):
    member = make_user(spoiler_safe=True)
    client.force_login(member)
    for _number in range(size):
        film = make_film(title="Solaris", genres=["drama", "comedy"], directors=["Somebody"])
        make_user_film(user=member, film=film)
    get(client, "trending/")  # what is trending is counted every few minutes

    with django_assert_num_queries(queries):
        assert len(titles(client, path, {**data, "page_size": 100})) == size


@pytest.mark.parametrize("count", [1, 8])
def test_similar_takes_the_same_queries_at_any_size(client, django_assert_num_queries, count):
    director = make_person()
    film = make_film(directors=[director])
    for _number in range(count):
        make_film(directors=[director], genres=["drama"])

    with django_assert_num_queries(4):
        assert len(titles(client, f"{film.pk}/similar/")) == count


def test_detail_takes_six_queries(client, shelf, django_assert_num_queries):
    client.force_login(make_user())

    with django_assert_num_queries(6):
        get(client, f"{shelf[0].pk}/")


def test_fields_trim_a_list(client, shelf):
    assert {tuple(film) for film in get(client, data={"fields": "title,id"})["results"]} == {("id", "title")}


def test_detail_is_not_sent_twice(client, shelf):
    tag = client.get(f"{URL}{shelf[0].pk}/")["ETag"]

    assert client.get(f"{URL}{shelf[0].pk}/", headers={"If-None-Match": tag}).status_code == 304
    rate(shelf[0], 1)
    assert client.get(f"{URL}{shelf[0].pk}/", headers={"If-None-Match": tag}).status_code == 200
