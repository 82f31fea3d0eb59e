import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, parse, text, texts
from reviews.models import UserFilm, Viewing
from reviews.tests.factories import make_user_film, make_viewing

pytestmark = pytest.mark.django_db
DAY = "2026-03-14"
FULL = {
    "precision": "month",
    "month": "2025-07",
    "is_rewatch": "on",
    "rating": "9",
    "note": "At the lake.\r\nIt rained.",
    "place": "Open-air screen",
    "is_private": "on",
}
HTMX = {"HX-Request": "true"}
FROM_FILM = {**HTMX, "HX-Target": "diary"}
FROM_DIALOG = {**HTMX, "HX-Target": "dialog-body"}


@pytest.fixture
def film():
    return make_film(title="Metropolis")


@pytest.fixture
def member(client):
    member = make_user(username="anna")
    client.force_login(member)
    return member


def log(client, film, headers=None, **data):
    return client.post(
        reverse("reviews:log_viewing", args=[film.pk]), {"precision": "day", "day": DAY, **data}, headers=headers or {}
    )


def edit(client, viewing, **data):
    return client.post(reverse("reviews:edit_viewing", args=[viewing.pk]), {"precision": "day", "day": DAY, **data})


# Logging


def test_logging_writes_what_the_form_says(client, film, member):
    response = log(client, film, **FULL)

    assert response.status_code == 302
    assert response["Location"] == film.get_absolute_url()
    viewing = Viewing.objects.get()
    assert (viewing.user, viewing.film) == (member, film)
    assert (viewing.watched_on, viewing.precision) == (datetime.date(2025, 7, 1), "month")
    assert (viewing.is_rewatch, viewing.rating, viewing.is_private) == (True, 9, True)
    assert (viewing.note, viewing.place) == ("At the lake.\nIt rained.", "Open-air screen")


def test_logging_takes_one_step_from_the_films_page(client, film, member):
    page = parse(client.get(film.get_absolute_url()))
    form = by_id(page, "diary").find(".//form")
    fields = {field.get("name"): field.get("value") for field in form.iter("input")}
    assert fields["day"] == timezone.localdate().isoformat()

    client.post(form.get("action"), fields)

    assert Viewing.objects.get().watched_on == timezone.localdate()
    assert UserFilm.objects.get().status == "watched"


def test_logging_by_htmx_answers_with_all_that_changed(client, film, member):
    response = log(client, film, headers=FROM_FILM)

    page = parse(response)
    assert response.status_code == 200
    assert "March 14, 2026" in text(by_id(page, "diary"))
    assert by_id(page, f"control-{film.pk}").get("hx-swap-oob") == "true"
    assert f"filmSeen{film.pk}" in response["HX-Trigger-After-Settle"]
    assert by_id(page, "figures").get("hx-swap-oob") == "true"
    assert "<html" not in response.content.decode()


def test_logging_from_the_dialog_leads_back(client, film, member):
    response = log(client, film, headers=FROM_DIALOG, next="/films/")

    assert response["HX-Redirect"] == "/films/"
    assert Viewing.objects.count() == 1


def test_logging_never_leads_to_another_site(client, film, member):
    response = log(client, film, next="https://example.org/")

    assert response["Location"] == film.get_absolute_url()


@pytest.mark.parametrize("headers", [{}, FROM_FILM, FROM_DIALOG])
def test_invalid_form_changes_nothing_and_keeps_what_was_typed(client, film, member, headers):
    response = log(client, film, headers=headers, day="2026-13-01", note="Long <b>thoughts</b>", place="Rex")

    page = parse(response)
    assert response.status_code == 422
    assert not Viewing.objects.exists()
    assert not UserFilm.objects.exists()
    assert text(by_id(page, "viewing_note")) == "Long <b>thoughts</b>"
    assert by_id(page, "viewing_place").get("value") == "Rex"
    assert by_id(page, "viewing_day").get("value") == "2026-13-01"
    assert "A day is written like 2026-03-14." in text(page)


