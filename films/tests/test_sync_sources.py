import datetime
import gzip

import pytest

from films import seen
from films.models import Film, Genre, SyncError, SyncRun
from films.tests.factories import make_film
from films.tests.sync_command import ago, ids, in_order_of_writing, known, states, sync
from films.tests.tmdb_answers import item, json_lines, movie, russian
from films.tests.tmdb_server import TOKEN, reply, reply_json

pytestmark = pytest.mark.django_db

TODAY = datetime.datetime.now(datetime.UTC).date()


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("--trending", "/trending/movie/week"),
        ("--popular", "/movie/popular"),
        ("--top-rated", "/movie/top_rated"),
        ("--now-playing", "/movie/now_playing"),
        ("--upcoming", "/movie/upcoming"),
    ],
)
def test_list_brings_its_films_from_as_many_pages_as_asked_for(tmdb, option, path):
    tmdb.add(*map(movie, range(1, 6)))
    tmdb.lists[path] = [[1, 2], [3, 2], [4]]

    assert sync(option).code == 0
    assert ids() == {1, 2}

    assert sync(option, "--pages", 2).code == 0
    assert ids() == {1, 2, 3}

    assert sync(option, "--pages", 500).code == 0
    assert ids() == {1, 2, 3, 4}
    assert len(tmdb.asked(f"/3{path}")) == 1 + 2 + 3


def test_lists_combine_and_each_film_is_fetched_once(tmdb):
    tmdb.add(*map(movie, range(1, 5)))
    tmdb.lists |= {"/movie/popular": [[1, 2], [2, 1]], "/trending/movie/week": [[2, 3]]}

    result = sync("--popular", "--trending", "--pages", 5, "--ids", "4,1")

    assert result.code == 0
    assert sorted(tmdb.fetched()) == [1, 2, 3, 4]
    assert in_order_of_writing() == [4, 1, 2, 3]
    assert result.run.counts["planned"] == 4


def test_page_501_is_never_asked_for(tmdb):
    asked = []

    def endless(handler):
        asked.append(int(handler.path.partition("&page=")[2] or handler.path.partition("?page=")[2]))
        reply_json({"results": [], "total_pages": 58_329})(handler)

    tmdb.faults["/3/movie/popular"] = endless

    assert sync("--popular", "--pages", 500).code == 0
    assert asked == list(range(1, 501))


@pytest.mark.parametrize("pages", ["0", "501", "-1", "x", "١"])
def test_pages_beyond_tmdbs_are_refused(tmdb, pages):
    assert sync("--popular", f"--pages={pages}").error.endswith("is not a whole number from 1 to 500")
    assert tmdb.server.requests == []


def test_adult_films_and_videos_of_a_list_are_passed_over(tmdb):
    tmdb.add(movie(3))
    tmdb.lists["/movie/popular"] = [[item(1, adult=True), item(2, video=True), item(3), item("x"), item(-1), {}]]

    assert sync("--popular").code == 0
    assert tmdb.fetched() == [3]


def test_region_is_asked_for_in_lists(tmdb, settings):
    settings.TMDB_REGION = "RU"
    tmdb.lists["/movie/upcoming"] = [[]]

    sync("--upcoming")

    assert tmdb.server.requests[0].query == {"region": "RU", "page": "1"}


def test_ids_name_films(tmdb):
    tmdb.add(movie(603), movie(604))

    result = sync("--ids", "603, 604")

    assert result.code == 0
    assert ids() == {603, 604}
    assert states() == {603: "created", 604: "created"}


@pytest.mark.parametrize("words", ["", "x", "0", "1,,x", "-5", "99999999999", "9" * 5000])
def test_ids_that_are_none_are_refused(tmdb, words):
    assert sync(f"--ids={words}").code == 1
    assert tmdb.server.requests == []


def test_one_request_brings_all_of_a_film(tmdb):
    tmdb.add(movie(603))

    sync("--ids", 603)

    (request,) = tmdb.server.requests
    assert request.query == {
        "language": "en-US",
        "append_to_response": "credits,keywords,videos,release_dates,external_ids,alternative_titles,translations",
    }
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"


