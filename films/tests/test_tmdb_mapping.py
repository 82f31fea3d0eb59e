import datetime
import itertools
import json
import sys
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from films import locks
from films.models import Film
from films.tests.tmdb_answers import cast, crew, item, movie, people, russian, translation
from films.tmdb import store
from films.tmdb.answers import parse_object
from films.tmdb.exceptions import BadAnswerError
from films.tmdb.mapping import FilmValues, Named, TextValues, film_values, found_films, genre_names

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
UNKNOWN = {
    "original_title": ("", [None, "", " \n"]),
    "original_language": ("", [None, ""]),
    "status": ("", [None, ""]),
    "adult": (False, [None]),
    "released_on": (None, [None, ""]),
    "runtime_minutes": (None, [None, 0]),
    "tagline": ("", [None, ""]),
    "overview": ("", [None, "", "\r\n"]),
    "budget": (None, [None, 0]),
    "revenue": (None, [None, 0]),
}
KEYS = {"released_on": "release_date", "runtime_minutes": "runtime"}


def mapped(body=None, *, languages=("ru-RU",), region="US", **overrides):
    return film_values(movie(**overrides) if body is None else body, languages=languages, region=region)


def without(body, key):
    return {name: value for name, value in body.items() if name != key}


def rows(*rows):
    return {"results": list(rows)}


def video(key="abc", **overrides):
    return {
        "site": "YouTube",
        "key": key,
        "type": "Trailer",
        "name": "Trailer",
        "iso_639_1": "en",
        "published_at": "2020-01-02T03:04:05.678Z",
        **overrides,
    }


def released(country, *releases):
    return {"iso_3166_1": country, "release_dates": [{"type": kind, "certification": mark} for kind, mark in releases]}


def test_every_field_of_a_whole_answer():
    values = mapped(
        tagline="A tagline",
        status="Post Production",
        revenue=7,
        poster_path="/poster.jpg",
        backdrop_path="/backdrop.png",
        adult=True,
        video=True,
        belongs_to_collection={"id": 2344, "name": "Collection"},
        keywords={"keywords": [{"id": 5, "name": "sea"}]},
        release_dates=rows(released("US", (3, "R"))),
        alternative_titles={"titles": [{"iso_3166_1": "FR", "title": "Titre", "type": "working"}]},
        videos=rows(video()),
        translations=russian("Название", overview="Описание", tagline="Слоган"),
        credits=people(cast=[cast(6384, profile_path="/face.jpg")], crew=[crew(9340)]),
    )

    assert values.tmdb_id == 603
    assert values.facts == {
        "title": "Title 603",
        "original_title": "Original 603",
        "original_language": "en",
        "status": Film.Status.POST_PRODUCTION,
        "adult": True,
        "released_on": datetime.date(1999, 3, 31),
        "runtime_minutes": 136,
        "certification": "R",
        "tagline": "A tagline",
        "overview": "Synopsis 603",
        "imdb_id": "tt0000603",
        "budget": 63_000_000,
        "revenue": 7,
    }
    assert values.figures == {"popularity": 8.5, "tmdb_vote_average": 8.2, "tmdb_vote_count": 100}
    assert values.picture_paths == {"tmdb_poster_path": "/poster.jpg", "tmdb_backdrop_path": "/backdrop.png"}
    assert values.is_video
    assert values.genres == (Named(28, "Action"),)
    assert values.countries == (("US", "United States of America"),)
    assert values.keywords == (Named(5, "sea"),)
    assert values.collection == Named(2344, "Collection")
    assert values.translations == {"ru": TextValues("Название", "Слоган", "Описание")}
    assert values.alternative_titles == (("FR", "Titre", "working"),)
    (trailer,) = values.videos
    assert (trailer.site, trailer.key, trailer.kind, trailer.name, trailer.language) == (
        "YouTube",
        "abc",
        "Trailer",
        "Trailer",
        "en",
    )
    assert trailer.published_at == datetime.datetime(2020, 1, 2, 3, 4, 5, 678_000, tzinfo=datetime.UTC)
    actor, director = values.credits
    assert (actor.credit_id, actor.department, actor.job, actor.character, actor.order) == (
        "cr6384",
        "Acting",
        "",
        "Role of 6384",
        0,
    )
    assert (actor.person.tmdb_id, actor.person.name, actor.person.profile_path, actor.person.popularity) == (
        6384,
        "Person 6384",
        "/face.jpg",
        1.5,
    )
    assert (director.department, director.job, director.character) == ("Directing", "Director", "")


