import pytest

from films.tests.tmdb_answers import cast, crew, item, people, translation
from films.tests.tmdb_mapped import mapped, released, rows, video, without
from films.tmdb.mapping import Named, TextValues, found_films, genre_names


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
