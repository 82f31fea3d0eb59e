import itertools
import json
import sys

import pytest

from films.tests.tmdb_answers import cast, crew, movie, people, russian, translation
from films.tests.tmdb_mapped import mapped, released, rows, video
from films.tmdb.exceptions import BadAnswerError

NO_TEXT, NO_NUMBER, NO_LIST, NO_OBJECT = [3, [], {}, True], ["x", [], {}, True], [3, "x", {}, [3]], [3, "x", [], True]
TEXTS = ["title", "original_title", "original_language", "overview", "tagline", "poster_path", "backdrop_path"]
WHOLE_NUMBERS = ["id", "runtime", "budget", "revenue", "vote_count"]
PARTS = [
    "belongs_to_collection",
    "credits",
    "keywords",
    "videos",
    "release_dates",
    "alternative_titles",
    "translations",
]
WRONG = [
    *itertools.product(TEXTS, NO_TEXT),
    *itertools.product(["status"], NO_TEXT),
    *itertools.product(["release_date"], [*NO_TEXT, "soon", "1999-02-30", "0000-01-01"]),
    *itertools.product(WHOLE_NUMBERS, [*NO_NUMBER, 1.5, -1, 10**30, "7"]),
    *itertools.product(["popularity", "vote_average"], [*NO_NUMBER, 10**30, "nan", float("inf")]),
    *itertools.product(["adult", "video"], ["true", 1, [], {}]),
    *itertools.product(["genres", "production_countries"], NO_LIST),
    *itertools.product(PARTS, NO_OBJECT),
    ("id", None),
    ("id", 0),
]
# The key with the wrong value, and the body around it.
NESTED = {
    "genres id": ("id", lambda value: {"genres": [{"id": value, "name": "G"}]}, [None, *NO_NUMBER, 2**31]),
    "genres name": ("name", lambda value: {"genres": [{"id": 1, "name": value}]}, NO_TEXT),
    "countries code": ("iso_3166_1", lambda value: {"production_countries": [{"iso_3166_1": value}]}, NO_TEXT),
    "countries name": (
        "name",
        lambda value: {"production_countries": [{"iso_3166_1": "US", "name": value}]},
        NO_TEXT,
    ),
    "collection id": ("id", lambda value: {"belongs_to_collection": {"id": value, "name": "C"}}, [None, *NO_NUMBER]),
    "collection name": ("name", lambda value: {"belongs_to_collection": {"id": 1, "name": value}}, NO_TEXT),
    "keywords": ("keywords", lambda value: {"keywords": {"keywords": value}}, NO_LIST),
    "keywords id": ("id", lambda value: {"keywords": {"keywords": [{"id": value, "name": "k"}]}}, [None, *NO_NUMBER]),
    "keywords name": ("name", lambda value: {"keywords": {"keywords": [{"id": 1, "name": value}]}}, NO_TEXT),
    "imdb_id": ("imdb_id", lambda value: {"imdb_id": value}, NO_TEXT),
    "external_ids": ("external_ids", lambda value: {"imdb_id": None, "external_ids": value}, NO_OBJECT),
    "external imdb_id": ("imdb_id", lambda value: {"imdb_id": "", "external_ids": {"imdb_id": value}}, NO_TEXT),
    "release_dates": ("results", lambda value: {"release_dates": {"results": value}}, NO_LIST),
    "release country": ("iso_3166_1", lambda value: {"release_dates": rows({"iso_3166_1": value})}, NO_TEXT),
    "release rows": (
        "release_dates",
        lambda value: {"release_dates": rows({"iso_3166_1": "US", "release_dates": value})},
        NO_LIST,
    ),
    "release type": ("type", lambda value: {"release_dates": rows(released("US", (value, "R")))}, NO_NUMBER),
    "certification": ("certification", lambda value: {"release_dates": rows(released("US", (3, value)))}, NO_TEXT),
    "titles": ("titles", lambda value: {"alternative_titles": {"titles": value}}, NO_LIST),
    "translations": ("translations", lambda value: {"translations": {"translations": value}}, NO_LIST),
    "translation language": (
        "iso_639_1",
        lambda value: {"translations": {"translations": [translation(value, "RU")]}},
        NO_TEXT,
    ),
    "translation country": (
        "iso_3166_1",
        lambda value: {"translations": {"translations": [translation("ru", value)]}},
        NO_TEXT,
    ),
    "translation data": (
        "data",
        lambda value: {"translations": {"translations": [translation("ru", "RU") | {"data": value}]}},
        NO_OBJECT,
    ),
    "videos": ("results", lambda value: {"videos": {"results": value}}, NO_LIST),
    "cast": ("cast", lambda value: {"credits": {"cast": value}}, NO_LIST),
    "crew": ("crew", lambda value: {"credits": {"crew": value}}, NO_LIST),
}
for name in ("title", "overview", "tagline"):
    NESTED[f"translated {name}"] = (
        name,
        lambda value, name=name: {"translations": russian("", **{name: value}) if name != "title" else russian(value)},
        NO_TEXT,
    )
