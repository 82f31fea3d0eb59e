import datetime
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import make_staff, make_user
from films.tests.factories import make_film, make_person
from pages.tests.html import by_class, links, parse, text
from reviews.diary_stats import longest_run, member_stats
from reviews.models import UserFilm, Viewing
from reviews.services import diary
from reviews.services.diary import Entry
from reviews.tests.factories import make_user_film, make_viewing

pytestmark = pytest.mark.django_db
date = datetime.date
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(days=7)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def anna():
    return make_user(username="anna")


def see(member, film, watched_on, precision="day", **values):
    """As the diary does: the film is marked watched too."""
    UserFilm.objects.get_or_create(user=member, film=film, defaults={"status": "watched"})
    return make_viewing(user=member, film=film, watched_on=watched_on, precision=precision, **values)


def stats_of(member, year=None, viewer=None):
    return member_stats(member=member, viewer=viewer or member, year=year)


def amounts(rows):
    return [(row.name, row.count) for row in rows]


def tables(page):
    """The figures of each drawing, by its title, from the table beside it."""
    return {
        text(table.find("caption")): {text(row.find("th")): int(text(row.find("td"))) for row in table.find("tbody")}
        for details in by_class(page, "chart-table")
        for table in details.iter("table")
    }


def test_year_counts_films_once_and_viewings_each_time(anna):
    film, other = make_film(runtime_minutes=90), make_film(runtime_minutes=None)
    see(anna, film, date(2026, 1, 5), rating=7)
    see(anna, film, date(2026, 2, 1), "month", rating=9, is_rewatch=True)
    see(anna, other, date(2026, 1, 1), "year")
    see(anna, film, date(2025, 12, 31))
    see(anna, film, None, "unknown")
    see(make_user(), film, date(2026, 1, 6))

    totals = stats_of(anna, 2026).totals

    assert (totals.films, totals.viewings, totals.rewatches, totals.minutes) == (2, 3, 1, 180)
    assert totals.mean == 8
    assert totals.bins == [0, 0, 0, 0, 0, 0, 1, 0, 1, 0]


def test_all_time_counts_films_marked_watched_and_viewings_of_the_diary(anna):
    film = make_film(runtime_minutes=120)
    see(anna, film, date(2026, 1, 5), rating=3)
    see(anna, film, None, "unknown")
    UserFilm.objects.filter(film=film).update(rating=8)
    make_user_film(user=anna, rating=10)
    make_user_film(user=anna, rating=None, status="planned")

    totals = stats_of(anna).totals

    assert (totals.films, totals.viewings, totals.hours, totals.mean) == (2, 2, 4, 9)


def test_groups_count_each_film_once(anna):
    first = make_film(genres=["drama", "war"], countries=["FR", "IT"], released_on=date(1965, 1, 1))
    second = make_film(genres=["drama"], countries=["FR"], released_on=date(1989, 1, 1))
    for film in (first, first, second):
        see(anna, film, date(2026, 1, 5))

    for stats in (stats_of(anna, 2026), stats_of(anna)):
        assert amounts(stats.genres) == [("Drama", 2), ("War", 1)]
        assert amounts(stats.countries) == [("France", 2), ("Italy", 1)]
        assert amounts(stats.decades) == [("1960s", 1), ("1970s", 0), ("1980s", 1)]


def test_people_are_those_seen_more_than_once(anna):
    director, actor, extra = make_person(name="Ann Reed"), make_person(name="Bo Lund"), make_person(name="Cy Moss")
    for number in range(3):
        cast = [actor, *(make_person() for _ in range(11)), extra]
        film = make_film(directors=[director if number else "Once Only"], cast=cast)
        see(anna, film, date(2026, 1, 5))

    stats = stats_of(anna, 2026)

    assert amounts(stats.directors) == [("Ann Reed", 2)]
    assert amounts(stats.actors) == [("Bo Lund", 3)]  # the thirteenth of a cast was hardly seen
    assert stats.actors[0].url == actor.get_absolute_url()


def test_rhythm_goes_by_what_is_known_of_the_dates(anna):
    film = make_film()
    for day in (date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7), date(2026, 1, 13), date(2026, 3, 1)):
        see(anna, film, day)
    see(anna, film, date(2026, 1, 1), "month")
    see(anna, film, date(2026, 1, 1), "year")

    rhythm = stats_of(anna, 2026).rhythm

    assert rhythm.days_in_a_row == 3
    assert rhythm.weeks_in_a_row == 2
    assert rhythm.busiest == (date(2026, 1, 1), 5)
    assert rhythm.months == {date(2026, 1, 1): 5, date(2026, 3, 1): 1}
    assert rhythm.years == {2026: 7}


@pytest.mark.parametrize(
    ("days", "step", "longest"),
    [
        ([], DAY, 0),
        ([date(2026, 1, 1)], DAY, 1),
        ([date(2025, 12, 31), date(2026, 1, 1)], DAY, 2),
        ([date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 3)], DAY, 3),
        ([date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 26)], WEEK, 2),
    ],
)
def test_longest_run(days, step, longest):
    assert longest_run(set(days), step) == longest


