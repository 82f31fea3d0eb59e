"""Facts of films as they are read on the page."""

from dataclasses import dataclass

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from films.languages import language_name

register = template.Library()

TALLEST = 56
JOBS = [
    gettext_noop("Director"),
    gettext_noop("Writer"),
    gettext_noop("Screenplay"),
    gettext_noop("Original Music Composer"),
    gettext_noop("Director of Photography"),
    gettext_noop("Editor"),
    gettext_noop("Producer"),
]


@register.simple_tag
def runtime(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


@register.simple_tag
def dollars(amount: int) -> str:
    return "$" + number_format(amount, force_grouping=True)


@register.simple_tag
def language_of(code: str) -> str:
    return language_name(code)


@register.simple_tag
def jobs_text(jobs: list[str]) -> str:
    """A person's jobs on one film; TMDB's names, in the active language where they are known."""
    return ", ".join(_(job) for job in dict.fromkeys(jobs))


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int
    title: str


@dataclass(frozen=True, slots=True)
class Histogram:
    label: str
    bars: list[Bar]


@register.simple_tag
def histogram(bins: list[int]) -> Histogram:
    """Ten bars in a drawing of 200 by 60; the label says in words what they show."""
    most = max([*bins, 1])
    heights = [max(1, round(TALLEST * count / most)) for count in bins]
    bars = [
        Bar(20 * place + 1, 60 - height, height, f"{place + 1}: {count}")
        for place, (count, height) in enumerate(zip(bins, heights, strict=True))
    ]
    return Histogram(_("Number of ratings from 1 to 10: ") + ", ".join(bar.title for bar in bars), bars)


@register.simple_tag
def job_text(job: str) -> str:
    return _(job) if job else ""
