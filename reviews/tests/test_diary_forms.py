import datetime

import pytest
from django.http import QueryDict

from reviews.forms.diary import ViewingForm

TODAY = datetime.date(2026, 3, 14)


def form_of(**data):
    query = QueryDict(mutable=True)
    query.update({"precision": "day", **data})
    return ViewingForm(query, today=TODAY)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"precision": "day", "day": "2026-03-14"}, datetime.date(2026, 3, 14)),
        ({"precision": "day", "day": "14.03.2026"}, datetime.date(2026, 3, 14)),
        ({"precision": "day", "day": "2026-03-15"}, datetime.date(2026, 3, 15)),  # it is tomorrow somewhere
        ({"precision": "day", "day": "1888-01-01"}, datetime.date(1888, 1, 1)),
        ({"precision": "month", "month": "2026-03"}, datetime.date(2026, 3, 1)),
        ({"precision": "month", "month": "2026-3"}, datetime.date(2026, 3, 1)),
        ({"precision": "month", "month": "03/2026"}, datetime.date(2026, 3, 1)),
        ({"precision": "month", "month": " 3.2026 "}, datetime.date(2026, 3, 1)),
        ({"precision": "year", "year": "2026"}, datetime.date(2026, 1, 1)),
        ({"precision": "year", "year": "1888"}, datetime.date(1888, 1, 1)),
        ({"precision": "unknown"}, None),
    ],
)
def test_dates_are_read_in_three_ways(data, expected):
    form = form_of(**data)

    assert form.is_valid(), form.errors
    entry = form.entry()
    assert (entry.watched_on, entry.precision) == (expected, data["precision"])


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"precision": "day"}, "day"),
        ({"precision": "day", "day": "yesterday"}, "day"),
        ({"precision": "day", "day": "2026-03-16"}, "day"),
        ({"precision": "day", "day": "1887-12-31"}, "day"),
        ({"precision": "month"}, "month"),
        ({"precision": "month", "month": "2026-13"}, "month"),
        ({"precision": "month", "month": "2026-04"}, "month"),
        ({"precision": "month", "month": "March"}, "month"),
        ({"precision": "month", "month": "0000-01"}, "month"),
        ({"precision": "month", "month": "9" * 5000}, "month"),
        ({"precision": "year"}, "year"),
        ({"precision": "year", "year": "2027"}, "year"),
        ({"precision": "year", "year": "1887"}, "year"),
        ({"precision": "year", "year": "-5"}, "year"),
        ({"precision": "year", "year": "9" * 4000}, "year"),
        ({"precision": "year", "year": "MCMXC"}, "year"),
        ({"precision": "century", "year": "2020"}, "precision"),
        ({"precision": "unknown", "rating": "11"}, "rating"),
        ({"precision": "unknown", "note": "x" * 2001}, "note"),
        ({"precision": "unknown", "note": "x\0"}, "note"),
        ({"precision": "unknown", "place": "x" * 101}, "place"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(data, field):
    form = form_of(**data)

    assert list(form.errors) == [field]


def test_fields_of_another_precision_do_not_matter():
    form = form_of(precision="year", year="1999", day="nonsense", month="nonsense")

    assert form.is_valid()
    assert form.entry().watched_on == datetime.date(1999, 1, 1)


def test_confirmation_counts_for_the_day_that_was_asked_about():
    assert is_confirmed(day="2026-03-01", confirmed="2026-03-01")
    assert not is_confirmed(day="2026-03-02", confirmed="2026-03-01")
    assert not is_confirmed(day="2026-03-02", confirmed="on")


def is_confirmed(**data):
    form = form_of(**data)
    assert form.is_valid()
    return form.is_confirmed
