import datetime
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import DatabaseError, IntegrityError, OperationalError
from django.urls import reverse

from accounts.tests import pictures
from accounts.tests.factories import make_staff, make_user
from accounts.tests.pictures import draw, encode, open_stored, stored, upload
from films.admin.people import PersonAdmin
from films.models import (
    AlternativeTitle,
    Country,
    Credit,
    Film,
    FilmRedirect,
    Genre,
    Keyword,
    Person,
    PersonRedirect,
    RankingBasis,
    SyncRecord,
)
from films.services import images
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db

FILMS = reverse("admin:films_film_changelist")
PEOPLE = reverse("admin:films_person_changelist")
NAMED = ("genre", "country", "keyword", "collection")
INLINES = ("film_genres", "film_countries", "credits", "translations", "alternative_titles", "videos")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def staff_client(client):
    client.force_login(make_staff())
    return client


def make_editor(*codenames):
    user = make_user(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


def change_url(film):
    return reverse("admin:films_film_change", args=[film.pk])


def film_data(film=None, **changes):
    """What the browser sends for an unchanged film, or for a new one."""
    data = {
        "title": film.title if film else "",
        "slug": film.slug if film else "",
        "status": film.status if film else "released",
        "released_on": film.released_on if film else "",
        "runtime_minutes": (film and film.runtime_minutes) or "",
    }
    for prefix in INLINES:
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | changes


def listed(response):
    return [film.title for film in response.context["cl"].result_list]


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# The list


def test_film_list_shows_what_staff_look_for(staff_client, media):
    film = make_film(title="Solaris", directors=["Tarkovsky", "Second"], cast=["Banionis"])
    images.set_poster(film=film, image=upload())
    make_film(title="Mirror", released_on=None)

    response = staff_client.get(FILMS)

    page = response.content.decode()
    assert "Tarkovsky, Second" in page
    assert "Banionis" not in page
    assert re.search(r'<img class="picture-thumb" src="/media/posters/\d+-[0-9a-f]+-185.webp"', page)
    assert '<span class="picture-mark" aria-hidden="true">M</span>' in page


def test_film_list_takes_as_many_queries_for_three_films(staff_client, django_assert_num_queries):
    make_film(directors=["One"], genres=["drama"], countries=["FR"])
    staff_client.get(FILMS)  # the list of languages is kept for minutes
    expected = 7  # session, user, genres, countries, count, films, their directors

    with django_assert_num_queries(expected):
        staff_client.get(FILMS)
    for _ in range(2):
        make_film(directors=["Two", "Three"], genres=["drama"], countries=["FR", "IT"])
    with django_assert_num_queries(expected):
        staff_client.get(FILMS)


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("solaris", ["Solaris"]),
        ("СОЛЯРИС", ["Solaris"]),
        ("sol", ["Solaris"]),
        ("tarkovsky", ["Mirror", "Solaris"]),
        ("tarkovsky solaris", ["Solaris"]),
        ("planet", ["Solaris"]),
        ("tt0069293", ["Solaris"]),
        ("mirror tt0069293", []),
        ("nowhere", []),
        ("?!", []),
        ("'; --", []),
    ],
)
def test_film_search_finds_titles_and_names_without_doubles(staff_client, term, expected):
    director = make_person(name="Andrei Tarkovsky", also_known_as=["Tarkovsky"])
    film = make_film(
        title="Solaris", title_ru="Солярис", imdb_id="tt0069293", directors=[director], cast=[director, "Banionis"]
    )
    AlternativeTitle.objects.create(film=film, title="The Planet Solaris")
    make_film(title="Mirror", directors=[director])

    response = staff_client.get(FILMS, {"q": term})

    assert sorted(listed(response)) == expected


