from urllib.parse import unquote

import pytest
from django.urls import reverse

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WRITES = [
    ("rate", {"rating": "8"}),
    ("clear_rating", {}),
    ("set_status", {"status": "planned"}),
    ("set_favorite", {"favorite": "on"}),
]


def rate_url(film, name="rate"):
    return reverse(f"reviews:{name}", args=[film.pk])


def test_rate_saves_and_returns_to_the_film_with_a_message(client):
    film, user = make_film(title="Metropolis"), make_user()
    client.force_login(user)

    response = client.post(rate_url(film), {"rating": "8"}, follow=True)

    assert response.redirect_chain == [(film.get_absolute_url(), 302)]
    assert "You rated “Metropolis” 8." in response.content.decode()
    assert UserFilm.objects.get(user=user, film=film).rating == 8


def test_rate_returns_to_the_page_that_asked(client):
    film = make_film()
    client.force_login(make_user())

    response = client.post(rate_url(film), {"rating": "8", "next": "/films/?genre=drama"})

    assert response.url == "/films/?genre=drama"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "/\\evil.example"]
)
def test_rate_never_returns_to_another_site(client, address):
    film = make_film()
    client.force_login(make_user())

    response = client.post(rate_url(film), {"rating": "8", "next": address}, headers={"Referer": address})

    assert response.url == film.get_absolute_url()


def test_rate_by_htmx_on_the_film_s_page_returns_control_and_figures_together(client):
    film, user = make_film(), make_user()
    for rating in (6, 7):
        make_user_film(film=film, rating=rating)
    client.force_login(user)

    page = {"HX-Current-URL": f"http://testserver{film.get_absolute_url()}"}
    html = client.post(rate_url(film), {"rating": "8"}, headers=HTMX | page).content.decode()

    assert f'id="control-{film.pk}"' in html
    assert '<section id="figures" class="panel figures" hx-swap-oob="true"' in html
    assert "<strong>7.0</strong>" in html
    assert "acts-" not in html
    assert "<main" not in html


def test_rate_by_htmx_on_a_list_returns_control_and_the_card_s_actions_together(client):
    film = make_film()
    client.force_login(make_user())

    page = {"HX-Current-URL": "http://testserver/films/"}
    html = client.post(rate_url(film), {"rating": "8"}, headers=HTMX | page).content.decode()

    assert f'id="control-{film.pk}"' in html
    assert f'class="acts acts-{film.pk}" hx-swap-oob="outerHTML:.acts-{film.pk}"' in html
    assert 'id="figures"' not in html


def test_rate_by_htmx_on_the_page_of_the_control_returns_it_alone(client):
    film = make_film()
    client.force_login(make_user())

    page = {"HX-Current-URL": f"http://testserver{reverse('reviews:my_film', args=[film.pk])}"}
    html = client.post(rate_url(film), {"rating": "8"}, headers=HTMX | page).content.decode()

    assert f'id="control-{film.pk}"' in html
    assert "hx-swap-oob" not in html


@pytest.mark.parametrize("rating", ["", "0", "11", "8.5", "x", "8\x00", "٨", "1" * 5000])
def test_rate_with_a_bad_number_changes_nothing_and_says_why(client, rating):
    film = make_film()
    client.force_login(make_user())

    response = client.post(rate_url(film), {"rating": rating})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not UserFilm.objects.exists()


def test_rate_by_htmx_with_a_bad_number_returns_the_control(client):
    film = make_film()
    client.force_login(make_user())

    response = client.post(rate_url(film), {"rating": "11"}, headers=HTMX)

    assert response.status_code == 422
    assert response.content.decode().count("<form") == 2
    assert "<main" not in response.content.decode()


@pytest.mark.parametrize(("name", "data"), WRITES)
def test_write_of_a_visitor_leads_to_the_login_and_back_to_the_film(client, name, data):
    film = make_film()

    response = client.post(rate_url(film, name), data)

    assert response.url == f"{reverse('account_login')}?next={reverse('films:short', args=[film.pk])}"
    assert not UserFilm.objects.exists()


@pytest.mark.parametrize(("name", "data"), WRITES)
def test_write_of_a_visitor_by_htmx_moves_the_whole_page_to_the_login(client, name, data):
    response = client.post(rate_url(make_film(), name), data, headers=HTMX)

    assert response.headers["HX-Redirect"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "data"), WRITES)
def test_write_by_get_is_not_allowed(client, name, data):
    client.force_login(make_user())

    assert client.get(rate_url(make_film(), name), data).status_code == 405


@pytest.mark.parametrize(("name", "data"), WRITES)
def test_write_to_a_film_that_is_not_there_or_not_shown_is_404(client, name, data):
    film = make_film(adult=True)
    client.force_login(make_user())

    assert client.post(rate_url(film, name), data).status_code == 404
    assert client.post(f"/my/films/{film.pk + 99}/rating/", {"rating": 5}).status_code == 404
    assert not UserFilm.objects.exists()


