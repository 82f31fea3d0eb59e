import pytest
from django.urls import reverse

from films.models import (
    Credit,
)
from films.tests.factories import make_credit, make_film, make_person
from pages.tests.film_pages import page_of, tree_of
from pages.tests.html import by_class, links, text, texts

pytestmark = pytest.mark.django_db


def crew_of(film, tree):
    return [(text(row.find("a")), text(row.find("span"))) for row in by_class(tree, "crew")[0]]


def test_detail_names_each_person_of_the_crew_once_with_all_jobs_directors_first(client):
    film = make_film()
    allen, baker, clark = make_person(name="Allen"), make_person(name="Baker"), make_person(name="Clark")
    make_credit(film=film, person=clark, department="Camera", job="Director of Photography")
    make_credit(film=film, person=allen, department="Writing", job="Writer")
    make_credit(film=film, person=allen, department="Writing", job="Screenplay")
    make_credit(film=film, person=allen, department="Writing", job="Writer")
    make_credit(film=film, person=baker, department="Production", job="Producer")
    make_credit(film=film, person=baker, department="Directing", job="Director")
    make_credit(film=film, person=clark, department="Camera", job="Clapper Loader")

    tree = tree_of(client, film)

    assert crew_of(film, tree) == [
        ("Baker", "Director, Producer"),
        ("Allen", "Writer, Screenplay"),
        ("Clark", "Director of Photography"),
    ]


def test_detail_names_a_director_once_in_the_head(client):
    film = make_film(directors=["Lana Wachowski", "Lilly Wachowski"])
    lana = film.credits.get(person__name="Lana Wachowski").person
    make_credit(film=film, person=lana, department="Directing", job="Director")

    tree = tree_of(client, film)

    assert "directed by Lana Wachowski, Lilly Wachowski" in text(by_class(tree, "facts")[0]).replace(" ,", ",")
    assert text(by_class(tree, "facts")[0]).count("Lana") == 1


def test_detail_shows_the_first_twelve_of_the_cast_in_their_order_and_links_all(client):
    film = make_film(cast=[f"Actor {number:02}" for number in range(15)])
    Credit.objects.filter(film=film, order=0).update(order=99)
    make_credit(film=film, person="Grip", department="Camera", job="Grip")

    tree = tree_of(client, film)

    rows = [(text(row.find("a")), text(row.find("span"))) for row in by_class(tree, "cast")[0]]
    assert rows == [(f"Actor {number:02}", f"Role {number}") for number in range(1, 12)]
    person = Credit.objects.get(film=film, order=1).person
    assert by_class(tree, "cast")[0].find("li/a").get("href") == person.get_absolute_url()
    assert reverse("films:credits", args=[film.pk, film.slug]) in links(tree)
    assert "Grip" not in text(tree)


def test_credits_page_shows_everybody_by_department(client):
    film = make_film(title="Heat", title_ru="Схватка", directors=["Michael Mann"], cast=["Al Pacino", "Val Kilmer"])
    make_credit(film=film, person="Dante Spinotti", department="Camera", job="Director of Photography")
    make_credit(film=film, person="Kate Mulgrew", department="Crew", job="Some Unheard-of Job")

    tree = tree_of(client, film, "credits")

    sections = [
        (text(section.find("div/h2")), texts(section.findall("ul/li/a")), texts(section.findall("ul/li/span")))
        for section in by_class(tree, "section")
    ]
    assert sections == [
        ("Cast", ["Al Pacino", "Val Kilmer"], ["Role 0", "Role 1"]),
        ("Directing", ["Michael Mann"], ["Director"]),
        ("Camera", ["Dante Spinotti"], ["Director of Photography"]),
        ("Crew", ["Kate Mulgrew"], ["Some Unheard-of Job"]),
    ]
    assert tree.find(".//h1/a").get("href") == film.get_absolute_url()
    assert "Схватка" in text(tree_of(client, film, "credits", language="ru").find(".//h1"))


def test_credits_page_shows_a_department_that_is_not_known_last(client):
    film = make_film(directors=["Anna"])
    make_credit(film=film, person="Bea", department="Catering", job="Cook")

    tree = tree_of(client, film, "credits")

    assert [text(section.find("div/h2")) for section in by_class(tree, "section")] == ["Directing", "Catering"]


def test_credits_page_of_a_film_without_credits(client):
    tree = tree_of(client, make_film(), "credits")

    assert by_class(tree, "section") == []


def test_credits_page_shows_a_credit_without_department_and_job(client):
    film = make_film()
    make_credit(film=film, person="Somebody", department="Crew", job="")

    assert "Somebody" in text(tree_of(client, film, "credits"))
    assert page_of(client, film).status_code == 200
