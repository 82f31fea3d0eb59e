import datetime
import re
import time

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.tests.factories import make_user
from films.admin import readings
from films.models import AlternativeTitle, Collection, Film, FilmTranslation, Genre, Keyword, TmdbDifference, Video
from films.tests.admin_pages import cells, make_editor, messages_of
from films.tests.factories import make_credit, make_film
from films.tmdb import fields

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
LIST = reverse("admin:films_tmdbdifference_changelist")
THEIRS = {
    "title": "Caligari",
    "released_on": "1920-02-27",
    "budget": 18_000,
    "adult": True,
    "status": "planned",
    "imdb_id": "tt0010323",
    "collection": [5, "Silent"],
    "title_ru": "Кабинет",
    "overview_ru": "Текст",
    "genres": [[27, "Horror"]],
    "countries": [["DE", "Germany"]],
    "keywords": [[9, "sleepwalker"]],
    "alternative_titles": [["US", "Caligari", "short"]],
    "videos": [["YouTube", "key", "Trailer", "A trailer", "en", ""]],
    "credits": [["c1", 7, "Robert Wiene", "", 1.0, "Directing", "Director", "", 0]],
    "poster": "/new.jpg",
    "backdrop": "/wide.jpg",
    "tmdb_id": None,
}


@pytest.fixture
def editor_client(client):
    editor = make_user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Editors"))
    client.force_login(editor)
    return client


def make_difference(film=None, field="title", theirs="Caligari", **overrides):
    film = film or make_film(title="The Cabinet", locked_fields=[field])
    return TmdbDifference.objects.create(film=film, field=field, theirs=theirs, **{"seen_at": NOW, **overrides})


def rich_film():
    collection = Collection.objects.create(name="Expressionism", tmdb_id=6)
    film = make_film(
        tmdb_id=234,
        title_ru="Калигари",
        genres=["drama", "horror"],
        countries=["FR"],
        directors=["Wiene"],
        cast=["Veidt"],
        collection=collection,
    )
    Genre.objects.filter(slug="drama").update(tmdb_id=18)
    film.keywords.add(Keyword.objects.create(name="cabinet", slug="cabinet", tmdb_id=8))
    AlternativeTitle.objects.create(film=film, title="Kabinett", country="DE")
    Video.objects.create(film=film, site="YouTube", key="old", kind="Clip", name="A clip")
    return film


def change_url(difference):
    return reverse("admin:films_tmdbdifference_change", args=[difference.pk])


def decide(client, difference, decision, **data):
    url = reverse(f"admin:films_tmdbdifference_{decision}", args=[difference.pk])
    return client.post(url, {"seen": difference.seen_at.isoformat(), **data}, follow=True)


def compared(response):
    """The rows of the comparison, marks in brackets."""
    table = re.search(r'<table class="compare-table">.*?<tbody>(.*?)</table>', response.content.decode(), re.DOTALL)[1]
    marked = table.replace("<mark>", "[").replace("</mark>", "]")
    found = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>(.*?)</tr>", marked, re.DOTALL)]
    return [tuple(cell.strip() for cell in row) for row in found]


# The list


def test_list_shows_both_values_of_every_field(staff_client):
    film = rich_film()
    for field, theirs in THEIRS.items():
        make_difference(film, field, theirs)

    response = staff_client.get(LIST)

    names = cells(response, "name")
    here, there = (
        dict(zip(names, cells(response, "here"), strict=True)),
        dict(zip(names, cells(response, "there"), strict=True)),
    )
    assert len(names) == len(THEIRS)
    assert (here["Genres"], there["Genres"]) == ("Drama, Horror", "Horror")
    assert (here["Countries"], there["Countries"]) == ("France", "Germany")
    assert (here["Credits"], there["Credits"]) == ("2 credits, 2 only here", "1 credit, 1 only there")
    assert (here["Title (ru)"], there["Title (ru)"]) == ("Калигари", "Кабинет")
    assert (here["Synopsis (ru)"], there["Synopsis (ru)"]) == ("–", "Текст")
    assert (here["Collection"], there["Collection"]) == ("Expressionism", "Silent")
    assert (here["Released on"], there["Released on"]) == ("Jan. 1, 2000", "Feb. 27, 1920")
    assert (here["Status"], there["Status"]) == ("Released", "Planned")
    assert (here["Adult"], there["Adult"]) == ("no", "yes")
    assert there["Budget"] == "$ 18,000"
    assert (here["Videos"], there["Videos"]) == ("Clip: A clip (YouTube)", "Trailer: A trailer (YouTube)")
    assert there["Alternative titles"] == "Caligari (US, short)"
    assert (here["TMDB id"], there["TMDB id"]) == ("234", "no such film any more")
    assert 'src="https://image.tmdb.org/t/p/w92/new.jpg"' in response.content.decode()


