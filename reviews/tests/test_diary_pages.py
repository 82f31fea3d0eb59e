import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film
from pages.tests.html import by_class, by_id, links, parse, text, texts
from reviews.tests.factories import make_viewing

pytestmark = pytest.mark.django_db
date = datetime.date


@pytest.fixture
def anna():
    return make_user(username="anna", name="Anna Petrova")


def write(member, title, watched_on, precision="day", **values):
    return make_viewing(user=member, film=make_film(title=title), watched_on=watched_on, precision=precision, **values)


def diary(client, username="anna", **query):
    return client.get(reverse("diary", args=[username]), query)


def month(client, year, number, username="anna", prefix=""):
    return client.get(prefix + reverse("diary_month", args=[username, year, number]))


def stretches(page):
    """The headings of the diary, each with the titles under it."""
    return [(text(section.find(".//h2")), texts(section.iter("h3"))) for section in by_class(page, "diary-stretch")]


# The list


def test_diary_goes_by_months_newest_first_and_uncertain_dates_have_their_place(client, anna):
    write(anna, "Unknown", None, "unknown")
    write(anna, "Some day in March", date(2026, 3, 1), "month")
    write(anna, "First of March", date(2026, 3, 1))
    write(anna, "Pi day", date(2026, 3, 14))
    write(anna, "January", date(2026, 1, 1))
    write(anna, "That year", date(2026, 1, 1), "year")
    write(anna, "Long ago", date(1999, 1, 1), "year")
    write(make_user(), "Of another", date(2026, 3, 2))

    page = parse(diary(client))

    assert stretches(page) == [
        ("March 2026", ["Pi day 2000", "First of March 2000", "Some day in March 2000"]),
        ("January 2026", ["January 2000"]),
        ("Some time in 2026", ["That year 2000"]),
        ("Some time in 1999", ["Long ago 2000"]),
        ("Some time", ["Unknown 2000"]),
    ]


def test_diary_in_russian(client, anna):
    write(anna, "Mirror", date(2026, 3, 14))

    page = parse(client.get("/ru/members/anna/diary/"))

    assert stretches(page)[0][0] == "Март 2026"


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [("visitor", {"Open"}), ("other", {"Open"}), ("staff", {"Open", "Adult"}), ("anna", {"Open", "Private", "Adult"})],
)
def test_diary_shows_what_its_viewer_may_see(client, anna, viewer, seen):
    write(anna, "Open", date(2026, 3, 14))
    write(anna, "Private", date(2026, 3, 14), is_private=True, note="Only mine")
    make_viewing(user=anna, film=make_film(title="Adult", adult=True))
    people = {"anna": lambda: anna, "other": make_user, "staff": make_staff}
    if viewer in people:
        client.force_login(people[viewer]())

    listed, calendar = diary(client), month(client, 2026, 3)

    for title in ("Open", "Private", "Adult"):
        assert (title in texts_of_titles(listed)) == (title in seen)
    assert ("Only mine" in listed.content.decode()) == (viewer == "anna")
    assert ("Private" in calendar.content.decode()) == (viewer == "anna")


def texts_of_titles(response):
    return {title.removesuffix(" 2000") for _heading, titles in stretches(parse(response)) for title in titles}


@pytest.mark.parametrize("name", ["diary", "stats"])
def test_pages_of_a_private_profile_are_for_its_member_and_staff(client, anna, name):
    write(anna, "Open", date(2026, 3, 14))
    anna.is_private = True
    anna.save()
    url = reverse(name, args=["anna"])

    assert client.get(url).status_code == 404
    client.force_login(make_user())
    assert client.get(url).status_code == 404
    client.force_login(make_staff())
    assert client.get(url).status_code == 200
    client.force_login(anna)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["diary", "stats"])
def test_pages_of_nobody_are_404_and_take_no_posts(client, anna, name):
    assert client.get(reverse(name, args=["nobody"])).status_code == 404
    assert client.post(reverse(name, args=["anna"])).status_code == 405


def test_other_case_of_the_name_redirects(client, anna):
    assert diary(client, "Anna")["Location"] == "/members/anna/diary/"
    assert month(client, 2026, 3, username="Anna")["Location"] == "/members/anna/diary/2026/3/"


def test_empty_diary_invites_its_member_and_tells_others(client, anna):
    assert "Anna Petrova has written nothing down for others to see." in diary(client).content.decode()
    client.force_login(anna)
    assert "Your diary is empty" in diary(client).content.decode()


def test_only_the_member_gets_links_to_edit(client, anna):
    viewing = write(anna, "Open", date(2026, 3, 14))
    url = f"/my/viewings/{viewing.pk}/?next=%2Fmembers%2Fanna%2Fdiary%2F"

    assert url not in links(parse(diary(client)))
    client.force_login(anna)
    assert url in links(parse(diary(client)))


def test_diary_has_pages_of_24(client, anna):
    for number in range(25):
        write(anna, f"Film {number:02}", date(2026, 1, 1) + datetime.timedelta(days=number))

    first, second = parse(diary(client)), parse(diary(client, page="2"))

    assert len(by_class(first, "diary-row")) == 24
    assert stretches(second) == [("January 2026", ["Film 00 2000"])]


@pytest.mark.parametrize("day", ["", "2026-02-30", "\0", "9" * 400])
def test_bad_day_shows_the_whole_diary(client, anna, day):
    write(anna, "Open", date(2026, 3, 14))

    assert len(by_class(parse(diary(client, day=day)), "diary-row")) == 1


