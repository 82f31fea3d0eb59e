from datetime import date

from django import template
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _

from reviews.diary import Stretch
from reviews.models import Viewing

register = template.Library()
Precision = Viewing.Precision


@register.filter
def when(viewing: Viewing) -> str:
    """The date of a viewing as exactly as it is known."""
    return date_text(viewing.watched_on, viewing.precision)


@register.filter
def heading(stretch: Stretch) -> str:
    if stretch.precision == Precision.YEAR and stretch.first_day:
        return _("Some time in %(year)s") % {"year": stretch.first_day.year}
    return date_text(stretch.first_day, stretch.precision)


def date_text(day: date | None, precision: str) -> str:
    if day is None:
        return _("Some time")
    if precision == Precision.YEAR:
        return str(day.year)
    return month_text(day) if precision == Precision.MONTH else date_format(day, "DATE_FORMAT")


@register.filter
def month_text(day: date) -> str:
    return date_format(day, "F Y")


@register.simple_tag
def weekdays() -> list[tuple[str, str]]:
    """The days of the week with their short names, from the one that the language begins with."""
    first = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    return [(str(WEEKDAYS[day % 7]), str(WEEKDAYS_ABBR[day % 7])) for day in range(first, first + 7)]