def test_readings_agree_with_what_the_synchronization_reads():
    film = rich_film()
    FilmTranslation.objects.filter(film=film).update(tagline="Слова")
    wanted = [field for field in fields.all_fields() if field.name not in ("videos", "released_on")]
    rows = [TmdbDifference(pk=number, film=film, field=field.name) for number, field in enumerate(wanted)]

    ours = readings.read_ours(rows)

    assert {row.field: ours[row.pk] for row in rows} == {field.name: field.ours(film) for field in wanted}


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_as_many_queries_for_thirty_rows(editor_client, django_assert_num_queries, count):
    for number in range(count):
        film = make_film(genres=["drama"], cast=["One", "Two"], title_ru="Фильм")
        names = ("genres", "credits") if count == 1 else (list(THEIRS)[number % len(THEIRS)],)
        for name in names:
            make_difference(film, name, THEIRS[name])

    with django_assert_num_queries(7):  # session, user, two for permissions, count, differences, what stands here
        response = editor_client.get(LIST)

    assert len(cells(response, "name")) == max(count, 2)


def test_list_shows_what_waits_for_a_decision(staff_client):
    make_difference()
    make_difference(field="title", theirs="Kept", kept_at=NOW)

    assert cells(staff_client.get(LIST), "there") == ["Caligari"]
    assert cells(staff_client.get(f"{LIST}?state=kept"), "there") == ["Kept"]
    assert sorted(cells(staff_client.get(f"{LIST}?state=all"), "there")) == ["Caligari", "Kept"]


def test_list_is_filtered_by_field_and_searched_by_film(staff_client):
    make_difference(make_film(title="Solaris"), "title", "A")
    make_difference(make_film(title="Mirror"), "tagline", "B")

    assert cells(staff_client.get(f"{LIST}?field=tagline"), "there") == ["B"]
    assert cells(staff_client.get(f"{LIST}?q=solaris"), "there") == ["A"]
    assert cells(staff_client.get(f"{LIST}?q=stalker"), "there") == []


def test_list_leads_to_film_and_difference(staff_client):
    difference = make_difference()

    page = staff_client.get(LIST).content.decode()

    assert f'href="{reverse("admin:films_film_change", args=[difference.film_id])}"' in page
    assert f'href="{change_url(difference)}"' in page


def test_what_staff_wrote_is_escaped(staff_client):
    film = make_film(title="<b>Ours</b>")
    difference = make_difference(film, "title", "<i>Theirs</i>")

    pages = [staff_client.get(url).content.decode() for url in (LIST, change_url(difference))]

    assert all("<b>Ours" not in page and "<i>Theirs" not in page for page in pages)


# Side by side


def test_texts_stand_side_by_side_with_other_words_marked(staff_client):
    film = make_film(overview="A <somnambulist> kills at night.")
    difference = make_difference(film, "overview", "A <somnambulist> sleeps at night.")

    response = staff_client.get(change_url(difference))

    assert compared(response) == [
        ("A &lt;somnambulist&gt; [kills] at night.", "A &lt;somnambulist&gt; [sleeps] at night.")
    ]


def test_texts_that_are_too_long_to_compare_by_words_differ_as_a_whole(staff_client):
    film = make_film(overview="one two three " * 700)
    difference = make_difference(film, "overview", "one three two " * 700)

    started = time.monotonic()
    ((ours, theirs),) = compared(staff_client.get(change_url(difference)))

    assert time.monotonic() - started < 5
    assert ours.startswith("[one two three ")
    assert theirs.startswith("[one three two ")
    assert ours.count("[") == theirs.count("[") == 1


def test_credits_stand_side_by_side_in_full(staff_client):
    film = make_film(directors=["Robert Wiene"], cast=["Conrad Veidt"])
    make_credit(film=film, person="Somebody", department="Sound", job="Editor")
    theirs = [
        ["c1", 7, "Robert Wiene", "", 1.0, "Directing", "Director", "", 0],
        ["c2", 8, "Conrad Veidt", "", 1.0, "Acting", "", "Cesare", 0],
    ]

    response = staff_client.get(change_url(make_difference(film, "credits", theirs)))

    assert compared(response) == [
        ("[Cast: Conrad Veidt – Role 0]", "[Cast: Conrad Veidt – Cesare]"),
        ("[Sound: Somebody – Editor]", ""),
    ]
    same = response.content.decode().partition('<details class="compare-same">')[2]
    assert "1 is the same here and there" in same
    assert same.count("Directing: Robert Wiene – Director") == 2


@pytest.mark.parametrize("field", THEIRS)
def test_every_field_has_a_page(staff_client, field):
    difference = make_difference(rich_film(), field, THEIRS[field])

    response = staff_client.get(change_url(difference))

    assert response.status_code == 200
    assert len(compared(response)) >= 1
    assert 'name="_save"' not in response.content.decode()


def test_field_that_is_no_more_has_a_page(staff_client):
    difference = make_difference(field="colour", theirs="red")

    assert compared(staff_client.get(change_url(difference))) == [("[–]", "[red]")]