def test_facts_are_those_that_can_be_locked():
    assert {*mapped().facts, "collection"} == {*locks.FACTS}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (_unknown, values) in UNKNOWN.items() for value in values]
)
def test_null_empty_and_zero_are_unknown(name, value):
    assert mapped(**{KEYS.get(name, name): value}).facts[name] == UNKNOWN[name][0]


@pytest.mark.parametrize("key", sorted(set(movie()) - {"id", "title"}))
def test_any_missing_key_is_unknown(key):
    whole, values = mapped(), mapped(without(movie(), key))

    assert values.facts["title"] == whole.facts["title"]


@pytest.mark.parametrize("body", [{"id": 1, "title": "T"}, dict.fromkeys(movie()) | {"id": 1, "title": "T"}])
def test_film_of_which_nothing_is_known(body):
    values = mapped(body)

    assert {name: value for name, value in values.facts.items() if value} == {"title": "T"}
    assert values.figures == {"popularity": 0, "tmdb_vote_average": None, "tmdb_vote_count": 0}
    assert not any(values.picture_paths.values())
    lists = (values.genres, values.countries, values.keywords, values.videos, values.credits)
    assert not any([*lists, values.collection, values.translations, values.alternative_titles])


@pytest.mark.parametrize(("imdb_id", "external"), [(None, "tt0133093"), ("", "tt0133093"), ("tt0133093", None)])
def test_imdb_id_from_either_place(imdb_id, external):
    assert mapped(imdb_id=imdb_id, external_ids={"imdb_id": external}).facts["imdb_id"] == "tt0133093"


@pytest.mark.parametrize("imdb_id", ["nm0000001", "tt1", "tt0133093x", "0133093", "tt0133093\n1"])
def test_imdb_id_of_another_form_is_unknown(imdb_id):
    assert mapped(imdb_id=imdb_id).facts["imdb_id"] == ""


def test_average_without_votes_is_unknown():
    assert mapped(vote_count=0, vote_average=0.0).figures["tmdb_vote_average"] is None


@pytest.mark.parametrize(("popularity", "expected"), [(7, 7.0), ("3.25", 3.25), (None, 0.0)])
def test_popularity_as_whole_number_or_text(popularity, expected):
    assert mapped(popularity=popularity).figures["popularity"] == expected


# Wrong types

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


# Texts


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("nul\x00byte", "nulbyte"),
        ("half\ud83dof a pair", "halfof a pair"),
        ("\udc00", ""),
        (" around\n", "around"),
        ("two\r\nlines", "two\r\nlines"),
        ("😀 Ёлка ẞ", "😀 Ёлка ẞ"),
    ],
)
def test_text_is_kept_but_for_what_cannot_be_stored(text, stored):
    assert mapped(overview=text).facts["overview"] == stored


def test_pair_of_surrogates_in_json_is_one_letter():
    assert mapped(parse_object([b'{"id": 1, "title": "\\ud83d\\ude00"}'])).facts["title"] == "😀"