def test_changes_are_read_from_the_last_run_on_and_of_known_films_alone(tmdb):
    known(1, 2)
    SyncRun.objects.create(started_at=ago(days=2), ended_at=ago(days=2), changes_through=TODAY - datetime.timedelta(2))
    tmdb.add(movie(1), movie(2), movie(3))
    tmdb.lists[f"/movie/changes {TODAY}"] = [[{"id": 3}], [{"id": 2, "adult": False}, {"id": 2}]]

    result = sync("--changes")

    days = [
        (request.query["start_date"], request.query["end_date"], request.query["page"])
        for request in tmdb.server.requests
        if request.path == "/3/movie/changes"
    ]
    two, one, zero, next_day = (str(TODAY - datetime.timedelta(days)) for days in (2, 1, 0, -1))
    assert days == [(two, one, "1"), (one, zero, "1"), (zero, next_day, "1"), (zero, next_day, "2")]
    assert tmdb.fetched() == [2]
    assert result.run.changes_through == TODAY


@pytest.mark.parametrize(("days", "windows"), [(None, 2), (0, 1), (80, 31)])
def test_changes_go_back_a_day_at_first_and_a_month_at_most(tmdb, days, windows):
    if days is not None:
        through = TODAY - datetime.timedelta(days)
        SyncRun.objects.create(started_at=ago(days=days), ended_at=ago(days=days), changes_through=through)

    sync("--changes")

    assert len(tmdb.asked("/3/movie/changes")) == windows


def test_window_of_changes_stays_when_their_list_could_not_be_read(tmdb):
    (film,) = known(1)
    tmdb.add(movie(1))
    tmdb.faults["/3/movie/changes"] = reply(status=500)

    result = sync("--changes", "--ids", 1)

    assert result.code == 1
    assert result.run.changes_through is None
    assert SyncError.objects.get().subject == "list changes"
    film.refresh_from_db()
    assert film.title == "Title 1"


def export(*rows):
    return gzip.compress(json_lines(*rows))


def exported(tmdb_id, popularity, **overrides):
    return {"id": tmdb_id, "popularity": popularity, "adult": False, "video": False} | overrides


def test_export_brings_the_most_popular_and_asks_for_what_it_lacks(tmdb, tmp_path):
    known(7, 8)
    tmdb.add(*map(movie, range(1, 9)))
    file = tmp_path / "export.json.gz"
    rows = [exported(number, number) for number in (1, 2, 3, 4, 7)]
    file.write_bytes(export(*rows, exported(5, 99, adult=True), exported(6, 98, video=True), {"id": "x"}, [1]))

    result = sync("--export", file, "--limit", 3)

    assert result.code == 0
    assert in_order_of_writing() == [7, 4, 3, 8]


def test_latest_export_is_the_newest_there_is(tmdb):
    tmdb.add(movie(1))
    yesterday = TODAY - datetime.timedelta(1)
    tmdb.exports[f"/exports/movie_ids_{yesterday:%m_%d_%Y}.json.gz"] = export(exported(1, 1))

    assert sync("--export", "latest").code == 0
    assert tmdb.asked("/exports") == [f"/exports/movie_ids_{day:%m_%d_%Y}.json.gz" for day in (TODAY, yesterday)]
    assert ids() == {1}


def test_no_export_of_the_last_days_is_told(tmdb):
    result = sync("--export", "latest")

    assert result.code == 2
    assert SyncError.objects.get().reason == "there is no export of the last 3 days"