def test_twin_is_offered_to_be_merged(staff_client):
    twin = make_film(title="Caligari", tmdb_id=77)
    difference = make_difference(field="tmdb_id", theirs=77)

    page = staff_client.get(change_url(difference)).content.decode()

    assert f"{reverse('admin:films_film_merge')}?id={difference.film_id}&amp;id={twin.pk}" in page


# Decisions


def test_taken_difference_is_written_and_logged(editor_client):
    difference = make_difference()

    response = decide(editor_client, difference, "take")

    film = Film.objects.get()
    assert (film.title, film.locked_fields) == ("Caligari", [])
    assert messages_of(response) == ["Taken from TMDB: title of Caligari (2000)."]
    assert response.redirect_chain == [(LIST, 302)]
    assert LogEntry.objects.get().get_change_message() == "Took from TMDB: title."
    assert LogEntry.objects.get().get_edited_object() == film


def test_kept_difference_leaves_the_queue(editor_client):
    difference = make_difference()

    response = decide(editor_client, difference, "keep")

    difference.refresh_from_db()
    assert difference.kept_at is not None
    assert Film.objects.get().title == "The Cabinet"
    assert cells(response, "there") == []
    assert "Keep what stands here" not in editor_client.get(change_url(difference)).content.decode()


@pytest.mark.parametrize("decision", ["take", "keep"])
def test_decision_about_an_older_difference_is_refused(staff_client, decision):
    difference = make_difference()

    response = decide(staff_client, difference, decision, seen="2026-11-24T12:00:00+00:00")

    difference.refresh_from_db()
    assert Film.objects.get().title == "The Cabinet"
    assert difference.kept_at is None
    assert response.redirect_chain == [(change_url(difference), 302)]
    assert messages_of(response) == ["The Cabinet (2000): somebody has decided this, or TMDB has changed its mind."]


def test_difference_that_is_gone_is_not_decided(staff_client):
    difference = make_difference()
    TmdbDifference.objects.all().delete()

    response = decide(staff_client, difference, "take")

    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert Film.objects.get().title == "The Cabinet"


@pytest.mark.parametrize(
    ("field", "theirs", "reason"),
    [
        ("imdb_id", "tt0010323", "Another film has the IMDb id tt0010323 that TMDB gives The Cabinet (2000)."),
        ("tmdb_id", 77, r"TMDB has The Cabinet (2000) as another film of ours, Twin (2000) ({twin}). Merge the two."),
        ("title_fr", "Le Cabinet", "Title (fr) of The Cabinet (2000) is not synchronized any more."),
    ],
)
def test_what_cannot_be_taken_is_explained(staff_client, field, theirs, reason):
    twin = make_film(title="Twin", tmdb_id=77, imdb_id="tt0010323")
    difference = make_difference(field=field, theirs=theirs)

    response = decide(staff_client, difference, "take")

    assert messages_of(response) == [reason.format(twin=twin.pk)]
    assert TmdbDifference.objects.get() == difference


def select(client, action, differences):
    data = {"action": action, "_selected_action": [difference.pk for difference in differences]}
    return client.post(LIST, data, follow=True)


def test_many_are_taken_but_for_those_that_cannot_be(editor_client):
    make_film(imdb_id="tt0010323")
    taken = [make_difference(), make_difference(field="tagline", theirs="You must become Caligari")]
    refused = make_difference(field="imdb_id", theirs="tt0010323")

    response = select(editor_client, "take_selected", [*taken, refused])

    assert list(TmdbDifference.objects.all()) == [refused]
    assert set(messages_of(response)) == {
        "Another film has the IMDb id tt0010323 that TMDB gives The Cabinet (2000).",
        "2 differences were taken.",
    }
    assert Film.objects.get(title="Caligari").locked_fields == []


def test_many_are_kept(editor_client):
    differences = [make_difference(), make_difference(field="tagline", theirs="X")]

    response = select(editor_client, "keep_selected", differences)

    assert not TmdbDifference.objects.filter(kept_at=None).exists()
    assert messages_of(response) == ["2 differences were kept."]


@pytest.mark.parametrize("codenames", [["view_tmdbdifference"], []])
def test_who_may_only_look_decides_nothing(client, codenames):
    difference = make_difference()
    client.force_login(make_editor(*codenames))

    answers = [decide(client, difference, decision).status_code for decision in ("take", "keep")]
    client.post(LIST, {"action": "take_selected", "_selected_action": [difference.pk]})
    response = client.get(change_url(difference))

    assert answers == [403, 403]
    assert TmdbDifference.objects.get().kept_at is None
    assert response.status_code == (200 if codenames else 403)
    assert "Take what TMDB says" not in response.content.decode()


def test_form_of_a_difference_changes_nothing(staff_client):
    difference = make_difference()

    assert staff_client.post(change_url(difference), {"field": "tagline", "theirs": "X"}).status_code == 403
    assert TmdbDifference.objects.get().theirs == "Caligari"
