import io
import re
from collections import Counter
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Follow, User
from films.models import Country, Credit, Film, Genre, Person
from pages.demo.catalogue import read_films
from pages.management.commands.load_demo import analyze
from pages.tests.html import by_class, card_titles, parse, texts
from reviews.models import UserFilm, Viewing
from reviews.services import recount


def load():
    """The lines that the command prints."""
    said = io.StringIO()
    with override_settings(DEBUG=True):
        call_command("load_demo", stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, loaded once for all tests of this module; each of them is rolled back to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = load()
        analyze()  # what the command does after its commit, which does not come here
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo, db):
    return demo


# The fixtures


def test_catalogue_is_large_and_wide():
    films = read_films()

    days = sorted(date.fromisoformat(film["released_on"]) for film in films)
    assert len(films) >= 300
    assert len({code for film in films for code in film["countries"]}) >= 25
    assert days[0].year < 1910
    assert days[-1].year >= 2020
    assert set(range(191, 203)) <= {day.year // 10 for day in days}


def test_every_film_is_complete():
    for film in read_films():
        for name in ("title", "title_ru", "original_title", "original_language", "overview", "imdb_id"):
            assert film[name].strip() == film[name] != "", (film["title"], name)
        assert re.fullmatch(r"tt\d{7,10}", film["imdb_id"]), film["title"]
        assert isinstance(film["tmdb_id"], int)
        assert date.fromisoformat(film["released_on"])
        assert 1 <= film["runtime_minutes"] <= 600, film["title"]
        for name in ("genres", "countries", "directors"):
            assert film[name], (film["title"], name)
            assert len(film[name]) == len(set(film[name])), (film["title"], name)
        assert len(film["cast"]) >= 5, film["title"]
        for name, character in film["cast"]:
            assert name.strip(), film["title"]
            assert character.strip(), (film["title"], name)


def test_texts_are_in_their_languages():
    films = read_films()

    assert sum(bool(film.get("overview_ru")) for film in films) >= 120
    for film in films:
        assert len(film["overview"].split()) >= 20, film["title"]
        assert not re.search("[а-яё]", film["overview"], re.IGNORECASE), film["title"]
        if film.get("overview_ru"):
            assert len(re.findall("[а-яё]+", film["overview_ru"], re.IGNORECASE)) >= 20, film["title"]
            assert film["overview_ru"] != film["overview"]


def test_every_film_is_another():
    films = read_films()

    for name in ("tmdb_id", "imdb_id", "overview"):
        twice = [value for value, times in Counter(film[name] for film in films).items() if times > 1]
        assert twice == [], name


@pytest.mark.django_db
def test_genres_and_countries_of_the_fixtures_are_known():
    films = read_films()

    genres = {name for film in films for name in film["genres"]}
    codes = {code for film in films for code in film["countries"]}
    assert genres <= set(Genre.objects.values_list("name", flat=True))
    assert codes <= set(Country.objects.values_list("pk", flat=True))


# What is loaded


def test_load_demo_adds_every_film_with_all_it_has(loaded):
    facts = {film["tmdb_id"]: film for film in read_films()}

    films = Film.objects.prefetch_related("translations", "film_genres__genre", "film_countries", "credits__person")
    assert films.count() == len(facts)
    for film in films:
        fact = facts[film.tmdb_id]
        assert (film.title, film.title_ru, film.original_title) == (
            fact["title"],
            fact["title_ru"],
            fact["original_title"],
        )
        assert (film.imdb_id, film.runtime_minutes, film.overview) == (
            fact["imdb_id"],
            fact["runtime_minutes"],
            fact["overview"],
        )
        assert str(film.released_on) == fact["released_on"]
        assert [genre.genre.name for genre in sorted(film.film_genres.all(), key=lambda row: row.position)] == fact[
            "genres"
        ]
        assert film.country_codes == fact["countries"]
        assert [row.overview for row in film.translations.all()] == [fact.get("overview_ru", "")]
        cast = [credit for credit in film.credits.all() if credit.department == Credit.Department.ACTING]
        assert [(credit.person.name, credit.character) for credit in sorted(cast, key=lambda row: row.order)] == [
            tuple(pair) for pair in fact["cast"]
        ]
        directors = {credit.person.name for credit in film.credits.all() if credit.job == "Director"}
        assert directors == set(fact["directors"])
        assert film.slug or not re.search("[a-z]", film.title.lower())


def test_people_of_the_demo_have_russian_names(loaded):
    directors = Person.objects.filter(credits__job="Director").distinct()

    assert directors.exclude(name_ru="").count() / directors.count() > 0.9


def test_load_demo_adds_forty_members_and_8000_ratings(loaded):
    members = User.objects.filter(is_staff=False)

    assert members.count() == 40
    assert UserFilm.objects.rated().count() >= 8000
    assert UserFilm.objects.filter(favorite=True).count() >= 200
    assert set(UserFilm.objects.values_list("status", flat=True)) == set(UserFilm.Status.values)
    assert set(UserFilm.objects.rated().values_list("rating", flat=True)) >= set(range(4, 11))
    per_member = Counter(UserFilm.objects.rated().values_list("user", flat=True)).values()
    assert min(per_member) >= 80
    assert set(members.values_list("language", flat=True)) == {"en", "ru"}
    assert Follow.objects.count() >= 100


def test_figures_of_the_demo_equal_a_recount(loaded):
    assert recount.find_drift() == []
    assert Film.objects.filter(ranking_score__isnull=False).count() >= 250


def test_first_line_says_what_was_added(loaded):
    films, ratings, entries = map(
        int, re.fullmatch(r"Added (\d+) films, (\d+) ratings and (\d+) diary entries\.", loaded[0]).groups()
    )

    assert films == Film.objects.count()
    assert ratings == UserFilm.objects.rated().count()
    assert entries == Viewing.objects.count()


def test_load_demo_twice_adds_nothing(loaded):
    models = [Film, Person, Credit, User, UserFilm, Viewing, Follow]
    before = [model.objects.count() for model in models]

    said = load()

    assert said[0] == "Added 0 films, 0 ratings and 0 diary entries."
    assert [model.objects.count() for model in models] == before


def test_load_demo_keeps_what_staff_changed(loaded):
    film = Film.objects.get(tmdb_id=593)
    Film.objects.filter(pk=film.pk).update(title="Changed")
    UserFilm.objects.filter(film=film).delete()

    load()

    film.refresh_from_db()
    assert film.title == "Changed"
    assert film.rating_count == 0


def test_diaries_are_of_all_kinds(loaded):
    viewings = Viewing.objects.all()

    assert viewings.values("user").distinct().count() == 40
    assert set(viewings.values_list("precision", flat=True)) == set(Viewing.Precision.values)
    assert viewings.filter(is_rewatch=True).count() >= 300
    assert viewings.filter(is_private=True).count() >= 100
    assert viewings.exclude(note="").values("note").distinct().count() >= 40
    for note, language in viewings.exclude(note="").values_list("note", "user__language"):
        assert bool(re.search("[а-яё]", note)) == (language == "ru")


def test_nobody_watched_what_they_did_not_mark_or_in_the_future(loaded):
    today = timezone.localdate()
    marked = set(UserFilm.objects.filter(status="watched").values_list("user", "film"))

    assert set(Viewing.objects.values_list("user", "film")) <= marked
    assert not Viewing.objects.filter(watched_on__gt=today).exists()


def said_by_all():
    rows = UserFilm.objects.values_list("user__username", "film__tmdb_id", "rating", "status", "favorite")
    return set(rows)


def test_same_catalogue_always_gives_the_same_ratings(loaded):
    before = said_by_all()
    User.objects.all().delete()
    Film.objects.all().delete()

    load()

    assert said_by_all() == before


def test_members_that_are_missing_come_back_as_they_were(loaded):
    before = said_by_all()
    User.objects.filter(username__in=["anna.k", "marco_p"]).delete()

    load()

    assert said_by_all() == before


def test_load_demo_is_refused_without_debug(loaded):
    User.objects.all().delete()

    with pytest.raises(CommandError, match="DEBUG"):
        call_command("load_demo")

    assert not User.objects.exists()


def test_load_demo_tells_the_planner_of_its_rows(loaded, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        load()

    assert len(callbacks) == 1


def printed_logins(lines):
    return dict(re.findall(r"Log in as (\S+) with the password (\S+)", "\n".join(lines)))


@pytest.mark.parametrize(("username", "is_staff"), [("demo", False), ("staff", True)])
def test_printed_logins_work(client, loaded, username, is_staff):
    logins = printed_logins(loaded)
    assert set(logins) == {"demo", "staff"}

    response = client.post(reverse("account_login"), {"login": username, "password": logins[username]})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username=username).pk)
    assert (client.get("/admin/").status_code == 200) == is_staff