def test_long_texts_are_cut_to_their_columns():
    long = "ж" * 20_000
    values = mapped(
        title=long,
        original_title=long,
        original_language=long,
        tagline=long,
        overview=long,
        genres=[{"id": 1, "name": long}],
        keywords={"keywords": [{"id": 1, "name": long}]},
        release_dates=rows(released("US", (3, long))),
        videos=rows(video(name=long)),
        credits=people(cast=[cast(1, name=long, character=long, credit_id=long)], crew=[crew(2, job=long)]),
        translations=russian(long, overview=long, tagline=long),
    )

    facts = {name: len(value) for name, value in values.facts.items() if isinstance(value, str)}
    assert facts == {
        "title": 300,
        "original_title": 300,
        "original_language": 8,
        "status": 8,
        "certification": 20,
        "tagline": 500,
        "overview": 10_000,
        "imdb_id": 9,
    }
    texts = values.translations["ru"]
    assert (len(texts.title), len(texts.tagline), len(texts.overview)) == (300, 500, 10_000)
    assert len(values.genres[0].name) == len(values.keywords[0].name) == 200
    assert len(values.videos[0].name) == 300
    actor, author = values.credits
    assert (len(actor.credit_id), len(actor.character), len(actor.person.name), len(author.job)) == (40, 500, 200, 100)


def test_unknown_keys_are_ignored():
    assert mapped(softcore=False, new={"deep": [1]}) == mapped()


@pytest.mark.parametrize("path", ["poster.jpg", "/a/b.jpg", "/../x.jpg", "/logo.svg", "//h/x.jpg", f"/{'a' * 97}.jpg"])
def test_path_that_is_none_of_a_picture_is_unknown(path):
    assert mapped(poster_path=path).picture_paths["tmdb_poster_path"] == ""


# Lists


def test_repeated_ids_come_once():
    twice = [{"id": 18, "name": "Drama"}, {"id": 28, "name": "Action"}, {"id": 18, "name": "Drama"}]
    values = mapped(
        genres=twice,
        keywords={"keywords": twice},
        production_countries=[{"iso_3166_1": "US", "name": "A"}] * 2,
        alternative_titles={"titles": [{"iso_3166_1": "FR", "title": "T", "type": kind} for kind in "ab"]},
        videos=rows(video("k", name="first"), video("k", name="second")),
        credits=people(cast=[cast(1), cast(2, credit_id="cr1")]),
    )

    assert [row.tmdb_id for row in values.genres] == [row.tmdb_id for row in values.keywords] == [18, 28]
    assert len(values.countries) == 1
    assert values.alternative_titles == (("FR", "T", "a"),)
    assert [row.name for row in values.videos] == ["first"]
    assert [row.person.tmdb_id for row in values.credits] == [1]


@pytest.mark.parametrize("code", ["", "usa", "us", "XXX", None])
def test_country_without_a_code_is_dropped(code):
    assert mapped(production_countries=[{"iso_3166_1": code, "name": "A"}]).countries == ()


def test_country_without_a_name_is_called_by_its_code():
    assert mapped(production_countries=[{"iso_3166_1": "XG", "name": ""}]).countries == (("XG", "XG"),)


def test_names_that_are_empty_are_dropped():
    values = mapped(
        genres=[{"id": 1, "name": ""}],
        keywords={"keywords": [{"id": 1, "name": None}]},
        belongs_to_collection={"id": 1, "name": ""},
    )

    assert (values.genres, values.keywords, values.collection) == ((), (), None)


@pytest.mark.parametrize(
    "wrong",
    [{"site": "Elsewhere"}, {"type": "Interview"}, {"key": ""}, {"key": "a b"}, {"key": "k" * 41}, {"key": "'\"><"}],
)
def test_video_of_an_unknown_site_kind_or_key_is_dropped(wrong):
    assert mapped(videos=rows(video(**wrong), video("good"))).videos[0].key == "good"
    assert len(mapped(videos=rows(video(**wrong))).videos) == 0


@pytest.mark.parametrize(
    ("published_at", "expected"),
    [
        ("", None),
        (None, None),
        ("2020-01-02T03:04:05", None),
        ("2020-01-02T05:04:05+02:00", "2020-01-02T03:04:05+00:00"),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-12:00", None),
    ],
)
def test_moment_of_a_video_is_in_utc(published_at, expected):
    (found,) = mapped(videos=rows(video(published_at=published_at))).videos

    assert (found.published_at and found.published_at.isoformat()) == expected


