import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import make_staff, make_user
from films.models import Credit
from films.tests.factories import make_credit, make_film, make_person

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
HOSTILE = [
    "\0",
    "%s%(text)s",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "a" * 100_000,
    ":*&|!()",
    "\\",
    "½" * 300,
]


def search(client, text="", **query):
    return client.get(reverse("films:search"), {"q": text, **query})


def suggest(client, text, **extra):
    return client.get(reverse("films:suggest"), {"q": text}, **extra)


def text_of(response):
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return unescape(" ".join(text.split()))


def test_page_shows_films_and_people_with_their_counts(client):
    make_film(title="Solaris", title_ru="Солярис", directors=["Andrei Tarkovsky"])
    make_film(title="Solaris Express")
    make_person(name="Solaris Jones")
    make_film(title="Stalker")

    response = search(client, "solaris")

    text = text_of(response)
    assert "2 films" in text
    assert "1 person" in text
    assert "Solaris Express" in text
    assert "Solaris Jones" in text
    assert "Stalker" not in text


def test_page_tells_what_people_are_known_for(client):
    tarkovsky = make_person(name="Andrei Tarkovsky")
    titles = ["Mirror", "Stalker", "Nostalghia", "The Sacrifice"]
    for popularity, title in enumerate(titles):
        film = make_film(title=title, popularity=popularity)
        make_credit(film=film, person=tarkovsky, department=Credit.Department.DIRECTING, job="Director")
        make_credit(film=film, person=tarkovsky, department=Credit.Department.DIRECTING, job="Second unit")
    make_credit(film=make_film(title="Cameo", popularity=99), person=tarkovsky)
    adult = make_film(title="Forbidden", popularity=100, adult=True)
    make_credit(film=adult, person=tarkovsky, department=Credit.Department.DIRECTING, job="Director")

    response = search(client, "tarkovsky")

    assert "Directing: The Sacrifice (2000), Nostalghia (2000), Stalker (2000)" in text_of(response)
    assert "Mirror" not in text_of(response)
    assert "Cameo" not in text_of(response)
    assert "Forbidden" not in text_of(response)


def test_page_is_in_the_language_of_its_address(client):
    make_film(title="Mirror", title_ru="Зеркало", directors=[make_person(name="Tarkovsky", name_ru="Тарковский")])

    with override("ru"):
        film = search(client, "mirror")
        person = search(client, "tarkovsky")

    assert "Зеркало" in text_of(film)
    assert "Тарковский" in text_of(person)
    assert "Зеркало" in text_of(person)


def test_page_says_what_it_searched_instead_of_a_mistyped_word(client):
    make_film(title="Metropolis")

    response = search(client, "metroplis")

    assert "Showing results for metropolis" in text_of(response)


def test_page_without_a_query_offers_ways_to_go(client, django_assert_num_queries):
    make_film(title="Solaris")

    with django_assert_num_queries(0):
        response = search(client)

    assert "What would you like to find?" in text_of(response)
    assert reverse("films:list") in response.content.decode()
    assert "Solaris" not in text_of(response)


def test_page_without_results_says_so_and_offers_a_way_out(client):
    make_film(title="Solaris")

    response = search(client, "qwxzkjv")

    assert response.status_code == 200
    assert "Nothing is called “qwxzkjv”" in text_of(response)
    assert f'href="{reverse("films:list")}"' in response.content.decode()


def test_page_escapes_the_query(client):
    response = search(client, "<script>alert(1)</script>")

    assert "<script>alert(1)" not in response.content.decode()


def test_page_hides_adult_films_from_everybody(client):
    make_film(title="Solaris Nights", adult=True)
    client.force_login(make_staff())

    response = search(client, "solaris")

    assert "Solaris Nights" not in text_of(response)


def test_page_works_for_members(client):
    make_film(title="Solaris")
    client.force_login(make_user())

    assert "Solaris" in text_of(search(client, "solaris"))


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [
        ("1", 59, 36),
        ("2", 35, 12),
        ("3", 11, 0),
        ("4", 11, 0),
        ("-1", 59, 36),
        ("x", 59, 36),
        ("9" * 5000, 59, 36),
        ("", 59, 36),
    ],
)
def test_page_number_that_is_none_or_too_large_is_forgiven(client, number, first, last):
    for popularity in range(60):
        make_film(title=f"Night no{popularity}x", popularity=popularity)

    response = search(client, "night", page=number)

    shown = [int(item.card.title[8:-1]) for item in response.context["page"].films.items]
    assert shown == list(range(first, last - 1, -1))


def test_page_keeps_the_query_in_its_page_links(client):
    for _ in range(30):
        make_film(title="Night & Day")

    response = search(client, "night & day")

    assert 'href="?q=night+%26+day&amp;page=2"' in response.content.decode()


def test_people_are_on_the_first_page_only(client):
    make_person(name="Knight Night")
    for _ in range(30):
        make_film(title="Night")

    assert "Knight Night" in text_of(search(client, "night"))
    assert "Knight Night" not in text_of(search(client, "night", page=2))