for name in ("iso_3166_1", "title", "type"):
    row = {"iso_3166_1": "FR", "title": "T", "type": ""}
    NESTED[f"alternative {name}"] = (
        name,
        lambda value, row=row, name=name: {"alternative_titles": {"titles": [row | {name: value}]}},
        NO_TEXT,
    )
for name in ("site", "key", "type", "name", "iso_639_1", "published_at"):
    NESTED[f"video {name}"] = (name, lambda value, name=name: {"videos": rows(video(**{name: value}))}, NO_TEXT)
for name in ("credit_id", "name", "character", "profile_path"):
    NESTED[f"cast {name}"] = (
        name,
        lambda value, name=name: {"credits": people(cast=[cast(1) | {name: value}])},
        NO_TEXT,
    )
NESTED["video moment"] = ("published_at", lambda value: {"videos": rows(video(published_at=value))}, ["soon", "24"])
NESTED["cast original_name"] = (
    "original_name",
    lambda value: {"credits": people(cast=[cast(1) | {"name": "", "original_name": value}])},
    NO_TEXT,
)
for name in ("credit_id", "name", "job", "department", "profile_path"):
    NESTED[f"crew {name}"] = (
        name,
        lambda value, name=name: {"credits": people(crew=[crew(1) | {name: value}])},
        NO_TEXT,
    )
for name, wrong in {"id": [None, *NO_NUMBER, -5], "order": [*NO_NUMBER, -1], "popularity": NO_NUMBER}.items():
    NESTED[f"cast {name}"] = (name, lambda value, name=name: {"credits": people(cast=[cast(1) | {name: value}])}, wrong)


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_wrong_type_is_a_bad_answer_that_names_the_key(key, value):
    with pytest.raises(BadAnswerError, match=rf"^{key} is "):
        mapped(movie() | {key: value})


@pytest.mark.parametrize(("where", "value"), [(where, value) for where in NESTED for value in NESTED[where][2]])
def test_wrong_type_in_a_part_is_a_bad_answer_that_names_the_key(where, value):
    key, around, _values = NESTED[where]

    with pytest.raises(BadAnswerError, match=rf"^{key} is "):
        mapped(**around(value))


@pytest.mark.parametrize("title", [None, "", " ", "\x00", "\ud800"])
def test_film_without_title_is_a_bad_answer(title):
    with pytest.raises(BadAnswerError, match="title is empty"):
        mapped(title=title)


def test_reason_of_a_bad_answer_is_one_short_line():
    with pytest.raises(BadAnswerError) as caught:
        mapped(title=["\r\n" * 500])

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_answer_as_deep_as_can_be_read_is_a_bad_one(opening):
    closing = b"]" if opening == b"[" else b"}"
    for depth in range(sys.getrecursionlimit() - 200, sys.getrecursionlimit(), 3):
        try:
            body = json.loads(b'{"title":' + opening * depth + b"1" + closing * depth + b"}")
        except RecursionError:
            return
        with pytest.raises(BadAnswerError):
            mapped(body | {"id": 1})
