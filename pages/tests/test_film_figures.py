import pytest

from films.services.ranking import refresh_ranking
from films.tests.factories import make_film
from pages.tests.film_pages import tree_of
from pages.tests.html import by_class, by_id, links, query, text, texts
from reviews.tests.factories import make_user_film, rate

pytestmark = pytest.mark.django_db


def figures_of(client, film, **kwargs):
    return by_id(tree_of(client, film, **kwargs), "figures")


def test_figures_of_a_film_that_nobody_rated(client):
    figures = figures_of(client, make_film())

    assert by_class(figures, "big-mean") == []
    assert by_class(figures, "histogram") == []
    assert "Nobody has rated it yet" in text(figures)


@pytest.mark.parametrize(("ratings", "missing"), [([4], "2 more ratings"), ([4, 4], "1 more rating.")])
def test_figures_hide_the_mean_of_fewer_than_three_ratings(client, ratings, missing):
    film = make_film()
    rate(film, *ratings)

    figures = figures_of(client, film)

    assert by_class(figures, "big-mean") == []
    assert by_class(figures, "histogram") == []
    assert missing in text(figures)


def test_figures_show_mean_count_histogram_and_place(client):
    best, film = make_film(), make_film()
    rate(best, 10, 10, 10)
    rate(film, 1, 9, 9, 8)
    make_user_film(film=film, rating=None, status="planned", favorite=True)
    refresh_ranking()

    figures = figures_of(client, film)

    assert text(by_class(figures, "big-mean")[0]) == "6.8 from 4 ratings"
    (histogram,) = by_class(figures, "histogram")
    assert histogram.get("role") == "img"
    label = histogram.get("aria-label")
    assert label.endswith("1: 1, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 1, 9: 2, 10: 0")
    bars = histogram.findall("rect")
    assert [bar.get("height") for bar in bars] == ["28", *["1"] * 6, "28", "56", "1"]
    assert texts(bars)[8] == "9: 2"
    assert "No. 2 of all films" in text(figures)
    assert [text(span).partition(" ")[0] for span in by_class(figures, "counts")[0].findall("span")] == ["4", "1", "1"]
    assert query(links(figures)[0]) == [("sort", "ranking")]


def test_figures_do_not_count_adult_films_in_the_place(client):
    film, adult = make_film(), make_film(adult=True)
    rate(film, 5, 5, 5)
    rate(adult, 10, 10, 10)

    assert "No. 1 of all films" in text(figures_of(client, film))


def test_figures_tell_no_place_below_the_ranked(client, monkeypatch):
    from films import selectors

    monkeypatch.setattr(selectors, "RANKED", 2)
    films = [make_film() for _number in range(3)]
    for number, film in enumerate(films):
        rate(film, *[9 - number] * 3)

    told = ["of all films" in text(figures_of(client, film)) for film in films]

    assert told == [True, True, False]
