import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.tests.factories import make_staff, make_user
from films.models import PersonRedirect
from films.tests.factories import make_credit, make_film, make_person
from pages.tests.html import by_class, by_id, card_titles, links, parse, text, texts
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def tree_of(client, person, *, language="en"):
    with translation.override(language):
        response = client.get(person.get_absolute_url())
    assert response.status_code == 200
    return parse(response)


def filmography(tree):
    """What is shown of every film, by department."""
    return [
        (
            text(section.find("div/h2")),
            [tuple(texts(row.findall("span"))) for row in section.findall("ol/li")],
        )
        for section in by_class(tree, "section")
        if section.find("ol") is not None
    ]


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/people/{}/", "/people/{}-agnes-varda/"),
        ("/people/{}-wrong/", "/people/{}-agnes-varda/"),
        ("/ru/people/{}-wrong/", "/ru/people/{}-agnes-varda/"),
    ],
)
def test_person_at_another_address_redirects_to_its_own(client, asked, canonical):
    person = make_person(name="Agnès Varda")

    response = client.get(asked.format(person.pk))

    assert (response.status_code, response.url) == (301, canonical.format(person.pk))


@pytest.mark.parametrize("address", ["/people/{}/", "/people/{}-x/", "/ru/people/{}-x/", f"/people/{'9' * 30}-x/"])
def test_person_that_is_not_there_is_404(client, address):
    person = make_person()

    assert client.get(address.format(person.pk + 1)).status_code == 404


def test_merged_person_redirects_to_the_kept_one(client):
    kept = make_person(name="Kept")
    PersonRedirect.objects.create(old_id=kept.pk + 100, person=kept)

    response = client.get(f"/ru/people/{kept.pk + 100}-old/")

    assert (response.status_code, response.url) == (301, f"/ru/people/{kept.pk}-kept/")


def test_person_with_a_name_without_latin_letters_has_a_page(client):
    person = make_person(name="三船 敏郎")

    assert person.get_absolute_url() == f"/people/{person.pk}/"
    assert text(tree_of(client, person).find(".//h1")) == "三船 敏郎"


def test_person_page_shows_the_facts_that_are_known(client):
    person = make_person(
        name="Andrei Tarkovsky",
        born_on=datetime.date(1932, 4, 4),
        died_on=datetime.date(1986, 12, 29),
        place_of_birth="Zavrazhye <USSR>",
        biography="One.\n\nTwo.",
    )

    tree = tree_of(client, person)

    head = text(by_class(tree, "person-head")[0])
    assert "April 4, 1932 – Dec. 29, 1986" in head
    assert "Zavrazhye <USSR>" in head
    assert texts(by_class(tree, "prose")[0].findall("p")) == ["One.", "Two."]
    assert tree.find(".//link[@rel='canonical']").get("href") == f"http://testserver{person.get_absolute_url()}"


def test_person_page_without_facts_and_films_has_a_way_out(client):
    tree = tree_of(client, make_person())

    assert "None" not in text(tree)
    assert by_class(tree, "original") == []
    assert by_class(tree, "prose") == []
    assert "0 films" in text(by_class(tree, "person-head")[0])
    assert links(by_class(tree, "empty")[0]) == [reverse("films:list")]


def test_person_page_in_russian_shows_both_names(client):
    person = make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")
    make_film(title="Mirror", title_ru="Зеркало", directors=[person])

    tree = tree_of(client, person, language="ru")

    assert text(tree.find(".//h1")) == "Андрей Тарковский"
    assert [(text(name), name.get("lang")) for name in by_class(tree, "original")] == [("Andrei Tarkovsky", "en")]
    assert "Зеркало" in text(tree)
    assert by_class(tree_of(client, person), "original") == []


def test_filmography_is_by_department_the_fullest_first_and_by_year(client):
    person = make_person()
    old = make_film(title="Old", released_on=datetime.date(1950, 1, 1))
    new = make_film(title="New", released_on=datetime.date(2010, 1, 1))
    undated = make_film(title="Undated", released_on=None)
    make_credit(film=old, person=person, department="Directing", job="Director")
    for film in (old, new, undated):
        make_credit(film=film, person=person, character=f"Hero of {film}")
    for rating in (7, 8, 8):
        make_user_film(film=new, rating=rating)

    tree = tree_of(client, person)

    assert filmography(tree) == [
        (
            "Cast",
            [
                ("—", "Undated Hero of Undated", "", ""),
                ("2010", "New Hero of New (2010)", "", "7.7"),
                ("1950", "Old Hero of Old (1950)", "", ""),
            ],
        ),
        ("Directing", [("1950", "Old Director", "", "")]),
    ]
    assert "3 films" in text(by_class(tree, "person-head")[0])