def test_page_counts_no_further_than_it_searches(client, monkeypatch):
    monkeypatch.setattr("films.search.MAX_FILMS", 2)
    for _ in range(3):
        make_film(title="Night")

    for number in range(11):
        make_person(name=f"Nina Night {number}")

    text = text_of(search(client, "night"))

    assert "2+ films" in text
    assert "10+ people" in text


@pytest.mark.parametrize("count", [1, 30])
def test_page_takes_two_queries_whatever_is_found(client, django_assert_num_queries, count):
    person = make_person(name="Night Shyamalan")
    for number in range(count):
        film = make_film(title="Night", title_ru="Ночь", directors=[f"Night Director {number}"])
        make_credit(film=film, person=person)
    search(client, "warm up")

    with django_assert_num_queries(2):
        response = search(client, "night")

    assert "Night Shyamalan" in text_of(response)


@pytest.mark.parametrize("count", [1, 30])
def test_page_takes_three_queries_for_a_typo(client, django_assert_num_queries, count):
    for _ in range(count):
        make_film(title="Nights")

    with django_assert_num_queries(3):
        search(client, "ngihts")


def test_fragment_is_the_results_and_tells_the_count(client):
    make_film(title="Solaris")

    response = client.get(reverse("films:search"), {"q": "solaris"}, headers=HTMX)

    html = response.content.decode()
    assert html.strip().startswith('<div id="results"')
    assert "<html" not in html
    assert '<p id="search-status" hx-swap-oob="innerHTML">1 film</p>' in html
    assert "HX-Request" in response["Vary"]


def test_whole_page_is_sent_when_htmx_restores_history(client):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}

    response = client.get(reverse("films:search"), {"q": "solaris"}, headers=headers)

    assert "<html" in response.content.decode()
    assert "hx-swap-oob" not in response.content.decode()


def test_page_may_be_kept_by_a_cache(client):
    response = search(client, "solaris")

    assert not response.cookies


@pytest.mark.parametrize("name", ["films:search", "films:suggest"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_can_be_written(client, name, method):
    assert getattr(client, method)(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["films:search", "films:suggest"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_searched_like_any_other(client, name, text):
    make_film(title="Solaris")

    response = client.get(reverse(name), {"q": text})

    assert response.status_code == 200
    assert "Solaris" not in text_of(response)


@pytest.mark.parametrize("name", ["films:search", "films:suggest"])
@pytest.mark.parametrize("query", ["q=%ED%A0%80&page=%FF", "q=%00&q=%FF%FE", "q[]=1&page[]=2", "q=a&q=b&page=1&page=2"])
def test_malformed_query_string_is_no_error(client, name, query):
    assert client.get(f"{reverse(name)}?{query}").status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(), number=st.one_of(st.text(), st.integers().map(str)))
def test_arbitrary_parameters_never_fail(client, text, number):
    assert search(client, text, page=number).status_code == 200
    assert suggest(client, text).status_code == 200


def test_suggestions_are_options_with_year_and_director(client):
    film = make_film(title="Solaris", directors=["Andrei Tarkovsky"])
    person = make_person(name="Solaris Jones", slug="solaris-jones")

    response = suggest(client, "sola")

    html = response.content.decode()
    assert html.count('role="option"') == 3
    assert f'href="{film.get_absolute_url()}"' in html
    assert f'href="{person.get_absolute_url()}"' in html
    assert "Solaris 2000 · Andrei Tarkovsky" in text_of(response)
    assert 'data-status="1 film, 1 person"' in html


def test_suggestions_are_in_the_language_of_their_address(client):
    make_film(title="Mirror", title_ru="Зеркало", directors=[make_person(name="Tarkovsky", name_ru="Тарковский")])

    with override("ru"):
        response = suggest(client, "mirror")

    assert "Зеркало 2000 · Тарковский" in text_of(response)
    assert 'href="/ru/films/' in response.content.decode()


def test_suggestions_are_few_and_small_and_may_be_kept(client):
    for _ in range(10):
        make_film(title="The Night of the Long Titles, or How It Went On and On", directors=["Hieronymus Karl Night"])
        make_person(name="Night Longbottom-Featherstonehaugh")

    response = suggest(client, "night")

    assert response.content.decode().count('role="option"') == 6 + 3 + 1
    assert len(response.content) < 4096
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_suggestions_say_when_there_are_none(client):
    response = suggest(client, "qwxzkjv")

    assert "option" not in response.content.decode()
    assert 'data-status="Nothing found"' in response.content.decode()


def test_suggestions_hide_adult_films(client):
    make_film(title="Solaris Nights", adult=True)
    client.force_login(make_staff())

    assert "option" not in suggest(client, "solaris").content.decode()


def test_suggestions_forgive_a_typo(client):
    make_film(title="Metropolis")

    assert "Metropolis" in text_of(suggest(client, "metroplis"))


@pytest.mark.parametrize("count", [1, 30])
def test_suggestions_take_two_queries(client, django_assert_num_queries, count):
    for number in range(count):
        make_film(title="Night", directors=[f"Night Director {number}"])

    with django_assert_num_queries(2):
        suggest(client, "night")
