import datetime
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from films.tests.tmdb_answers import cast, crew, movie, people, russian
from films.tests.tmdb_mapped import mapped, released, rows, video
from films.tmdb import store
from films.tmdb.exceptions import BadAnswerError
from films.tmdb.mapping import FilmValues, film_values

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


# Anything at all

WHOLE = movie(
    tagline="T",
    poster_path="/p.jpg",
    belongs_to_collection={"id": 1, "name": "C"},
    keywords={"keywords": [{"id": 5, "name": "sea"}]},
    release_dates=rows(released("US", (3, "R"))),
    alternative_titles={"titles": [{"iso_3166_1": "FR", "title": "T", "type": ""}]},
    videos=rows(video()),
    translations=russian("Название"),
    credits=people(cast=[cast(1)], crew=[crew(2)]),
)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
ODD = st.sampled_from(
    [0, -1, 1, 2**15, 2**31, 2**63, 10**30, 1e300, "\x00", "\ud800", "0001-01-01T00:00:00+14:00", "7" * 600, "2020-W01"]
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)


def paths(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


PLACES = [path for path in paths(WHOLE) if path]


@st.composite
def mutated(draw):
    body = WHOLE
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        try:
            body = replaced(body, path, draw(ANY_JSON))
        except (KeyError, IndexError, TypeError):  # what is there was replaced before
            continue
    return body


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, derandomize=True)
@given(body=mutated())
def test_any_answer_is_mapped_and_can_be_stored_or_is_a_bad_one(body):
    try:
        values = mapped(body)
    except BadAnswerError:
        return

    assert isinstance(values, FilmValues)
    with undone(), suppress(store.LeftOutError):
        film = store.store_film(values, now=NOW, wanted=True).film
        assert film.videos.count() == len(values.videos)
        assert film.credits.count() == len(values.credits)
        assert not store.store_film(values, now=NOW).changed


def test_no_list_is_longer_than_any_film_needs():
    titles = [{"iso_3166_1": "US", "title": f"Title {number}"} for number in range(501)]

    values = film_values(movie(alternative_titles={"titles": titles}), languages=[], region="US")

    assert len(values.alternative_titles) == 500
