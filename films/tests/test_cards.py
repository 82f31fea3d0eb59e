import datetime

import pytest
from django.utils import translation

from films import cards
from films.models import Film
from films.tests.factories import make_film
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def html_of(film):
    (card,) = cards.film_cards(Film.objects.filter(pk=film.pk))
    return card.html


@pytest.mark.parametrize("films", [1, 30])
def test_film_cards_keep_the_order_and_take_one_query(django_assert_num_queries, films):
    made = [make_film() for _number in range(films)]

    with django_assert_num_queries(1):
        shown = cards.film_cards(Film.objects.sorted_by("newest"))

    assert [card.pk for card in shown] == [film.pk for film in reversed(made)]
    assert [card.title for card in shown] == [film.title for film in reversed(made)]


def test_card_is_rendered_once_for_the_same_row():
    film = make_film()

    assert html_of(film) is html_of(film)


def test_card_is_rendered_anew_with_debug(settings):
    settings.DEBUG = True
    film = make_film()

    assert html_of(film) is not html_of(film)
    assert html_of(film) == html_of(film)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"slug": "another"},
        {"released_on": datetime.date(1950, 1, 1)},
        {"poster": "posters/new.webp"},
    ],
)
def test_card_of_a_changed_film_shows_the_change(change):
    film = make_film()
    before = html_of(film)

    Film.objects.filter(pk=film.pk).update(**change)

    assert html_of(film) != before


def test_card_shows_the_mean_as_it_changes():
    film = make_film()
    for rating in (7, 8, 9):
        make_user_film(film=film, rating=rating)
    before = html_of(film)
    make_user_film(film=film, rating=2)

    assert "8.0" in before
    assert "6.5" in html_of(film)


def test_card_in_each_language_has_its_title_and_address():
    film = make_film(title="Solaris", title_ru="Солярис")

    english = html_of(film)
    with translation.override("ru"):
        russian = html_of(film)

    assert "Solaris" in english
    assert f'href="/films/{film.pk}-solaris/"' in english
    assert "Солярис" in russian
    assert "Solaris" not in russian
    assert f'href="/ru/films/{film.pk}-solaris/"' in russian


def test_card_of_a_film_without_slug_leads_to_its_number():
    film = make_film(title="七人の侍")

    assert f'href="/films/{film.pk}/"' in html_of(film)


def test_card_escapes_the_title():
    html = html_of(make_film(title='<b> & "q"', title_ru="<i>"))

    assert "&lt;b&gt; &amp; &quot;q&quot;" in html
    assert "<b>" not in html


def test_card_and_page_have_the_same_poster():
    film = make_film(genres=["western", "drama"])
    poster = film.typographic_poster

    html = html_of(film)

    assert f"tp-{poster.palette}" in html
    assert f"#m{poster.motif}" in html


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [(0, 0, ""), (2, 20, ""), (3, 3, "1.0"), (3, 30, "10.0"), (3, 25, "8.3"), (3, 26, "8.7"), (1000, 7449, "7.4")],
)
def test_mean_is_told_from_three_ratings_on(count, total, text):
    assert cards.mean_text(count, total) == text


def test_least_number_of_ratings_is_a_setting(settings):
    settings.RATING_MIN_VOTES = 0

    assert cards.mean_text(0, 0) == ""
    assert cards.mean_text(1, 7) == "7.0"
