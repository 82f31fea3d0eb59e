import pytest
from django.db import connection, transaction

from accounts.tests.pictures import SVG, open_stored, stored, upload
from films.models import Film, SyncError, SyncRecord
from films.services import editing, images
from films.tests.factories import make_film
from films.tests.sync_command import sync
from films.tests.tmdb_answers import movie, picture
from films.tests.tmdb_server import reply
from films.tmdb import details, outcome, pictures, store, tasks
from films.tmdb.client import Client

pytestmark = pytest.mark.django_db

POSTER, BACKDROP = "/t/p/w780/poster.jpg", "/t/p/w1280/backdrop.jpg"


@pytest.fixture
def media(settings, tmdb):
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def _commits_at_once(monkeypatch):
    """The test's own transaction never ends."""
    monkeypatch.setattr(transaction, "on_commit", lambda job: job())


def offer(tmdb, tmdb_id=1, *, poster="/poster.jpg", backdrop=None):
    tmdb.add(movie(tmdb_id, poster_path=poster, backdrop_path=backdrop))
    tmdb.images |= {POSTER: picture(), BACKDROP: picture((90, 60))}


def poster_of(tmdb_id=1):
    return Film.objects.get(tmdb_id=tmdb_id).poster.name


def test_pictures_are_fetched_and_stored_as_webp_in_our_widths(tmdb, media):
    offer(tmdb, backdrop="/backdrop.jpg")
    tmdb.images[POSTER] = picture((900, 1350))

    result = sync("--ids", 1, "--posters")

    film = Film.objects.get()
    assert result.code == 0
    assert sorted(tmdb.asked("/t/")) == [BACKDROP, POSTER]
    assert (film.poster_source, film.backdrop_source) == ("/poster.jpg", "/backdrop.jpg")
    assert film.poster.name in stored(media)
    sizes = {name.rsplit("-", 1)[-1]: open_stored(media, name) for name in stored(media) if name.startswith("posters")}
    assert {name: (image.format, image.width) for name, image in sizes.items()} == {
        "185.webp": ("WEBP", 185),
        "342.webp": ("WEBP", 342),
        "780.webp": ("WEBP", 780),
    }
    assert len([name for name in stored(media) if name.startswith("backdrops")]) == 2
    assert [result.run.counts[name] for name in ("posters", "backdrops")] == [1, 1]
    assert "1 posters, 1 backdrops" in result.said


def test_pictures_that_are_here_are_not_asked_for_again(tmdb):
    offer(tmdb)
    sync("--ids", 1, "--posters")

    sync("--ids", 1, "--posters")

    assert tmdb.asked("/t/") == [POSTER]


def test_no_pictures_are_fetched_unless_asked_for(tmdb, media):
    offer(tmdb)

    sync("--ids", 1)

    assert tmdb.asked("/t/") == []
    assert stored(media) == []


def test_pictures_alone_are_those_of_all_films(tmdb):
    offer(tmdb, 1)
    offer(tmdb, 2)
    sync("--ids", "1,2")

    assert sync("--ids", 1, "--posters").run.counts["posters"] == 1
    assert sync("--posters").run.counts["posters"] == 1
    assert poster_of(1)
    assert poster_of(2)


def test_new_path_replaces_the_picture(tmdb, media):
    offer(tmdb)
    sync("--ids", 1, "--posters")
    old = poster_of()
    offer(tmdb, poster="/new.jpg")
    tmdb.images["/t/p/w780/new.jpg"] = picture(color="maroon")

    sync("--ids", 1, "--posters")

    assert Film.objects.get().poster_source == "/new.jpg"
    assert poster_of() != old
    assert len(stored(media)) == 3
    assert old not in stored(media)


def test_withdrawn_path_removes_the_picture(tmdb, media):
    offer(tmdb)
    sync("--ids", 1, "--posters")
    offer(tmdb, poster=None)

    result = sync("--ids", 1, "--posters")

    assert (poster_of(), Film.objects.get().poster_source) == ("", "")
    assert stored(media) == []
    assert result.run.counts["pictures_removed"] == 1


def test_upload_of_staff_stays(tmdb):
    offer(tmdb)
    film = images.set_poster(film=make_film(tmdb_id=1), image=upload())
    name = film.poster.name

    sync("--ids", 1, "--posters")
    offer(tmdb, poster=None)
    sync("--ids", 1, "--posters")

    assert poster_of() == name
    assert tmdb.asked("/t/") == []


def test_locked_picture_stays(tmdb):
    offer(tmdb)
    sync("--ids", 1, "--posters")
    name = poster_of()
    Film.objects.update(locked_fields=["poster"])

    offer(tmdb, poster="/new.jpg")
    sync("--ids", 1, "--posters")
    assert (poster_of(), list(Film.objects.get().tmdb_differences.values_list("theirs", flat=True))) == (
        name,
        ["/new.jpg"],
    )

    offer(tmdb, poster=None)
    sync("--ids", 1, "--posters")
    assert poster_of() == name


def test_picture_that_tmdb_lacks_leaves_the_typographic_poster(tmdb, client):
    offer(tmdb)
    del tmdb.images[POSTER]

    result = sync("--ids", 1, "--posters")

    assert result.code == 0
    assert result.run.counts["pictures_missing"] == 1
    assert Film.objects.get().poster_sources is None
    assert "<svg" in client.get(Film.objects.get().get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "path", ["/../secret.jpg", "//elsewhere/x.jpg", "/a/b.jpg", "/logo.svg", "http://127.0.0.1/x.jpg"]
)
def test_only_paths_that_can_be_tmdbs_are_asked_for(tmdb, path):
    offer(tmdb, poster=path)

    assert sync("--ids", 1, "--posters").code == 0
    assert tmdb.asked("/t/") == []