@pytest.mark.parametrize(("name", "data"), WRITES)
def test_write_without_csrf_token_is_refused(name, data):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    assert client.post(rate_url(make_film(), name), data).status_code == 403
    assert not UserFilm.objects.exists()


def test_rating_is_of_the_member_who_is_logged_in_whatever_the_form_says(client):
    film, other = make_film(), make_user()
    member = make_user()
    client.force_login(member)

    client.post(rate_url(film), {"rating": "8", "user": other.pk, "film": 1, "status": "dropped"})

    assert list(UserFilm.objects.values_list("user", "status")) == [(member.pk, "watched")]


def test_status_and_favorite_are_toggled_by_the_values_of_their_buttons(client):
    mark = make_user_film(rating=None, status="planned")
    client.force_login(mark.user)

    client.post(rate_url(mark.film, "set_favorite"), {"favorite": "on"})
    client.post(rate_url(mark.film, "set_status"), {"status": ""})

    mark.refresh_from_db()
    assert (mark.status, mark.favorite) == (None, True)


def test_unknown_status_is_refused(client):
    film = make_film()
    client.force_login(make_user())

    assert client.post(rate_url(film, "set_status"), {"status": "burned"}).status_code == 422
    assert not UserFilm.objects.exists()


def test_rate_takes_at_most_six_queries(client, django_assert_max_num_queries):
    film = make_film()
    client.force_login(make_user())

    with django_assert_max_num_queries(6):
        client.post(rate_url(film), {"rating": "8"})


def test_my_film_shows_the_rating_and_returns_to_the_page_before(client):
    mark = make_user_film(rating=4)
    client.force_login(mark.user)

    html = client.get(
        reverse("reviews:my_film", args=[mark.film.pk]), headers={"Referer": "http://testserver/films/?page=2"}
    ).content.decode()

    assert '<input type="hidden" name="next" value="http://testserver/films/?page=2">' in html
    assert "4 – weak" in html


def test_my_film_of_a_visitor_comes_back_by_way_of_the_login(client):
    film = make_film()

    response = client.get(
        reverse("reviews:my_film", args=[film.pk]), headers={"Referer": "http://testserver/films/?page=2"}
    )

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert unquote(unquote(response.url)).endswith("?next=http://testserver/films/?page=2")


def test_my_films_shows_only_the_member_s_own(client):
    mine = make_user_film(film=make_film(title="Mine"), rating=9)
    make_user_film(film=make_film(title="Theirs"))
    client.force_login(mine.user)

    html = client.get(reverse("reviews:my_films")).content.decode()

    assert "Mine" in html
    assert "Theirs" not in html
    assert "1 film" in html


def test_my_films_of_a_visitor_lead_to_the_login(client):
    response = client.get(reverse("reviews:my_films"))

    assert response.url == f"{reverse('account_login')}?next=/my/films/"


def titles(response):
    return [item.card.title for item in response.context["page"].items]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["C", "B", "A"]),
        ({"status": "planned"}, ["B"]),
        ({"rated": "yes"}, ["C", "A"]),
        ({"rated": "no"}, ["B"]),
        ({"favorite": "true"}, ["A"]),
        ({"rating": "3"}, ["C"]),
        ({"sort": "rating"}, ["A", "C", "B"]),
        ({"sort": "title"}, ["A", "B", "C"]),
        ({"sort": "added"}, ["A", "B", "C"]),
        ({"rating": "99"}, ["C", "B", "A"]),
        ({"sort": "\x00", "status": "x", "favorite": "'"}, ["C", "B", "A"]),
    ],
)
def test_my_films_filters_and_sorts(client, query, expected):
    user = make_user()
    make_user_film(user=user, film=make_film(title="A"), rating=9, favorite=True)
    make_user_film(user=user, film=make_film(title="B"), rating=None, status="planned")
    make_user_film(user=user, film=make_film(title="C"), rating=3)
    client.force_login(user)

    assert titles(client.get(reverse("reviews:my_films"), query)) == expected


def test_my_films_empty_shelf_shows_the_way_out(client):
    client.force_login(make_user())

    html = client.get(reverse("reviews:my_films")).content.decode()

    assert "Your shelf is empty" in html
    assert reverse("films:list") in html


def test_my_films_filter_without_hits_shows_the_way_out(client):
    mark = make_user_film()
    client.force_login(mark.user)

    assert (
        "None of your films is here" in client.get(reverse("reviews:my_films"), {"status": "dropped"}).content.decode()
    )


def test_my_films_fragment_for_htmx(client):
    mark = make_user_film()
    client.force_login(mark.user)

    response = client.get(reverse("reviews:my_films"), headers=HTMX)

    assert response.content.decode().strip().startswith('<div id="results"')
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize("films", [1, 30])
def test_my_films_takes_the_same_queries_for_one_and_thirty(client, django_assert_num_queries, films):
    user = make_user()
    for _number in range(films):
        make_user_film(user=user)
    client.force_login(user)
    client.get(reverse("reviews:my_films"))

    with django_assert_num_queries(5):
        client.get(reverse("reviews:my_films"))