def test_year_in_review_has_its_best_first_and_last(client, anna):
    best, first, last = make_film(title="Best"), make_film(title="First"), make_film(title="Last")
    see(anna, first, date(2026, 1, 2), rating=5)
    see(anna, best, date(2026, 2, 2), rating=9)
    see(anna, best, date(2026, 3, 2), rating=10)
    see(anna, last, date(2026, 4, 2))
    see(anna, make_film(title="Vague"), date(2026, 1, 1), "year", rating=1)

    page = parse(client.get(reverse("stats_year", args=["anna", 2026])))

    titles = [text(title) for title in by_class(by_class(page, "review-posters")[0], "card-title")]
    assert titles == ["Best", "First", "Vague"]
    ends = text(by_class(page, "stats-ends")[0])
    assert re.fullmatch(r"First of the year · Jan. 2, 2026 First Last of the year · April 2, 2026 Last", ends) or (
        "First" in ends and ends.endswith("Last")
    )
    assert "2026 in review" in text(page)


def test_every_drawing_has_a_name_and_a_table(client, anna):
    film = make_film(genres=["drama"], countries=["FR"], released_on=date(1989, 1, 1))
    see(anna, film, date(2026, 3, 14), rating=9)

    page = parse(client.get(reverse("stats_year", args=["anna", 2026])))

    drawings = by_class(page, "chart")
    assert len(drawings) == 5
    for drawing in drawings:
        assert drawing.get("role") == "img"
        assert text(drawing.find("title"))
        assert {element.get("id") for element in (drawing.find("title"), drawing.find("desc"))} == set(
            drawing.get("aria-labelledby").split()
        )
    assert tables(page)["Films by genre"] == {"Drama": 1}
    assert tables(page)["Viewings by month"]["March"] == 1
    assert len(tables(page)["Viewings by month"]) == 12
    assert tables(page)["Ratings at the time, viewing by viewing"]["9"] == 1


def test_private_entries_count_for_the_member_alone(client, anna):
    film, secret = make_film(genres=["drama"]), make_film(title="Secret", genres=["war"])
    see(anna, film, date(2026, 1, 5), rating=7)
    see(anna, secret, date(2025, 6, 6), rating=10, is_private=True)
    staff = make_staff()

    assert stats_of(anna).totals.films == 2
    assert stats_of(anna).diary_years == [2026, 2025]
    for viewer in (make_user(), staff):
        stats = stats_of(anna, viewer=viewer)
        assert (stats.totals.films, stats.totals.viewings) == (1, 1)
        assert amounts(stats.genres) == [("Drama", 1)]
        assert stats.diary_years == [2026]
        assert stats_of(anna, 2025, viewer=viewer).totals.viewings == 0
    assert "Secret" not in client.get(reverse("stats_year", args=["anna", 2025])).content.decode()


def test_film_seen_privately_and_openly_counts(anna):
    film = make_film()
    see(anna, film, date(2026, 1, 5), is_private=True)
    see(anna, film, date(2026, 1, 6))

    assert stats_of(anna, viewer=make_user()).totals.films == 1


def test_statistics_are_kept_until_something_changes(anna, django_assert_num_queries):
    film = make_film()
    viewing = see(anna, film, date(2026, 1, 5))
    stats_of(anna)

    with django_assert_num_queries(1):
        assert stats_of(anna).totals.viewings == 1
    diary.log_viewing(user=anna, film=film, entry=Entry(watched_on=date(2026, 2, 5)), now=timezone.now())
    assert stats_of(anna).totals.viewings == 2
    diary.change_viewing(viewing=viewing, entry=Entry(watched_on=None, precision="unknown"), now=timezone.now())
    assert stats_of(anna).rhythm.years == {2026: 1}
    diary.delete_viewing(viewing=viewing)
    assert stats_of(anna).totals.viewings == 1
    make_user_film(user=anna)
    assert stats_of(anna).totals.films == 2


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("name", "args"), [("stats", []), ("stats_year", [2026])])
def test_statistics_take_the_same_queries(client, anna, django_assert_max_num_queries, number, name, args):
    person = make_person()
    for day in range(number):
        film = make_film(genres=["drama"], countries=["FR"], directors=[person], cast=[person])
        see(anna, film, date(2026, 1, 1) + DAY * day, rating=8)
    client.force_login(anna)

    with django_assert_max_num_queries(11):
        client.get(reverse(name, args=["anna", *args]))


@pytest.mark.parametrize(("year", "status"), [(1887, 404), (1888, 200), (2026, 200), (9999, 404), (10**12, 404)])
def test_years_that_a_diary_can_have(client, anna, year, status):
    assert client.get(reverse("stats_year", args=["anna", year])).status_code == status


def test_statistics_of_nothing_say_so(client, anna):
    for name, args in (("stats", ["anna"]), ("stats_year", ["anna", 2026])):
        page = parse(client.get(reverse(name, args=args)))

        assert by_class(page, "empty")
        assert "/members/anna/diary/" in links(page)
    assert not Viewing.objects.exists()


def test_other_case_of_the_name_redirects(client, anna):
    assert client.get("/members/ANNA/stats/2026/")["Location"] == "/members/anna/stats/2026/"
    assert client.get("/members/ANNA/stats/")["Location"] == "/members/anna/stats/"


def test_statistics_in_russian(client, anna):
    film = make_film(genres=["drama"], countries=["FR"], released_on=date(1989, 1, 1))
    see(anna, film, date(2026, 3, 14), rating=9)

    page = client.get("/ru/members/anna/stats/").content.decode()

    assert "Франция" in page
    assert "драма" in page.lower()


def test_full_statistics_are_under_60_kb(client, anna):
    for number in range(60):
        film = make_film(
            title=f"Фильм с очень длинным названием номер {number}",
            genres=["drama", "war", "comedy"],
            countries=["FR", "GB"],
            released_on=date(1900 + 2 * number, 1, 1),
        )
        see(anna, film, date(1960 + number, 3, 14), rating=9)
    client.force_login(anna)

    assert len(client.get(reverse("stats", args=["anna"])).content) < 60_000