def test_filmography_names_a_film_once_in_a_department_with_all_parts(client):
    person, film = make_person(), make_film(title="Both")
    for order, character in enumerate(["Jekyll", "Hyde"]):
        make_credit(film=film, person=person, character=character, order=order)
    make_credit(film=film, person=person, department="Writing", job="Writer")
    make_credit(film=film, person=person, department="Writing", job="Screenplay")

    shown = {department: [row[1] for row in rows] for department, rows in filmography(tree_of(client, person))}

    assert shown == {"Cast": ["Both Jekyll, Hyde"], "Writing": ["Both Writer, Screenplay"]}


def test_filmography_of_a_department_that_is_not_known_is_shown_under_its_name(client):
    person = make_person()
    make_credit(film=make_film(title="Odd"), person=person, department="Catering", job="Cook")

    assert filmography(tree_of(client, person)) == [("Catering", [("2000", "Odd Cook", "", "")])]


@pytest.mark.parametrize(("make_viewer", "shown"), [(None, False), (make_user, False), (make_staff, True)])
def test_filmography_shows_adult_films_to_staff_only(client, make_viewer, shown):
    person = make_person()
    make_film(title="Adult", adult=True, directors=[person])
    if make_viewer:
        client.force_login(make_viewer())

    tree = tree_of(client, person)

    assert ("Adult" in text(tree)) == shown
    assert (f"{int(shown)} film" in text(by_class(tree, "person-head")[0])) is True


def test_person_page_tells_a_member_what_they_have_seen(client):
    member, person = make_user(), make_person()
    seen, planned, _other = (make_film(title=title, directors=[person]) for title in ("Seen", "Planned", "Other"))
    make_credit(film=seen, person=person, character="Himself")
    make_user_film(user=member, film=seen, rating=9)
    make_user_film(user=member, film=planned, rating=None, status="planned")
    make_user_film(user=member, film=make_film(title="Somebody else's"))
    client.force_login(member)

    tree = tree_of(client, person)

    meter = tree.find(".//meter")
    assert (meter.get("value"), meter.get("max")) == ("1", "3")
    assert "You have seen 1 of 3" in text(by_class(tree, "seen")[0])
    own = {row[1].split()[0]: row[2] for _department, rows in filmography(tree) for row in rows}
    assert own == {"Seen": "seen by you 9", "Planned": "", "Other": ""}


def test_person_page_tells_a_visitor_nothing_of_what_is_seen(client):
    person = make_person()
    make_user_film(film=make_film(directors=[person]))

    tree = tree_of(client, person)

    assert tree.find(".//meter") is None
    assert "seen by you" not in text(tree)


def test_best_rated_are_six_in_order_of_their_means(client):
    person = make_person()
    for number in range(8):
        film = make_film(title=f"Mean {number}", directors=[person])
        for rating in (number + 1, number + 2, number + 3):
            make_user_film(film=film, rating=rating)
    two_votes = make_film(title="Two votes", directors=[person])
    for _number in range(2):
        make_user_film(film=two_votes, rating=10)

    assert card_titles(tree_of(client, person)) == [f"Mean {number}" for number in (7, 6, 5, 4, 3, 2)]


def test_best_rated_are_not_shown_for_a_short_filmography(client):
    person = make_person()
    for _number in range(3):
        film = make_film(directors=[person])
        for _vote in range(3):
            make_user_film(film=film)

    tree = tree_of(client, person)

    assert by_id(tree, "best") is None
    assert card_titles(tree) == []


def make_filmography(number):
    person = make_person()
    for _number in range(number):
        film = make_film(directors=[person], cast=[person])
        for _vote in range(3):
            make_user_film(film=film)
    return person


@pytest.mark.parametrize("films", [1, 30])
def test_person_page_takes_two_queries_for_a_visitor(client, django_assert_num_queries, films):
    person = make_filmography(films)

    with django_assert_num_queries(2):
        tree_of(client, person)


@pytest.mark.parametrize("films", [1, 30])
def test_person_page_takes_five_queries_for_a_member(client, django_assert_num_queries, films):
    person = make_filmography(films)
    client.force_login(make_user())

    with django_assert_num_queries(5):
        tree_of(client, person)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '" onclick="x', "N" * 200, "\u202eevil\u202c"])
def test_hostile_names_are_escaped(client, name):
    person = make_person(name=name, biography=name, place_of_birth=name)
    make_film(title=name, directors=[person])

    tree = tree_of(client, person)

    assert text(tree.find(".//h1")) == name
    assert all(script.get("src", "").startswith("/static/") for script in tree.iter("script"))
    assert all(not key.startswith("on") for element in tree.iter() for key in element.attrib)


def test_long_filmography_shows_the_newest_and_leads_to_the_rest(client):
    person = make_person(name="Eric Roberts")
    for year in range(1950, 2014):
        make_film(title=f"Film of {year}", released_on=datetime.date(year, 1, 1), cast=[person])

    html = client.get(person.get_absolute_url()).content.decode()

    assert "Film of 2013" in html
    assert "Film of 1954" in html
    assert "Film of 1953" not in html
    assert "64 films in the catalogue" in html
    assert f'href="{reverse("films:list")}?person={person.pk}&amp;sort=release"' in html
    assert len(html) < 60_000