@pytest.mark.parametrize("headers", [{}, FROM_FILM, FROM_DIALOG])
def test_second_viewing_of_a_day_is_asked_about_with_the_forms_data(client, film, member, headers):
    log(client, film)

    asked = log(client, film, headers=headers, note="Twice!", rating="8")
    page = parse(asked)

    assert asked.status_code == 422
    assert "Did you see it twice?" in text(page)
    assert Viewing.objects.count() == 1
    confirmed = by_id(page, "viewing_confirmed").get("value")
    assert text(by_id(page, "viewing_note")) == "Twice!"
    log(client, film, note="Twice!", rating="8", confirmed=confirmed)
    assert list(Viewing.objects.order_by("pk").values_list("note", flat=True)) == ["", "Twice!"]


def test_logging_too_often_keeps_the_form(client, film, member):
    for number in range(60):
        log(client, film, precision="year", year=str(1950 + number))

    response = log(client, film, note="One more")

    assert response.status_code == 429
    assert Viewing.objects.count() == 60
    assert text(by_id(parse(response), "viewing_note")) == "One more"


def test_form_proposes_today_and_what_the_member_said(client, film, member):
    make_user_film(user=member, film=film, rating=6)

    page = parse(client.get(reverse("reviews:log_viewing", args=[film.pk])))

    assert by_id(page, "viewing_day").get("value") == timezone.localdate().isoformat()
    assert "checked" in by_id(page, "viewing_is_rewatch").attrib
    selected = [
        option.get("value") for option in by_id(page, "viewing_rating").iter("option") if "selected" in option.attrib
    ]
    assert selected == ["6"]


def test_form_for_the_dialog_is_a_fragment(client, film, member):
    response = client.get(reverse("reviews:log_viewing", args=[film.pk]), headers=FROM_DIALOG)

    assert "<html" not in response.content.decode()
    assert by_id(parse(response), "viewing_note") is not None


def test_logging_by_a_visitor_leads_to_the_login(client, film):
    response = log(client, film)

    assert response["Location"].startswith("/accounts/login/?next=")
    assert not Viewing.objects.exists()


def test_logging_by_a_suspended_member_is_refused(client, film, member):
    member.suspended_until = timezone.now() + datetime.timedelta(days=1)
    member.save()

    response = log(client, film)

    assert response.status_code == 403
    assert not Viewing.objects.exists()


def test_logging_of_a_film_that_is_not_there_or_not_shown_is_404(client, film, member):
    hidden = make_film(adult=True)

    assert log(client, hidden).status_code == 404
    assert client.post(reverse("reviews:log_viewing", args=[0]), {"precision": "unknown"}).status_code == 404
    assert not Viewing.objects.exists()


# Editing and deleting


def test_editing_shows_and_saves_the_entry(client, film, member):
    viewing = make_viewing(user=member, film=film, precision="month", watched_on=datetime.date(2025, 7, 1), note="Lake")

    page = parse(client.get(reverse("reviews:edit_viewing", args=[viewing.pk])))
    response = edit(client, viewing, note="Sea", next="/members/anna/diary/")

    assert by_id(page, "viewing_month").get("value") == "2025-07"
    assert text(by_id(page, "viewing_note")) == "Lake"
    assert response["Location"] == "/members/anna/diary/"
    viewing.refresh_from_db()
    assert (viewing.watched_on, viewing.precision, viewing.note) == (datetime.date(2026, 3, 14), "day", "Sea")
    assert not UserFilm.objects.exists()


def test_editing_invalidly_changes_nothing(client, film, member):
    viewing = make_viewing(user=member, film=film, note="Lake")

    response = edit(client, viewing, note="Sea", rating="11")

    assert response.status_code == 422
    viewing.refresh_from_db()
    assert viewing.note == "Lake"


