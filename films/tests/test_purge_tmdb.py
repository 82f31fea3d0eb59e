import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from films.models import AlternativeTitle, Collection, Credit, Film, Keyword, Person, SyncRecord, SyncRun, Video
from films.tests.factories import make_credit, make_film, make_person
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db

FETCHED_AT = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


def purge(*arguments):
    out = io.StringIO()
    call_command("purge_tmdb", *arguments, stdout=out)
    return out.getvalue()


def make_fetched_film(*, tmdb_id=346, synced_at=FETCHED_AT, **overrides):
    """A film with all that TMDB gives."""
    number = Film.objects.count()
    film = make_film(
        **{
            "tmdb_id": tmdb_id,
            "imdb_id": f"tt{tmdb_id:07}",
            "title": "Seven Samurai",
            "title_ru": "Семь самураев",
            "original_title": "七人の侍",
            "overview": "Farmers hire seven swordsmen.",
            "genres": ["drama"],
            "countries": ["JP"],
            "popularity": 40.5,
            "tmdb_vote_average": 8.4,
            "tmdb_vote_count": 4000,
            "tmdb_poster_path": "/poster.jpg",
            "collection": Collection.objects.create(tmdb_id=tmdb_id, name="Samurai"),
            **overrides,
        }
    )
    film.translations.update(overview="Крестьяне нанимают семерых воинов.")
    person = make_person(name=f"Actor {number}", tmdb_id=tmdb_id)
    make_credit(film=film, person=person, credit_id=f"credit{tmdb_id}", character="Kambei")
    film.keywords.add(Keyword.objects.create(name=f"sword {number}", slug=f"sword-{number}", tmdb_id=tmdb_id))
    Video.objects.create(film=film, key="abc")
    AlternativeTitle.objects.create(film=film, title="Die sieben Samurai", country="DE")
    SyncRecord.objects.create(tmdb_id=tmdb_id, film=film, state="created", synced_at=synced_at)
    return film


def test_purge_leaves_the_film_its_titles_and_what_members_made_of_it():
    film = make_fetched_film()
    mark = make_user_film(film=film, rating=9)

    told = purge("--noinput")

    film.refresh_from_db()
    assert (film.title, film.title_ru, film.original_title) == ("Seven Samurai", "Семь самураев", "七人の侍")
    assert (film.tmdb_id, film.overview, film.released_on, film.runtime_minutes) == (None, "", None, None)
    assert (film.popularity, film.tmdb_vote_average, film.tmdb_vote_count) == (0, None, 0)
    assert (film.genre_ids, film.country_codes, film.collection, film.tmdb_poster_path) == ([], [], None, "")
    assert film.rating_count == 1
    assert UserFilm.objects.get(pk=mark.pk).rating == 9
    assert film.translations.get().overview == ""
    for model in (Credit, Person, Keyword, Video, AlternativeTitle, Collection, SyncRecord):
        assert not model.objects.exists(), model
    assert told == ("Removed what TMDB gave of 1 films: 1 texts, 1 credits, 1 people, 1 keywords, 1 collections.\n")


def test_purge_leaves_what_staff_locked():
    locked = ["overview", "genres", "credits", "overview_ru", "poster"]
    film = make_fetched_film(locked_fields=locked)

    purge("--noinput")

    film.refresh_from_db()
    assert film.overview == "Farmers hire seven swordsmen."
    assert film.translations.get().overview == "Крестьяне нанимают семерых воинов."
    assert len(film.genre_ids) == 1
    credit = film.credits.get()
    assert (credit.character, credit.credit_id, credit.person.tmdb_id) == ("Kambei", None, None)


def test_purge_leaves_films_that_never_came_from_tmdb():
    own = make_film(tmdb_id=5, overview="Our own words.", directors=["Somebody"])

    purge("--noinput")

    own.refresh_from_db()
    assert (own.overview, own.tmdb_id, own.credits.count()) == ("Our own words.", 5, 1)


def test_purge_removes_pictures_of_tmdb_and_leaves_uploads(django_capture_on_commit_callbacks):
    names = {name: default_storage.save(f"posters/{name}.webp", ContentFile(b"x")) for name in ("theirs", "ours")}
    theirs = make_fetched_film(poster=names["theirs"], poster_source="/poster.jpg")
    ours = make_fetched_film(tmdb_id=347, poster=names["ours"])

    with django_capture_on_commit_callbacks(execute=True):
        purge("--noinput")

    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.poster.name, ours.poster.name) == ("", names["ours"])
    assert not default_storage.exists(names["theirs"])
    assert default_storage.exists(names["ours"])


def test_dry_run_counts_and_changes_nothing():
    film = make_fetched_film()

    told = purge("--dry-run")

    film.refresh_from_db()
    assert told == "Would remove what TMDB gave of 1 films: 1 texts, 1 credits.\n"
    assert (film.tmdb_id, film.overview) == (346, "Farmers hire seven swordsmen.")
    assert SyncRecord.objects.count() == 1


def test_purge_by_age_takes_the_old_alone():
    old = make_fetched_film()
    fresh = make_fetched_film(tmdb_id=347, synced_at=timezone.now())
    run = SyncRun.objects.create(started_at=FETCHED_AT)

    purge("--older-than", "180", "--noinput")

    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.overview, old.tmdb_id) == ("", 346)  # the id lets the next sync fill it again
    assert SyncRecord.objects.get(tmdb_id=346).synced_at is None
    assert (fresh.overview, fresh.tmdb_id) == ("Farmers hire seven swordsmen.", 347)
    assert Person.objects.get().tmdb_id == 347
    assert SyncRun.objects.get() == run


def test_purge_asks_first(monkeypatch):
    film = make_fetched_film()
    monkeypatch.setattr("builtins.input", lambda question: "no")

    with pytest.raises(CommandError, match="Nothing was removed"):
        purge()

    film.refresh_from_db()
    assert film.tmdb_id == 346


def test_purge_without_anybody_to_ask_removes_nothing(monkeypatch):
    film = make_fetched_film()
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match="--noinput"):
        purge()

    film.refresh_from_db()
    assert film.tmdb_id == 346


def test_second_purge_finds_nothing():
    make_fetched_film()
    purge("--noinput")

    assert purge("--noinput") == "Removed what TMDB gave of 0 films.\n"
