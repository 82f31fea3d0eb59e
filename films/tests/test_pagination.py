import pytest

from films import pagination
from films.models import Film
from films.pagination import Page, paginate, to_page_number

pytestmark = pytest.mark.django_db
NEWEST = Film.objects.sorted_by("newest")


def add_films(number):
    Film.objects.bulk_create(Film(title=str(n), slug="x") for n in range(number))


def titles(page):
    return [film.title for film in page.items]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (None, 1),
        ("", 1),
        ("1", 1),
        ("007", 7),
        ("1000", 1000),
        ("1001", 1000),
        ("999999999", 1000),
        ("0", 1),
        ("-3", 1),
        ("+3", 1),
        ("3.0", 1),
        (" 3", 1),
        ("٣", 1),
        ("²", 1),
        ("1" * 10_000, 1),
        ("\x00", 1),
    ],
)
def test_page_number_is_between_one_and_the_last(text, number):
    assert to_page_number(text) == number


@pytest.mark.parametrize(
    ("asked", "number", "shown"),
    [
        ("1", 1, ["6", "5", "4"]),
        ("2", 2, ["3", "2", "1"]),
        ("3", 3, ["0"]),
        ("9", 3, ["0"]),
        (None, 1, ["6", "5", "4"]),
    ],
)
def test_page_holds_its_rows_in_order(asked, number, shown):
    add_films(7)

    page = paginate(NEWEST, asked, per_page=3)

    assert (page.number, titles(page)) == (number, shown)
    assert (page.count, page.count_is_capped, page.last) == (7, False, 3)
    assert (page.has_previous, page.has_next) == (number > 1, number < 3)


def test_page_of_nothing_is_the_first_and_only(django_assert_num_queries):
    with django_assert_num_queries(1):
        page = paginate(NEWEST, "5", per_page=3)

    assert (page.items, page.number, page.count, page.last) == ([], 1, 0, 1)
    assert not page.has_next
    assert not page.has_previous
    assert page.numbers == [1]


@pytest.mark.parametrize("films", [3, 6])
def test_full_last_page_has_no_next(films):
    add_films(films)

    page = paginate(NEWEST, "2", per_page=3)

    assert page.last == films // 3
    assert not page.has_next


@pytest.mark.parametrize(("films", "number"), [(1, "1"), (40, "1"), (40, "13")])
def test_page_takes_two_queries_however_far(django_assert_num_queries, films, number):
    add_films(films)

    with django_assert_num_queries(2):
        paginate(NEWEST, number, per_page=3)


def test_fetch_gets_the_rows_of_the_page_alone_in_their_order():
    add_films(7)
    seen = []

    page = paginate(
        NEWEST, "2", per_page=3, fetch=lambda films: seen.append(list(films.values_list("title", flat=True))) or ["x"]
    )

    assert seen == [["3", "2", "1"]]
    assert page.items == ["x"]


def test_count_stops_at_its_limit_and_pages_go_on(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 5)
    add_films(10)

    with django_assert_num_queries(2):
        page = paginate(NEWEST, "3", per_page=3)

    assert titles(page) == ["3", "2", "1"]
    assert (page.count, page.count_is_capped, page.last, page.has_next) == (5, True, None, True)
    assert page.numbers == [1, 2, 3, 4, None]


def test_last_page_of_uncounted_rows_has_no_next_and_no_gap_after_it(monkeypatch):
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 5)
    add_films(10)

    page = paginate(NEWEST, "4", per_page=3)

    assert titles(page) == ["0"]
    assert not page.has_next
    assert page.numbers == [1, 2, 3, 4]


@pytest.mark.parametrize("films", [10, 9])
def test_page_beyond_uncounted_rows_is_the_last(monkeypatch, films):
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 5)
    add_films(films)

    page = paginate(NEWEST, "900", per_page=3)

    assert page.number == -(-films // 3)
    assert titles(page)[-1] == "0"
    assert not page.has_next


def test_exactly_as_many_as_the_limit_are_counted(monkeypatch):
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 5)
    add_films(5)

    page = paginate(NEWEST, "1", per_page=3)

    assert (page.count, page.count_is_capped, page.last) == (5, False, 2)


def test_no_page_after_the_last_that_is_offered(monkeypatch):
    monkeypatch.setattr(pagination, "COUNT_LIMIT", 5)
    monkeypatch.setattr(pagination, "LAST_PAGE", 2)
    add_films(10)

    page = paginate(NEWEST, "3", per_page=3)

    assert page.number == 2
    assert not page.has_next


@pytest.mark.parametrize(
    ("number", "last", "has_next", "numbers"),
    [
        (1, 1, False, [1]),
        (1, 2, True, [1, 2]),
        (1, 5, True, [1, 2, 3, None, 5]),
        (4, 7, True, [1, 2, 3, 4, 5, 6, 7]),
        (5, 9, True, [1, None, 3, 4, 5, 6, 7, None, 9]),
        (9, 9, False, [1, None, 7, 8, 9]),
        (1, None, True, [1, 2, None]),
        (500, None, True, [1, None, 498, 499, 500, 501, None]),
        (500, None, False, [1, None, 498, 499, 500]),
    ],
)
def test_numbers_show_the_first_the_near_and_the_last(number, last, has_next, numbers):
    page = Page(items=[], number=number, count=0, count_is_capped=last is None, has_next=has_next, last=last)

    assert page.numbers == numbers
    assert (page.previous, page.next) == (number - 1, number + 1)