def test_day_shows_that_day_alone(client, anna):
    write(anna, "Pi day", date(2026, 3, 14))
    write(anna, "Another", date(2026, 3, 15))

    assert stretches(parse(diary(client, day="2026-03-14"))) == [("March 2026", ["Pi day 2000"])]


@pytest.mark.parametrize("number", [1, 30])
def test_diary_takes_the_same_queries(client, anna, django_assert_num_queries, number):
    for day in range(number):
        write(anna, f"Film {day}", date(2026, 1, 1) + datetime.timedelta(days=day))

    with django_assert_num_queries(3):
        diary(client)
    client.force_login(anna)
    with django_assert_num_queries(5):
        diary(client)


def test_page_of_a_full_diary_is_under_60_kb(client, anna):
    for number in range(24):
        write(anna, "Ж" * 60 + str(number), date(2026, 1, 1), note="Щ" * 2000, place="Ю" * 100, rating=10)
    client.force_login(anna)

    assert len(diary(client).content) < 60_000


# One entry


def test_long_note_is_read_on_its_page(client, anna):
    viewing = write(anna, "Open", date(2026, 3, 14), note="word " * 100 + "the end")
    url = reverse("diary_entry", args=["anna", viewing.pk])

    page = parse(diary(client))

    assert url in links(page)
    assert "the end" not in text(page)
    assert "the end" in client.get(url).content.decode()


@pytest.mark.parametrize("values", [{"is_private": True}, {"film": "adult"}, {"user": "other"}])
def test_entry_that_is_not_to_be_seen_is_404(client, anna, values):
    viewing = write(anna, "Open", date(2026, 3, 14), is_private=values.get("is_private", False))
    if "film" in values:
        viewing.film.adult = True
        viewing.film.save()
    if "user" in values:
        viewing.user = make_user()
        viewing.save()

    assert client.get(reverse("diary_entry", args=["anna", viewing.pk])).status_code == 404


# The calendar


def test_month_is_a_table_of_weeks(client, anna):
    film = write(anna, "Pi day", date(2026, 3, 14)).film
    write(anna, "Sometime", date(2026, 3, 1), "month")
    write(anna, "Last of April", date(2026, 4, 30))
    write(anna, "Of the year", date(2026, 1, 1), "year")

    page = parse(month(client, 2026, 3))
    table = by_class(page, "month")[0]

    assert [cell.get("scope") for cell in table.iter("th")] == ["col"] * 7
    assert text(next(table.iter("th"))) == "Sun"
    filled = [cell for cell in table.iter("td") if list(cell.iter("a"))]
    assert [(text(by_class(cell, "day")[0]), links(cell)) for cell in filled] == [("14", [film.get_absolute_url()])]
    assert "Sometime 2000" in texts(page.iter("h3"))
    assert "Last of April" not in text(page)
    assert "/members/anna/diary/2026/4/" in links(page)


def test_month_begins_the_week_as_the_language_does(client, anna):
    page = parse(client.get("/ru/members/anna/diary/2026/3/"))

    assert by_class(page, "month")[0].find(".//abbr").get("title") == "Понедельник"


def test_month_leads_to_the_nearest_ones_with_entries(client, anna):
    write(anna, "Early", date(2024, 5, 6))
    write(anna, "Late", date(2026, 9, 1), "month")
    write(anna, "A year", date(2025, 1, 1), "year")
    write(anna, "Hidden", date(2025, 6, 1), is_private=True)

    page = parse(month(client, 2025, 3))

    near = [link for link in page.iter("a") if link.get("rel") in ("prev", "next")]
    assert [(link.get("rel"), text(link)) for link in near] == [("prev", "← May 2024"), ("next", "September 2026 →")]


def test_many_films_of_a_day_are_counted(client, anna):
    for number in range(5):
        write(anna, f"Marathon {number}", date(2026, 3, 14))

    page = parse(month(client, 2026, 3))

    more = by_class(page, "more")[0]
    assert text(more) == "+3 more on this day"
    assert more.get("href") == "/members/anna/diary/?day=2026-03-14"


@pytest.mark.parametrize(("year", "number"), [(1887, 12), (2026, 0), (2026, 13), (9999, 1), (10**9, 1)])
def test_month_that_no_diary_has_is_404(client, anna, year, number):
    assert month(client, year, number).status_code == 404


def test_future_month_is_404_and_the_present_one_is_there(client, anna):
    today = timezone.localdate()
    later = today + datetime.timedelta(days=62)

    assert month(client, today.year, today.month).status_code == 200
    assert month(client, later.year, later.month).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_month_takes_the_same_queries(client, anna, django_assert_num_queries, number):
    for day in range(number):
        write(anna, f"Film {day}", date(2026, 3, 1) + datetime.timedelta(days=day))

    with django_assert_num_queries(3):
        month(client, 2026, 3)


def test_fullest_month_is_under_60_kb(client, anna):
    for number in range(31):
        for _ in range(3):
            write(anna, "A Film With a Long Title Indeed", date(2026, 3, 1) + datetime.timedelta(days=number), rating=9)
    for number in range(20):
        write(anna, f"Uncertain {number}", date(2026, 3, 1), "month", note="x" * 2000)
    client.force_login(anna)

    assert len(month(client, 2026, 3).content) < 60_000


def test_header_and_profile_lead_to_the_diary(client, anna):
    client.force_login(anna)

    page = parse(client.get("/members/anna/"))

    assert links(page).count("/members/anna/diary/") == 2
    assert "/members/anna/stats/" in links(page)
    assert by_id(page, "content") is not None
