import datetime

import pytest

from films import locks
from films.models import Film
from films.tests.tmdb_answers import cast, crew, movie, people, russian
from films.tests.tmdb_mapped import mapped, released, rows, video, without
from films.tmdb.answers import parse_object
from films.tmdb.mapping import Named, TextValues

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
