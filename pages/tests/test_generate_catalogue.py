import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from accounts.models import Follow, User
from films.models import (
    Credit,
    Film,
    FilmGenre,
    FilmTranslation,
    Keyword,
    Person,
    RankingBasis,
    SearchEntry,
    SearchWord,
)
from films.services.ranking import refresh_ranking
from films.tests.factories import make_film
from reviews.models import Case, Comment, Discussion, Report, Review, UserFilm, Viewing, Vote
from reviews.services import recount
from reviews.tests.factories import make_comment, make_discussion

pytestmark = pytest.mark.django_db

SMALL = {"films": 40, "people": 30, "members": 40, "ratings": 150, "force": True, "verbosity": 0}
DERIVED = [
    "pk",
    "genre_ids",
    "country_codes",
    "title_ru",
    "rating_count",
    "rating_sum",
    "rating_histogram",
    "watched_count",
    "planned_count",
    "favorite_count",
    "ranking_score",
]


def generate(**overrides):
    call_command("generate_catalogue", **{**SMALL, **overrides})


def derived_rows():
    return list(Film.objects.order_by("pk").values_list(*DERIVED))


def search_rows():
    entries = SearchEntry.objects.order_by("film", "person", "text", "key")
    words = SearchWord.objects.order_by("word").values_list("word", flat=True)
    return list(entries.values_list("film", "person", "text", "key")), list(words)


def test_generate_catalogue_makes_about_as_many_rows_as_asked():
    generate()

    assert Film.objects.count() == 40
    assert Person.objects.count() == 30
    assert User.objects.count() == 40
    assert UserFilm.objects.rated().count() == pytest.approx(150, rel=0.3)
    assert Film.objects.exclude(title_ru="").exists()
    assert Credit.objects.count() > 100
    assert Follow.objects.exists()


def test_generate_catalogue_derives_what_the_triggers_would():
    generate()
    rows = derived_rows()
    said = list(UserFilm.objects.all())
    in_russian = list(FilmTranslation.objects.filter(language="ru"))
    genres = list(FilmGenre.objects.order_by("pk"))

    for model, made in [(UserFilm, said), (FilmTranslation, in_russian), (FilmGenre, genres)]:
        model.objects.all().delete()
        model.objects.bulk_create(made)

    assert derived_rows() == rows


def test_generate_catalogue_indexes_what_the_triggers_would():
    generate()
    rows = search_rows()

    SearchWord.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE films_film SET title = title || '!'")
        cursor.execute("UPDATE films_person SET name = name || '!'")

    assert search_rows() == rows


def test_generate_catalogue_leaves_the_triggers_on():
    generate()
    film = make_film(title="Made after", genres=["drama"], title_ru="Сделан после")

    assert film.title_ru == "Сделан после"
    assert film.genre_ids
    assert film.search_entries.exists()


def test_generate_catalogue_ranks_by_the_mean_of_its_ratings():
    generate()

    assert RankingBasis.objects.get().mean == pytest.approx(
        sum(UserFilm.objects.rated().values_list("rating", flat=True)) / UserFilm.objects.rated().count()
    )
    assert refresh_ranking() == 0


def test_generate_catalogue_is_the_same_for_the_same_seed():
    generate()
    titles = set(Film.objects.values_list("title", "original_title", "popularity"))
    names = set(Person.objects.values_list("name", "name_ru"))
    ratings = sorted(UserFilm.objects.rated().values_list("rating", "favorite"))
    User.objects.all().delete()
    Film.objects.all().delete()
    Person.objects.all().delete()
    Keyword.objects.all().delete()

    generate()

    assert set(Film.objects.values_list("title", "original_title", "popularity")) == titles
    assert set(Person.objects.values_list("name", "name_ru")) == names
    assert sorted(UserFilm.objects.rated().values_list("rating", "favorite")) == ratings


def test_generate_catalogue_twice_adds_to_what_is_there():
    generate()
    first = set(Film.objects.values_list("pk", flat=True))

    generate(seed=2)

    assert Film.objects.count() == 80
    assert first < set(Film.objects.values_list("pk", flat=True))
    assert User.objects.count() == 80


def test_generate_catalogue_writes_reviews_with_their_counts():
    generate(reviews=100)

    assert Review.objects.count() == pytest.approx(100, rel=0.3)
    for model in (Vote, Comment, Discussion, Viewing, Case, Report):
        assert model.objects.exists(), model
    assert Review.objects.filter(vote_count__gt=0, helpful_count__gt=0).exists()
    assert Comment.objects.filter(depth=2).exists()
    assert not Vote.objects.filter(user=F("review__user")).exists()
    assert recount.find_drift() == []
    assert recount.find_drift_of_texts() == {"reviews": [], "discussions": []}


def test_reviews_can_be_written_after_a_catalogue_was_generated():
    generate(reviews=100)

    comment = make_comment()

    assert comment.review.film.slug
    assert make_discussion().pk


def test_generate_catalogue_with_debug_off_is_refused():
    with pytest.raises(CommandError, match="--force"):
        generate(force=False)

    assert not Film.objects.exists()


def test_generate_catalogue_refers_to_rows_that_exist():
    generate()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not FilmTranslation.objects.exclude(film__in=Film.objects.all()).exists()
    assert not Credit.objects.exclude(person__in=Person.objects.all()).exists()
    assert not UserFilm.objects.exclude(user__in=User.objects.all()).exists()
    assert not Follow.objects.exclude(followed__in=User.objects.all()).exists()