@pytest.mark.parametrize(("region", "expected"), [("US", "PG-13"), ("RU", "16+"), ("DE", "12"), ("FR", ""), ("", "")])
def test_certification_is_that_of_the_region(region, expected):
    found = rows(
        released("US", (1, "NR"), (4, "R"), (3, ""), (3, "PG-13")),
        released("RU", (3, "16+")),
        released("DE", (1, ""), (5, "12")),
    )

    assert mapped(release_dates=found, region=region).facts["certification"] == expected


def test_translation_is_preferably_of_the_region():
    found = {
        "translations": [
            translation("pt", "PT", title="Lisboa"),
            translation("pt", "BR", title="Rio"),
            translation("ru", "RU", title="Москва"),
        ]
    }

    texts = mapped(translations=found, languages=("pt-BR", "ru", "de-DE")).translations

    assert {language: values.title for language, values in texts.items()} == {"pt": "Rio", "ru": "Москва"}


@pytest.mark.parametrize("found", [{"translations": []}, {"translations": [translation("ru", "RU")]}])
def test_film_has_its_own_title_in_its_own_language(found):
    values = mapped(title="Solaris", original_title="Солярис", original_language="ru", translations=found)

    assert values.translations == {"ru": TextValues(title="Солярис")}


def test_untranslated_film_has_no_text():
    assert mapped(translations={"translations": [translation("ru", "RU")]}).translations == {}


# Credits


def test_cast_comes_with_its_orders_and_gaps_before_the_crew():
    found = people(cast=[cast(3, order=7), cast(1, order=0), cast(2, order=None)], crew=[crew(4), crew(5)])

    values = mapped(credits=found)

    assert [(row.person.tmdb_id, row.order) for row in values.credits] == [(3, 7), (1, 0), (2, 2), (4, 0), (5, 1)]


def test_one_person_has_as_many_credits_as_jobs():
    jobs = ["Director", "Writer", "Producer", "Editor"]
    found = people(cast=[cast(1)], crew=[crew(1, job=job, department="Crew") for job in jobs])

    assert [row.job for row in mapped(credits=found).credits] == ["", *jobs]


@pytest.mark.parametrize("wrong", [{"credit_id": None}, {"credit_id": ""}, {"name": "", "original_name": None}])
def test_credit_without_id_or_name_is_dropped(wrong):
    assert [row.person.tmdb_id for row in mapped(credits=people(cast=[cast(1) | wrong, cast(2)])).credits] == [2]


def test_credit_without_its_id_key_is_dropped():
    assert mapped(credits=people(crew=[without(crew(1), "credit_id")])).credits == ()


def test_person_without_a_latin_name_has_their_own():
    found = people(cast=[cast(1) | {"name": "", "original_name": "Андрей"}])

    assert mapped(credits=found).credits[0].person.name == "Андрей"


def test_huge_order_is_the_last_one():
    assert mapped(credits=people(cast=[cast(1, order=10**9)])).credits[0].order == 2**15 - 1


# Lists of films and genres


def test_found_films_are_those_that_the_site_would_take():
    found = found_films(
        [
            item(1, release_date="1999-03-31", poster_path="/p.jpg", original_title="O", overview="S"),
            item(2, adult=True),
            item(3, video=True),
            item(4, title=""),
            item("five"),
            item(6, release_date="soon"),
            item(7, release_date=""),
            item(1, title="Again"),
            without(item(8), "title"),
        ]
    )

    assert [film.tmdb_id for film in found] == [1, 7]
    assert (found[0].title, found[0].original_title, found[0].year, found[0].overview, found[0].poster_path) == (
        "Title 1",
        "O",
        1999,
        "S",
        "/p.jpg",
    )
    assert found[1].year is None


def test_genre_names():
    assert genre_names({"genres": [{"id": 18, "name": "Drama"}]}) == (Named(18, "Drama"),)


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
