"""Cards: the small picture of a film that every list is made of.

A card is a pure function of its row and the language, so its HTML is kept in memory: a film that changed has another
row.
"""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from films import images
from films.paths import film_path
from films.posters import typographic_poster
from films.querysets import FilmQuerySet


class CardRow(NamedTuple):
    """A row of `FilmQuerySet.for_card`."""

    pk: int
    slug: str
    title: str
    title_ru: str
    year: int | None
    poster: str
    genre_id: int | None
    rating_count: int
    rating_sum: int

    @property
    def local_title(self) -> str:
        return (get_language() == "ru" and self.title_ru) or self.title


class Card(NamedTuple):
    pk: int
    title: str
    html: SafeString
    row: CardRow

    def without_mean(self) -> "Card":
        return make_card(self.row._replace(rating_count=0, rating_sum=0)) if self.row.rating_count else self


def film_cards(films: FilmQuerySet) -> list[Card]:
    """The cards of `films`, in their order; one query."""
    return [make_card(CardRow(*row)) for row in films.for_card()]


def make_card(row: CardRow) -> Card:
    render = card_html.__wrapped__ if settings.DEBUG else card_html  # a changed template shows at once
    return Card(row.pk, row.local_title, render(row, get_language()), row)


@lru_cache(maxsize=20_000)
def card_html(row: CardRow, language: str) -> SafeString:
    return render_to_string(
        "films/_film_card.html",
        {
            "url": film_path(row.pk, row.slug),
            "title": row.local_title,
            "year": row.year,
            "mean": mean_text(row.rating_count, row.rating_sum),
            "image": images.sources(row.poster) if row.poster else None,
            "poster": typographic_poster(row.local_title, row.year, [row.genre_id] if row.genre_id else []),
        },
    )


def mean_text(count: int, total: int) -> str:
    """The mean to one decimal, or nothing while fewer than RATING_MIN_VOTES members rated."""
    tenths = mean_tenths(count, total)
    return "" if tenths is None else f"{tenths // 10}{get_format('DECIMAL_SEPARATOR')}{tenths % 10}"


def mean_tenths(count: int, total: int) -> int | None:
    """Ten times what `mean_text` says."""
    if not count or count < settings.RATING_MIN_VOTES:
        return None
    return (20 * total + count) // (2 * count)  # rounded half up