@pytest.mark.parametrize(
    ("parameter", "value", "expected"),
    [
        ("decade", "1970", ["Solaris"]),
        ("decade", "none", ["Dateless"]),
        ("decade", "nonsense", ["Alien", "Dateless", "Solaris"]),
        ("country", "SU", ["Solaris"]),
        ("country", "XX", ["Alien", "Dateless", "Solaris"]),
        ("language", "ru", ["Solaris"]),
        ("poster", "yes", ["Alien"]),
        ("poster", "no", ["Dateless", "Solaris"]),
        ("status__exact", "planned", ["Dateless"]),
        ("adult__exact", "1", ["Alien"]),
    ],
)
def test_film_filters(staff_client, parameter, value, expected):
    make_film(title="Solaris", released_on="1972-03-20", countries=["SU"], original_language="ru")
    make_film(title="Alien", released_on="1980-01-01", countries=["GB"], original_language="en", adult=True, poster="p")
    make_film(title="Dateless", released_on=None, status="planned")

    response = staff_client.get(FILMS, {parameter: value})

    assert sorted(listed(response)) == expected


def test_film_filter_by_genre(staff_client):
    make_film(title="Alien", genres=["horror", "science-fiction"])
    make_film(title="Dateless", genres=["drama"])

    response = staff_client.get(FILMS, {"genre": Genre.objects.get(slug="horror").pk})

    assert listed(response) == ["Alien"]


@pytest.mark.parametrize("query", ["?p=999999", "?o=99.-4", "?genre=%00", "?q=%00", "?decade=9" + "9" * 30, "?e=1"])
def test_film_list_survives_any_query(staff_client, query):
    make_film()

    assert staff_client.get(FILMS + query, follow=True).status_code == 200


@pytest.mark.parametrize("order", ["5", "-5", "-6", "3.2"])
def test_film_list_sorts(staff_client, order):
    make_film()

    assert staff_client.get(FILMS, {"o": order}).status_code == 200


# The form


def test_film_form_takes_as_many_queries_for_three_credits(staff_client, django_assert_num_queries):
    film = make_film(directors=["One"], genres=["drama"], countries=["FR"], title_ru="Фильм")
    staff_client.get(change_url(film))  # content types are kept
    expected = 10  # session, user, film, keywords, six kinds of rows

    with django_assert_num_queries(expected):
        staff_client.get(change_url(film))
    for name in ("Two", "Three"):
        make_rows(film, name)
    with django_assert_num_queries(expected):
        page = staff_client.get(change_url(film)).content.decode()

    assert "Three" in page


def make_rows(film, name):
    Credit.objects.create(film=film, person=make_person(name=name), character=name)
    genre = Genre.objects.exclude(film_genres__film=film).order_by("pk").first()
    film.film_genres.create(genre=genre, position=2)
    film.film_countries.create(country=Country.objects.exclude(film_countries__film=film).order_by("pk").first())


def test_film_with_very_many_credits_leads_to_their_list(staff_client, monkeypatch):
    monkeypatch.setattr("films.admin.films.MOST_CREDITS_INLINE", 1)
    film = make_film(cast=["One", "Two"])

    page = staff_client.get(change_url(film)).content.decode()

    credit_list = f"{reverse('admin:films_credit_changelist')}?film__id__exact={film.pk}"
    assert f'<a href="{credit_list}">2</a>' in page
    assert "credits-TOTAL_FORMS" not in page
    assert staff_client.get(credit_list).context["cl"].result_count == 2


def test_film_is_added_with_its_poster(staff_client, media):
    poster = upload(encode(draw((1000, 1500)), exif=pictures.exif()))

    response = staff_client.post(reverse("admin:films_film_add"), film_data(title="New film", poster=poster))

    film = Film.objects.get()
    assert response.status_code == 302
    assert (film.title, film.slug) == ("New film", "new-film")
    assert [open_stored(media, name).width for name in stored(media)] == [185, 342, 780]
    assert all(b"Camera" not in (media / name).read_bytes() for name in stored(media))


def test_film_edit_leaves_what_was_not_edited(staff_client):
    film = make_film(title="Old", genres=["drama"])
    data = film_data(film, title="New", released_on="1999-05-05")
    Film.objects.filter(pk=film.pk).update(planned_count=7, overview="Written meanwhile.")

    response = staff_client.post(change_url(film), data | {"overview": ""}, follow=True)

    film.refresh_from_db()
    assert (film.title, film.year, film.planned_count) == ("New", 1999, 7)
    assert "New (1999)" in messages_of(response)[0]


