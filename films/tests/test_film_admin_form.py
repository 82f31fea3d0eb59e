import re

import pytest
from django.urls import reverse

from accounts.tests import pictures
from accounts.tests.pictures import draw, encode, open_stored, stored, upload
from films.models import (
    Country,
    Credit,
    Film,
    Genre,
)
from films.services import images
from films.tests.admin_pages import change_url, film_data, make_editor, messages_of
from films.tests.factories import make_film, make_person

pytestmark = pytest.mark.django_db


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