def test_nobody_else_can_log_in(loaded):
    others = User.objects.exclude(username__in=printed_logins(loaded))

    assert others.count() == 39
    assert not any(user.has_usable_password() for user in others)


def test_load_demo_can_be_silent(loaded):
    said = io.StringIO()
    with override_settings(DEBUG=True):
        call_command("load_demo", stdout=said, verbosity=0)

    assert said.getvalue() == ""


# The pages that it fills


def test_list_counts_the_demo(client, loaded):
    tree = parse(client.get(reverse("films:list")))

    assert texts(by_class(tree, "count")) == [f"{Film.objects.count()} films"]
    assert len(card_titles(tree)) == 24


def test_every_page_of_the_demo_s_films_can_be_read(client, loaded):
    for film in Film.objects.order_by("pk")[::20]:
        for prefix in ("", "/ru"):
            response = client.get(
                f"{prefix}/films/{film.pk}-{film.slug}/" if film.slug else f"{prefix}/films/{film.pk}/"
            )
            parse(response)
            assert response.status_code == 200, film
            assert len(response.content) < 25 * 1024, film


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_list_of_the_demo_for_a_visitor_is_under_32_kb(client, loaded, prefix):
    assert len(client.get(f"{prefix}/films/").content) < 32 * 1024


@pytest.mark.parametrize(
    "address", ["/", "/ru/", "/films/", "/ru/films/", "/members/demo/diary/", "/ru/members/anna.k/stats/"]
)
def test_page_of_the_demo_for_a_member_is_under_60_kb(client, loaded, address):
    client.force_login(User.objects.get(username="demo"))

    assert len(client.get(address).content) < 60 * 1024