def test_rows_of_a_film_are_edited_in_place(staff_client):
    film = make_film(genres=["drama", "comedy"])
    person = make_person(name="Wajda")
    rows = list(film.film_genres.order_by("position"))
    data = film_data(film)
    data |= {"film_genres-TOTAL_FORMS": 2, "film_genres-INITIAL_FORMS": 2}
    for number, (row, position) in enumerate(zip(rows, (5, 1), strict=True)):
        data |= {
            f"film_genres-{number}-id": row.pk,
            f"film_genres-{number}-film": film.pk,
            f"film_genres-{number}-genre": row.genre_id,
            f"film_genres-{number}-position": position,
        }
    data |= {
        "credits-TOTAL_FORMS": 1,
        "credits-0-person": person.pk,
        "credits-0-department": "Directing",
        "credits-0-job": "Director",
        "credits-0-order": 0,
        "translations-TOTAL_FORMS": 1,
        "translations-0-language": "ru",
        "translations-0-title": "Фильм",
    }

    response = staff_client.post(change_url(film), data)

    film.refresh_from_db()
    assert response.status_code == 302
    assert film.genre_ids == [rows[1].genre_id, rows[0].genre_id]
    assert film.title_ru == "Фильм"
    assert [credit.person for credit in film.credits.all()] == [person]


@pytest.mark.parametrize("content", [content for content, _ in pictures.BAD.values()], ids=pictures.BAD.keys())
def test_bad_poster_is_explained_and_nothing_stored(staff_client, media, content):
    film = make_film(title="Old")

    response = staff_client.post(change_url(film), film_data(film, title="Typed", poster=upload(content)))

    form = response.context["adminform"].form
    film.refresh_from_db()
    assert list(form.errors) == ["poster"]
    assert 'value="Typed"' in response.content.decode()
    assert (film.title, film.poster.name, stored(media)) == ("Old", "", [])


def test_bad_backdrop_of_a_new_film_adds_nothing(staff_client, media):
    response = staff_client.post(
        reverse("admin:films_film_add"), film_data(title="Typed", backdrop=upload(pictures.PDF, name="b.jpg"))
    )

    assert list(response.context["adminform"].form.errors) == ["backdrop"]
    assert not Film.objects.exists()
    assert stored(media) == []