def test_pictures_of_a_film_that_moved_are_fetched_once(tmdb):
    make_film(tmdb_id=1, imdb_id="tt0000001")
    offer(tmdb, 2)
    tmdb.films[2]["imdb_id"] = "tt0000001"
    tmdb.found["tt0000001"] = 2

    result = sync("--ids", 1, "--posters")

    assert result.run.counts["posters"] == 1
    assert tmdb.asked("/t/") == [POSTER]


def test_picture_that_fails_is_fetched_by_a_later_run(tmdb, caplog):
    offer(tmdb)
    good, tmdb.images[POSTER] = tmdb.images[POSTER], SVG

    result = sync("--ids", 1, "--posters")

    assert result.code == 1
    assert SyncError.objects.get().subject == "poster of film 1 (Title 1)"
    assert SyncError.objects.get().film.tmdb_id == 1

    tmdb.images[POSTER] = good
    assert sync("--posters").code == 0
    assert poster_of()


def test_picture_whose_path_changed_meanwhile_is_dropped(tmdb, media):
    offer(tmdb)
    sync("--ids", 1)
    (wanted,) = pictures.wanted_pictures(Film.objects.all())
    with Client.from_settings() as client:
        name = pictures.fetch(client, wanted)
    Film.objects.update(tmdb_poster_path="/new.jpg")

    assert not pictures.keep(wanted, name)

    assert poster_of() == ""
    assert stored(media) == []


def test_picture_that_was_locked_meanwhile_is_dropped_but_not_the_same_one_in_use(tmdb, media):
    offer(tmdb)
    sync("--ids", 1)
    (wanted,) = pictures.wanted_pictures(Film.objects.all())
    sync("--posters")
    with Client.from_settings() as client:
        name = pictures.fetch(client, wanted)
    Film.objects.update(locked_fields=["poster"])

    assert not pictures.keep(wanted, name)

    assert poster_of() == name
    assert len(stored(media)) == 3


# In the background


def test_task_fetches_the_pictures_of_a_film(tmdb):
    offer(tmdb, backdrop="/backdrop.jpg")
    sync("--ids", 1)

    tasks.fetch_pictures.enqueue(Film.objects.get().pk)

    assert Film.objects.get().poster.name
    assert Film.objects.get().backdrop.name


def test_task_fetches_a_film_anew_with_its_pictures(tmdb):
    film = make_film(tmdb_id=1)
    offer(tmdb)

    tasks.sync_film.enqueue(film.pk)

    film.refresh_from_db()
    assert film.title == "Title 1"
    assert film.poster.name
    assert film.sync_records.get().state == "changed"


def test_task_marks_a_film_that_is_gone(tmdb):
    film = make_film(tmdb_id=1)

    tasks.sync_film.enqueue(film.pk)

    film.refresh_from_db()
    assert film.gone_upstream_at is not None
    assert film.sync_records.get().state == "gone"


@pytest.mark.parametrize("task", [tasks.fetch_pictures, tasks.sync_film])
def test_task_that_fails_says_so_in_one_line(tmdb, caplog, task):
    film = make_film(tmdb_id=1, title="Two\r\nlines", tmdb_poster_path="/poster.jpg")
    tmdb.faults = {"/3/movie/1": reply(status=503), POSTER: reply(status=503)}

    task.enqueue(film.pk)

    (line,) = [message for message in caplog.messages if "film 1 " in message or "film 1:" in message]
    assert "Two lines" in line
    assert "503 Service Unavailable, 4 times" in line
    assert "\n" not in line


def test_task_notes_a_film_that_the_database_refuses(tmdb, caplog, monkeypatch):
    film = make_film(tmdb_id=1)
    offer(tmdb)
    monkeypatch.setattr(store, "write_figures", lambda *args: connection.cursor().execute("SELECT 1 / 0"))

    tasks.sync_film.enqueue(film.pk)

    record = film.sync_records.get()
    assert (record.state, record.reason) == ("failed", "division by zero")
    assert f"film 1 ({film}): division by zero" in caplog.messages


@pytest.mark.parametrize("task", [tasks.fetch_pictures, tasks.sync_film])
def test_task_for_a_film_that_is_no_more_asks_nothing(tmdb, task):
    task.enqueue(0)

    assert tmdb.server.requests == []


def test_task_does_not_bring_back_what_staff_delete_while_it_waits_for_tmdb(tmdb, monkeypatch):
    film = make_film(tmdb_id=1)
    offer(tmdb)

    def fetch_film(*args):
        values = details.fetch_film(*args)
        editing.delete_films(films=Film.objects.all())
        return values

    monkeypatch.setattr(outcome, "fetch_film", fetch_film)
    tasks.sync_film.enqueue(film.pk)

    assert not Film.objects.exists()
    assert SyncRecord.objects.values_list("state", "unwanted").get() == ("left_out", True)


def test_task_without_a_token_says_what_is_missing(tmdb, settings, caplog):
    settings.TMDB_API_TOKEN = ""

    tasks.sync_film.enqueue(make_film(tmdb_id=1).pk)

    assert "TMDB_API_TOKEN is not set" in caplog.text


def test_poster_that_fails_keeps_no_backdrop_away(tmdb):
    tmdb.images = {"/t/p/w780/p.jpg": b"no picture", "/t/p/w1280/b.jpg": picture((90, 60))}
    film = make_film(tmdb_id=1, tmdb_poster_path="/p.jpg", tmdb_backdrop_path="/b.jpg")

    tasks.fetch_pictures.enqueue(film.pk)

    film.refresh_from_db()
    assert (film.poster.name, bool(film.backdrop.name)) == ("", True)
