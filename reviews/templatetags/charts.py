"""Bars as SVG, drawn on the server, each with its figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import template
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.text import Truncator

from reviews.diary_stats import Amount

register = template.Library()

WIDTH = 400
ROW = 28  # of a bar that lies
LABEL = 124  # the room for its name
FIGURE = 44  # and for its figure
LETTERS = 16  # of a name in LABEL
HEIGHT = 120  # of bars that stand
LETTER = 8  # the width of one


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    name: str
    count: int
    x: int
    y: int
    width: int
    height: int
    text_x: int
    text_y: int


@register.inclusion_tag("reviews/_chart.html")
def lying_bars(amounts: Sequence[Amount], key: str, title: str, unit: str) -> dict[str, Any]:
    """One under the other; for names."""
    most = max([amount.count for amount in amounts], default=1) or 1
    room = WIDTH - LABEL - FIGURE
    bars = [
        Bar(
            label=Truncator(amount.name).chars(LETTERS),
            name=amount.name,
            count=amount.count,
            x=LABEL,
            y=ROW * place + 5,
            width=max(2, room * amount.count // most) if amount.count else 0,
            height=ROW - 10,
            text_x=LABEL + room * amount.count // most + 8,
            text_y=ROW * place + 19,
        )
        for place, amount in enumerate(amounts)
    ]
    return chart(bars, key, title, unit, height=ROW * len(bars), lying=True)


@register.inclusion_tag("reviews/_chart.html")
def standing_bars(amounts: Sequence[Amount], key: str, title: str, unit: str) -> dict[str, Any]:
    """Side by side; for what has an order."""
    most = max([amount.count for amount in amounts], default=1) or 1
    step = max(1, min(WIDTH // max(len(amounts), 1), 60))
    widest = max([len(short(amount.name)) for amount in amounts], default=1)
    every = -(-widest * LETTER // step)  # of how many names there is room for one
    bars = []
    for place, amount in enumerate(amounts):
        height = max(2, HEIGHT * amount.count // most) if amount.count else 0
        bars.append(
            Bar(
                label=short(amount.name) if place % every == 0 else "",
                name=amount.name,
                count=amount.count,
                x=step * place + min(2, step // 4),
                y=18 + HEIGHT - height,
                width=max(1, step - 2 * min(2, step // 4)),
                height=height,
                text_x=step * place + step // 2,
                text_y=12 + HEIGHT - height,
            )
        )
    return chart(bars, key, title, unit, height=HEIGHT + 40, lying=False) | {"figures_fit": step >= 24}


def short(name: str) -> str:
    """The three letters of a month; other names as they are."""
    for number, month in MONTHS.items():
        if str(month) == name:
            return str(MONTHS_3[number]).capitalize()
    return name


def chart(bars: list[Bar], key: str, title: str, unit: str, *, height: int, lying: bool) -> dict[str, Any]:
    return {
        "bars": bars,
        "key": key,
        "title": title,
        "unit": unit,
        "height": height,
        "base": height - 6,
        "lying": lying,
        "figures_fit": True,
        "description": ", ".join(f"{bar.name}: {bar.count}" for bar in bars),
    }


@register.filter
def as_ratings(bins: Sequence[int]) -> list[Amount]:
    return [Amount(str(rating), number) for rating, number in enumerate(bins, start=1)]


@register.filter
def as_months(months: dict[date, int]) -> list[Amount]:
    """The twelve months of the year that these are of."""
    counts = {day.month: number for day, number in months.items()}
    return [Amount(str(name), counts.get(number, 0)) for number, name in MONTHS.items()]


@register.filter
def as_years(years: dict[int, int]) -> list[Amount]:
    """With the years between, unless they are too many to draw."""
    if not years:
        return []
    span = range(min(years), max(years) + 1)
    return [Amount(str(year), years.get(year, 0)) for year in (span if len(span) <= 100 else sorted(years)[-100:])]