def test_poster_is_previewed_and_cleared(staff_client, media, django_capture_on_commit_callbacks):
    film = make_film()
    images.set_poster(film=film, image=upload())

    page = staff_client.get(change_url(film)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(change_url(film), film_data(film, **{"poster-clear": "on"}))

    film.refresh_from_db()
    assert re.search(r'<img class="picture-preview" src="/media/posters/[^"]+-780.webp"', page)
    assert (film.poster.name, stored(media)) == ("", [])


def test_film_form_shows_where_it_is_on_the_site(staff_client):
    film = make_film(title="Solaris")

    page = staff_client.get(change_url(film)).content.decode()
    link = re.search(r'href="(/admin/r/[^"]+)"', page).group(1)

    assert staff_client.get(link)["Location"].endswith(film.get_absolute_url())


def test_editor_who_may_only_look_sees_no_form(client, media):
    film = make_film(title="Solaris")
    images.set_poster(film=film, image=upload())
    client.force_login(make_editor("view_film"))

    page = client.get(change_url(film)).content.decode()

    assert "Solaris" in page
    assert 'name="poster"' not in page
    assert client.post(change_url(film), film_data(film, title="X")).status_code == 403


def test_taken_imdb_id_is_explained(staff_client):
    make_film(imdb_id="tt0000001")
    film = make_film()

    response = staff_client.post(change_url(film), film_data(film, imdb_id="tt0000001"))

    assert "Another film has this IMDb id." in response.content.decode()


# Actions


def test_bulk_actions_change_the_selected_films(staff_client):
    films = [make_film(status="planned") for _ in range(3)]
    selected = {"_selected_action": [films[0].pk, films[1].pk]}

    staff_client.post(FILMS, {"action": "mark_adult", **selected}, follow=True)
    response = staff_client.post(FILMS, {"action": "set_released", **selected}, follow=True)

    assert list(Film.objects.order_by("pk").values_list("adult", "status")) == [
        (True, "released"),
        (True, "released"),
        (False, "planned"),
    ]
    assert messages_of(response) == ["2 films were changed."]
    staff_client.post(FILMS, {"action": "unmark_adult", **selected})
    assert not Film.objects.filter(adult=True).exists()


def test_bulk_deletion_says_what_would_go(staff_client, media, django_capture_on_commit_callbacks):
    film, other = make_film(title="Solaris", cast=["One", "Two"]), make_film()
    images.set_poster(film=film, image=upload())
    data = {"action": "delete_selected", "_selected_action": [film.pk]}

    page = staff_client.post(FILMS, data).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(FILMS, data | {"post": "yes"})

    assert "Solaris" in page
    assert "2 credits" in page
    assert list(Film.objects.all()) == [other]
    assert stored(media) == []


def test_film_with_a_redirect_can_be_deleted(staff_client):
    film = make_film()
    FilmRedirect.objects.create(old_id=-1, film=film)

    staff_client.post(reverse("admin:films_film_delete", args=[film.pk]), {"post": "yes"})

    assert not Film.objects.exists()


def test_film_whose_rows_an_editor_may_not_delete_stays(client):
    film = make_film(cast=["One"])
    client.force_login(make_editor("view_film", "change_film", "delete_film"))

    response = client.post(reverse("admin:films_film_delete", args=[film.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Film.objects.exists()


# Merging


def merge_url(kind, *records):
    return reverse(f"admin:films_{kind}_merge") + "?" + "&".join(f"id={record.pk}" for record in records)


def test_selected_films_are_shown_side_by_side(staff_client):
    films = [make_film(title=title, directors=["Director"]) for title in ("Solaris", "Solyaris")]
    data = {"action": "merge_selected", "_selected_action": [film.pk for film in films]}

    response = staff_client.post(FILMS, data, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [(merge_url("film", *films), 302)]
    assert page.count('type="radio"') == 2
    assert "Solaris" in page
    assert "Solyaris" in page


def test_films_are_merged_into_the_chosen_one(staff_client):
    keep, *others = films = [make_film(title=title) for title in ("Solaris", "Solyaris", "Solaris (1972)")]

    response = staff_client.post(merge_url("film", *films), {"keep": keep.pk}, follow=True)

    assert list(Film.objects.all()) == [keep]
    assert set(FilmRedirect.objects.values_list("old_id", "film_id")) == {(film.pk, keep.pk) for film in others}
    assert response.redirect_chain == [(change_url(keep), 302)]
    assert "Solyaris" in messages_of(response)[0]


def test_merge_without_a_choice_changes_nothing(staff_client):
    films = [make_film(), make_film()]

    response = staff_client.post(merge_url("film", *films), {"csrf": "1"})

    assert "Choose the one to keep." in response.content.decode()
    assert Film.objects.count() == 2


def test_merge_keeps_none_but_the_selected(staff_client):
    films = [make_film(), make_film(), make_film()]

    response = staff_client.post(merge_url("film", *films[:2]), {"keep": films[2].pk})

    assert response.status_code == 200
    assert Film.objects.count() == 3


@pytest.mark.parametrize("number", [1, 11])
def test_merge_of_too_few_or_too_many_is_refused(staff_client, number):
    films = [make_film() for _ in range(number)]
    data = {"action": "merge_selected", "_selected_action": [film.pk for film in films]}

    by_action = staff_client.post(FILMS, data, follow=True)
    by_address = staff_client.post(merge_url("film", *films), {"keep": films[0].pk}, follow=True)

    assert messages_of(by_action) == messages_of(by_address) == ["Select from 2 to 10 to merge."]
    assert Film.objects.count() == number


@pytest.mark.parametrize("query", ["", "?id=x&id=y", "?id=99999999999999999999999&id=1", "?id=٣&id=1", "?id=%00"])
def test_merge_page_survives_any_query(staff_client, query):
    assert staff_client.get(reverse("admin:films_film_merge") + query).status_code == 302


@pytest.mark.parametrize("codenames", [("change_film", "view_film"), ("delete_film", "view_film"), ()])
def test_merge_takes_the_permissions_to_change_and_to_delete(client, codenames):
    films = [make_film(), make_film()]
    client.force_login(make_editor(*codenames))

    assert client.get(merge_url("film", *films)).status_code == 403
    assert client.post(merge_url("film", *films), {"keep": films[0].pk}).status_code == 403
    assert Film.objects.count() == 2


def test_editor_with_both_permissions_merges(client):
    films = [make_film(), make_film()]
    client.force_login(make_editor("change_film", "delete_film"))

    client.post(merge_url("film", *films), {"keep": films[1].pk})

    assert list(Film.objects.all()) == [films[1]]


def test_merge_of_people_that_somebody_merges_at_the_same_moment(staff_client, monkeypatch):
    keep, other = make_person(), make_person()
    merge = PersonAdmin.merge

    def merge_second(self, kept, others):
        Person.objects.filter(pk=other.pk).delete()
        return merge(self, kept, others)

    monkeypatch.setattr(PersonAdmin, "merge", merge_second)

    response = staff_client.post(merge_url("person", keep, other), {"keep": keep.pk}, follow=True)

    assert messages_of(response) == ["One of them is gone. Nothing was merged."]
    assert list(Person.objects.all()) == [keep]


def test_people_are_merged_into_the_chosen_one(staff_client):
    keep, other = make_person(name="Andrei Tarkovsky"), make_person(name="A. Tarkovsky")
    film = make_film(directors=[other])

    page = staff_client.get(merge_url("person", keep, other)).content.decode()
    staff_client.post(merge_url("person", keep, other), {"keep": keep.pk})

    assert "A. Tarkovsky" in page
    assert list(Person.objects.all()) == [keep]
    assert film.credits.get().person == keep
    assert list(PersonRedirect.objects.values_list("old_id", "person_id")) == [(other.pk, keep.pk)]


# The others


def test_person_list_takes_as_many_queries_for_three_people(staff_client, django_assert_num_queries):
    make_film(cast=["One"])

    with django_assert_num_queries(4):  # session, user, count, people
        staff_client.get(PEOPLE)
    make_film(cast=["Two", "Three"])
    with django_assert_num_queries(4):
        response = staff_client.get(PEOPLE)

    assert [(person.name, person.credit_count) for person in response.context["cl"].result_list] == [
        ("One", 1),
        ("Three", 1),
        ("Two", 1),
    ]


def test_person_names_are_lines(staff_client):
    person = make_person(name="Downey", also_known_as=["Robert Downey, Jr."])
    url = reverse("admin:films_person_change", args=[person.pk])
    data = {"name": "Downey", "slug": "downey", "credits-TOTAL_FORMS": 0, "credits-INITIAL_FORMS": 0}

    page = staff_client.get(url).content.decode()
    staff_client.post(url, data | {"also_known_as": "Robert Downey, Jr.\r\n\r\n Bob \r\n"})
    too_long = staff_client.post(url, data | {"also_known_as": "x" * 201})

    person.refresh_from_db()
    assert "Robert Downey, Jr.</textarea>" in page
    assert person.also_known_as == ["Robert Downey, Jr.", "Bob"]
    assert too_long.context["adminform"].form.errors["also_known_as"] == ["A line is longer than 200 characters."]


def test_person_form_shows_the_films(staff_client):
    film = make_film(title="Mirror", cast=["Terekhova"])

    page = staff_client.get(reverse("admin:films_person_change", args=[film.credits.get().person_id])).content.decode()

    assert "Mirror (2000)" in page
    assert "Role 0" in page


@pytest.mark.parametrize(
    ("field", "term", "expected"),
    [("person", "Тарк", ["Andrei Tarkovsky"]), ("person", "", ["Andrei Tarkovsky", "Wajda"]), ("person", "\0", [])],
)
def test_person_autocompletion(staff_client, field, term, expected):
    make_person(name="Andrei Tarkovsky", name_ru="Андрей Тарковский")
    make_person(name="Wajda")

    response = staff_client.get(
        reverse("admin:autocomplete"),
        {"app_label": "films", "model_name": "credit", "field_name": field, "term": term},
    )

    assert [result["text"] for result in response.json()["results"]] == expected


@pytest.mark.parametrize("model", [*NAMED, "filmredirect", "personredirect", "rankingbasis"])
def test_other_lists_open(staff_client, model):
    film = make_film()
    Keyword.objects.create(name="space", slug="space")
    FilmRedirect.objects.create(old_id=-1, film=film)
    PersonRedirect.objects.create(old_id=-1, person=make_person())
    RankingBasis.objects.get_or_create(pk=1)

    response = staff_client.get(reverse(f"admin:films_{model}_changelist"), {"q": "1"} if "redirect" in model else {})

    assert response.status_code == 200


@pytest.mark.parametrize("model", NAMED)
def test_other_forms_open(staff_client, model):
    assert staff_client.get(reverse(f"admin:films_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["filmredirect", "personredirect", "rankingbasis"])
def test_what_is_kept_by_the_site_cannot_be_edited(staff_client, model):
    assert staff_client.get(reverse(f"admin:films_{model}_add")).status_code == 403


def test_country_code_is_fixed_once_it_is_there(staff_client):
    url = reverse("admin:films_country_change", args=["FR"])

    staff_client.post(url, {"code": "XX", "name": "France!", "name_ru": ""})

    assert Country.objects.get(code="FR").name == "France!"
    assert not Country.objects.filter(code="XX").exists()


def test_index_names_the_site(staff_client):
    page = staff_client.get(reverse("admin:index")).content.decode()

    assert "FilmTracker" in page
    assert reverse("admin:films_film_changelist") in page
    assert reverse("admin:films_credit_changelist") not in page


def test_film_form_says_when_it_was_synchronized(staff_client):
    film = make_film(tmdb_id=1)
    SyncRecord.objects.create(tmdb_id=1, film=film, synced_at=datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC))

    page = staff_client.get(change_url(film)).content.decode()

    assert "Jan. 2, 2026, 3:04 a.m." in page


@pytest.mark.parametrize("error", [IntegrityError, DatabaseError])
def test_change_at_the_same_moment_is_explained(staff_client, monkeypatch, error):
    film = make_film(title="Old")

    def fail(self, **kwargs):
        raise error

    monkeypatch.setattr(Film, "save", fail)
    response = staff_client.post(change_url(film), film_data(film, title="New"), follow=True)

    assert response.redirect_chain == [(change_url(film), 302)]
    assert messages_of(response) == ["Somebody changed the same at the same moment. Look at the record and save again."]


def test_other_database_errors_are_not_hidden(staff_client, monkeypatch, caplog):
    film = make_film()

    def fail(self, **kwargs):
        raise OperationalError

    monkeypatch.setattr(Film, "save", fail)
    with pytest.raises(OperationalError):
        staff_client.post(change_url(film), film_data(film, title="New"))

    assert "Internal Server Error" in caplog.text
    caplog.clear()


def test_pages_need_nothing_that_the_content_policy_forbids(staff_client, media):
    film, other = make_film(cast=["One"]), make_film()
    images.set_poster(film=film, image=upload())

    for url in (FILMS, change_url(film), merge_url("film", film, other)):
        page = staff_client.get(url).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"|id=\"django-admin))", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_credits_are_edited_in_their_list(staff_client):
    film = make_film(cast=["One"])
    credit = film.credits.get()
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": credit.pk, "_save": "Save"}
    data |= {f"form-0-{name}": getattr(credit, name) for name in ("department", "job", "order")}

    staff_client.post(
        f"{reverse('admin:films_credit_changelist')}?film__id__exact={film.pk}", data | {"form-0-character": "Kelvin"}
    )

    credit.refresh_from_db()
    assert credit.character == "Kelvin"
