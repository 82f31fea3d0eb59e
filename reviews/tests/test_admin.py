import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.tests.factories import make_staff, make_user
from films.models import Film
from films.tests.factories import make_film
from reviews.models import UserFilm
from reviews.tests.counts import recounted_figures, stored_figures
from reviews.tests.factories import make_user_film

pytestmark = pytest.mark.django_db

ROWS = reverse("admin:reviews_userfilm_changelist")


@pytest.fixture
def staff_client(client):
    client.force_login(make_staff())
    return client


def listed(response):
    return {row.user.username for row in response.context["cl"].result_list}


def test_list_takes_as_many_queries_for_three_rows(staff_client, django_assert_num_queries):
    make_user_film()

    with django_assert_num_queries(4):  # session, user, count, rows
        staff_client.get(ROWS)
    for _ in range(2):
        make_user_film()
    with django_assert_num_queries(4):
        staff_client.get(ROWS)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ANN"}, {"anna"}),
        ({"q": "anna@example.com"}, {"anna"}),
        ({"q": "solaris"}, {"anna", "boris"}),
        ({"q": "boris solaris"}, {"boris"}),
        ({"q": "%"}, set()),
        ({"rating": "3"}, {"boris"}),
        ({"rating": "none"}, {"vera"}),
        ({"rating": "11"}, {"anna", "boris", "vera"}),
        ({"status__exact": "planned"}, {"vera"}),
        ({"favorite__exact": "1"}, {"anna"}),
    ],
)
def test_list_is_searched_and_filtered(staff_client, query, expected):
    film = make_film(title="Solaris")
    make_user_film(user=make_user(username="anna", email="anna@example.com"), film=film, favorite=True)
    make_user_film(user=make_user(username="boris"), film=film, rating=3)
    make_user_film(user=make_user(username="vera"), rating=None, status="planned")

    assert listed(staff_client.get(ROWS, query)) == expected


def test_bulk_deletion_keeps_figures_exact(staff_client):
    film = make_film()
    rows = [make_user_film(film=film, rating=rating) for rating in (1, 5, 9)]
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows[:2]], "post": "yes"}

    staff_client.post(ROWS, data)

    assert list(UserFilm.objects.all()) == [rows[2]]
    assert stored_figures(film) == recounted_figures(film)


def test_single_deletion_keeps_figures_exact(staff_client):
    row = make_user_film()

    staff_client.post(reverse("admin:reviews_userfilm_delete", args=[row.pk]), {"post": "yes"})

    assert not UserFilm.objects.exists()
    assert stored_figures(row.film) == recounted_figures(row.film)


def test_moderator_without_permission_deletes_nothing(client):
    row = make_user_film()
    moderator = make_user(is_staff=True)
    moderator.user_permissions.add(Permission.objects.get(codename="view_userfilm"))
    client.force_login(moderator)

    response = client.post(reverse("admin:reviews_userfilm_delete", args=[row.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert UserFilm.objects.exists()


def test_rating_is_changed_with_its_moment(staff_client):
    row = make_user_film(rating=8)
    other = make_film()

    staff_client.post(
        reverse("admin:reviews_userfilm_change", args=[row.pk]),
        {"rating": 2, "status": "watched", "film": other.pk, "user": make_user().pk},
    )

    film, user = row.film, row.user
    row.refresh_from_db()
    assert (row.rating, row.film, row.user) == (2, film, user)
    assert row.rated_at is not None
    assert stored_figures(film) == recounted_figures(film)


def test_row_that_would_say_nothing_is_explained(staff_client):
    row = make_user_film(rating=8)

    response = staff_client.post(reverse("admin:reviews_userfilm_change", args=[row.pk]), {"rating": "", "status": ""})

    assert response.context["adminform"].form.non_field_errors()
    row.refresh_from_db()
    assert row.rating == 8


def test_row_is_added_for_a_member(staff_client):
    user, film = make_user(), make_film()
    url = reverse("admin:reviews_userfilm_add")

    assert staff_client.get(url).status_code == 200
    staff_client.post(url, {"user": user.pk, "film": film.pk, "rating": 7, "status": "watched"})

    assert list(UserFilm.objects.values_list("user", "film", "rating")) == [(user.pk, film.pk, 7)]
    assert stored_figures(film) == recounted_figures(film)


def test_films_are_merged_with_what_members_say(staff_client):
    keep, other = make_film(), make_film()
    make_user_film(film=other, rating=4)
    url = f"{reverse('admin:films_film_merge')}?id={keep.pk}&id={other.pk}"

    staff_client.post(url, {"keep": keep.pk})

    assert list(Film.objects.all()) == [keep]
    assert stored_figures(keep) == recounted_figures(keep)
    assert stored_figures(keep)["rating_count"] == 1


def test_deleting_a_film_counts_what_members_said(staff_client):
    film = make_film()
    for _ in range(2):
        make_user_film(film=film)

    page = staff_client.get(reverse("admin:films_film_delete", args=[film.pk])).content.decode()

    assert "2 films of members" in page


def test_editor_cannot_delete_a_film_that_members_rated(client):
    film, unrated = make_user_film().film, make_film()
    editor = make_user(is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=["view_film", "delete_film"]))
    client.force_login(editor)

    for each in (film, unrated):
        client.post(reverse("admin:films_film_delete", args=[each.pk]), {"post": "yes"})

    assert list(Film.objects.all()) == [film]
