import pytest
from django.core.management import call_command

from films.figures import film_figures
from films.models import Film, RankingBasis
from films.services.ranking import FALLBACK_MEAN, refresh_ranking
from films.tests.factories import make_film
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db


def rate(film, *ratings):
    for rating in ratings:
        make_user_film(film=film, rating=rating)
    film.refresh_from_db()


def scores():
    return list(Film.objects.order_by("pk").values_list("ranking_score", flat=True))


def test_refresh_ranking_takes_the_mean_of_the_site():
    good, bad = make_film(), make_film()
    rate(good, 10, 10, 10)
    rate(bad, 4, 4, 4)

    moved = refresh_ranking()

    basis = RankingBasis.objects.get()
    assert (basis.mean, basis.weight, basis.min_votes) == (7.0, 10, 3)
    assert moved == 2
    assert scores() == pytest.approx([(30 + 70) / 13, (12 + 70) / 13])


def test_refresh_ranking_moves_films_after_the_mean_moved():
    film = make_film()
    rate(film, 8, 8, 8)
    refresh_ranking()
    before = scores()[0]
    rate(make_film(), *[2] * 9)
    assert scores()[0] == before

    moved = refresh_ranking()

    assert moved == 2
    assert scores()[0] == pytest.approx((24 + 10 * 42 / 12) / 13)
    assert scores()[0] < before
    assert refresh_ranking() == 0


def test_refresh_ranking_follows_the_settings(settings):
    film, rated_once = make_film(), make_film()
    rate(film, 8, 8, 8)
    rate(rated_once, 5)
    settings.RANKING_WEIGHT = 0
    settings.RATING_MIN_VOTES = 1

    refresh_ranking()

    assert scores() == [8.0, 5.0]

    settings.RATING_MIN_VOTES = 4
    refresh_ranking()

    assert scores() == [None, None]


def test_ranking_between_two_runs_is_by_the_numbers_of_the_last(settings):
    film = make_film()
    rate(film, 8, 8, 8)
    settings.RANKING_WEIGHT = 1

    rate(film, 8)

    assert film.ranking_score == pytest.approx((32 + 10 * FALLBACK_MEAN) / 14)


def test_refresh_ranking_without_ratings_falls_back():
    make_film()
    RankingBasis.objects.update(mean=9)

    refresh_ranking()

    assert RankingBasis.objects.get().mean == FALLBACK_MEAN
    assert scores() == [None]


def test_film_that_lost_its_ratings_loses_its_rank():
    film = make_film()
    rate(film, 8, 8, 8)

    film.user_films.all().delete()

    assert scores() == [None]


def test_few_high_ratings_rank_below_many():
    few, many, low = make_film(), make_film(), make_film()
    rate(few, 10, 10, 10)
    rate(many, *[9] * 30)
    rate(low, *[5] * 10)
    refresh_ranking()

    assert list(Film.objects.sorted_by("ranking")) == [many, few, low]
    for film in (few, many, low):
        film.refresh_from_db()
    assert [film_figures(film).place for film in (many, few, low)] == [1, 2, 3]


def test_films_of_the_same_score_share_the_place():
    films = [make_film() for _number in range(3)]
    for film, rating in zip(films, (9, 9, 8), strict=True):
        rate(film, *[rating] * 3)

    assert [film_figures(film).place for film in films] == [1, 1, 3]


def test_refresh_ranking_command_says_how_many_moved(capsys):
    rate(make_film(), 8, 8, 8)

    call_command("refresh_ranking")
    assert "1 films" in capsys.readouterr().out

    call_command("refresh_ranking", verbosity=0)
    assert capsys.readouterr().out == ""