def test_deleting_asks_and_deletes(client, film, member):
    viewing = make_viewing(user=member, film=film)
    url = reverse("reviews:delete_viewing", args=[viewing.pk])

    assert "Delete this entry?" in client.get(url).content.decode()
    assert Viewing.objects.exists()
    response = client.post(url, {"next": "/members/anna/diary/"})

    assert response["Location"] == "/members/anna/diary/"
    assert not Viewing.objects.exists()


@pytest.mark.parametrize("name", ["edit_viewing", "delete_viewing"])
@pytest.mark.parametrize(("is_private", "status"), [(False, 403), (True, 404)])
@pytest.mark.parametrize("make", [make_user, make_staff])
def test_entries_of_others_are_not_for_changing(client, name, is_private, status, make):
    viewing = make_viewing(is_private=is_private, note="Mine")
    client.force_login(make())
    url = reverse(f"reviews:{name}", args=[viewing.pk])

    assert client.get(url).status_code == status
    assert client.post(url, {"precision": "unknown"}).status_code == status

    viewing.refresh_from_db()
    assert viewing.note == "Mine"


@pytest.mark.parametrize("name", ["log_viewing", "edit_viewing", "delete_viewing"])
def test_other_methods_are_refused(client, member, name, film):
    viewing = make_viewing(user=member, film=film)
    pk = film.pk if name == "log_viewing" else viewing.pk

    assert client.put(reverse(f"reviews:{name}", args=[pk])).status_code == 405


def test_entries_are_deleted_sixty_times_a_minute_at_most(client, member, film):
    viewings = [make_viewing(user=member, film=film) for _number in range(61)]
    urls = [reverse("reviews:delete_viewing", args=[viewing.pk]) for viewing in viewings]

    assert [client.post(url).status_code for url in urls] == [302] * 60 + [429]
    assert member.viewings.count() == 1


# On the film's page


def test_films_page_shows_ones_own_viewings(client, film, member):
    for number in range(7):
        make_viewing(user=member, film=film, watched_on=datetime.date(2020 + number, 1, 2))
    make_viewing(film=film, watched_on=datetime.date(1999, 1, 1))
    make_viewing(user=member, watched_on=datetime.date(1998, 1, 1))

    shown = text(by_id(parse(client.get(film.get_absolute_url())), "diary"))

    assert [f"Jan. 2, {year}" in shown for year in range(2020, 2027)] == [False] * 2 + [True] * 5
    assert "and 2 more times" in shown
    assert "199" not in shown
    assert "I watched it again" in shown


def test_films_page_has_no_diary_for_visitors(client, film):
    make_viewing(film=film)

    assert by_id(parse(client.get(film.get_absolute_url())), "diary") is None


def buttons(client, film):
    panel = by_id(parse(client.get(film.get_absolute_url())), "diary")
    return [(text(button), button.get("name")) for button in panel.iter("button")]


def test_film_that_was_not_watched_yet_is_watched_by_one_button(client, film, member):
    assert buttons(client, film) == [("I watched it", None)]


def test_film_marked_watched_is_dated_for_the_first_time_or_again(client, film, member):
    make_user_film(user=member, film=film)
    assert buttons(client, film) == [("For the first time", None), ("Again", "is_rewatch")]

    client.post(reverse("reviews:log_viewing", args=[film.pk]), {"precision": "day", "day": "2026-03-14"})

    assert not member.viewings.get().is_rewatch
    assert buttons(client, film) == [("I watched it again", "is_rewatch")]


def test_notes_and_places_are_text_and_not_html(client, film, member):
    make_viewing(user=member, film=film, note="<script>alert(1)</script>", place="<img src=x onerror=alert(1)>")

    page = parse(client.get(reverse("diary", args=["anna"])))

    assert "<script>alert(1)</script>" in texts(by_class(page, "diary-note"))
    assert [image for image in page.iter("img") if image.get("src") == "x"] == []