WHOLE = export(*(exported(number, number) for number in range(1, 200)))
BROKEN = {
    "cut short": WHOLE[:-20],
    "damaged": WHOLE[:30] + bytes(40) + WHOLE[70:],
    "not compressed": json_lines(exported(1, 1)),
    "no JSON": gzip.compress(b"<html>"),
    "no UTF-8": gzip.compress(b'{"id": 1, "popularity": 1, "x": "\xff"}'),
    "no number": gzip.compress(b'{"id": 1, "popularity": NaN}'),
    "too deep": gzip.compress(b"[" * 100_000),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_broken_export_is_refused(tmdb, tmp_path, content):
    known(1000)
    file = tmp_path / "export.json.gz"
    file.write_bytes(content)

    result = sync("--export", file)

    assert result.code == 2
    assert SyncError.objects.get().subject == "list export"
    assert "cannot be read" in SyncError.objects.get().reason
    assert tmdb.server.requests == []


def test_export_that_lacks_most_of_the_catalogue_is_refused(tmdb, tmp_path):
    Film.objects.bulk_create(Film(tmdb_id=number, title="T") for number in range(1, 151))
    file = tmp_path / "export.json.gz"
    file.write_bytes(export(exported(1, 1)))

    assert sync("--export", file).code == 2
    assert SyncError.objects.get().reason == "the export lacks 149 of the 150 films of the catalogue"


def test_missing_export_file_is_told(tmdb, tmp_path):
    assert sync("--export", tmp_path / "none.gz").code == 2
    assert SyncError.objects.get().reason.endswith("none.gz cannot be read: No such file or directory")


def test_stale_brings_what_was_not_fetched_for_so_long_the_oldest_first(tmdb):
    known(1, days=11)
    known(2, days=30)
    known(3, days=9)
    make_film(tmdb_id=4)
    make_film(tmdb_id=None)
    tmdb.add(*map(movie, range(1, 5)))

    assert sync("--stale", 10).code == 0
    assert in_order_of_writing() == [4, 2, 1, 3]
    assert sorted(tmdb.fetched()) == [1, 2, 4]


def test_stale_films_that_people_looked_at_come_first(tmdb):
    known(1, days=30)
    (second,) = known(2, days=20)
    (third,) = known(3, days=5)
    tmdb.add(*map(movie, range(1, 4)))
    seen.note_seen(second.pk)
    seen.note_seen(third.pk)

    sync("--stale", 10, "--limit", 1)

    assert tmdb.fetched() == [2]


def test_no_limit_holds_back_what_the_terms_make_urgent(tmdb):
    known(1, 2, days=151)
    (third,) = known(3, days=149)
    seen.note_seen(third.pk)
    tmdb.add(*map(movie, range(1, 4)))

    sync("--stale", 10, "--limit", 1)

    assert sorted(tmdb.fetched()) == [1, 2]


def test_limit_cuts_lists_but_no_films_that_were_named(tmdb):
    tmdb.add(*map(movie, range(1, 7)))
    tmdb.lists |= {"/movie/popular": [[1, 2, 3]], "/trending/movie/week": [[4]]}

    sync("--popular", "--trending", "--ids", "5,6", "--limit", 2)

    assert in_order_of_writing()[:2] == [5, 6]
    assert len(ids()) == 4


def test_genres_have_their_names_in_both_languages(tmdb):
    Genre.objects.filter(tmdb_id=18).update(name="Staff's", name_ru="")
    Genre.objects.filter(tmdb_id=28).update(name_ru="От редакции")
    tmdb.genres = {
        "en-US": [{"id": 18, "name": "Drama"}, {"id": 990, "name": "New Genre"}],
        "ru-RU": [{"id": 18, "name": "драма"}, {"id": 28, "name": "боевик"}, {"id": 990, "name": "новый"}],
    }

    assert sync("--genres").code == 0

    names = dict(Genre.objects.filter(tmdb_id__in=[18, 28, 990]).values_list("tmdb_id", "name_ru"))
    assert names == {18: "драма", 28: "От редакции", 990: "новый"}
    assert Genre.objects.get(tmdb_id=18).name == "Staff's"
    assert tmdb.fetched() == []


def test_languages_take_the_place_of_the_settings(tmdb):
    tmdb.add(movie(1, translations=russian("Название")))

    sync("--ids", 1, "--languages", "en")
    assert Film.objects.get().title_ru == ""

    sync("--ids", 1, "--languages", "en,ru")
    assert Film.objects.get().title_ru == "Название"
    assert [request.query["language"] for request in tmdb.server.requests] == ["en", "en"]


@pytest.mark.parametrize("words", ["", "english", "en ru", "en,", "EN"])
def test_languages_that_are_none_are_refused(tmdb, words):
    assert "is not a list of languages" in sync(f"--languages={words}").error


def test_languages_begin_with_the_main_one(tmdb):
    result = sync("--ids", 1, "--languages", "ru,en")

    assert result.code == 2
    assert "begins with the main language of TMDB_LANGUAGES, en" in result.error
    assert tmdb.asked() == []
