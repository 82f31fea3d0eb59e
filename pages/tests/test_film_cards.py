import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.tests.factories import make_user
from films.models import Film
from films.tests.factories import make_film
from pages.tests.film_lists import get_list, ordered
from pages.tests.html import by_class, links, parse, text, texts
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film, rate

pytestmark = pytest.mark.django_db


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
