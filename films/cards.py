"""Cards: the small picture of a film that every list is made of.

A card is a pure function of its row and the language, so its HTML is kept in memory; a film that changed has another row.
"""

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from films import images
from films.paths import film_path
from films.posters import typographic_poster


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


def film_cards(films: QuerySet) -> list[Card]:
    """The cards of `films`, in their order; one query."""
    return [make_card(CardRow(*row)) for row in films.for_card()]


def make_card(row: CardRow) -> Card:
    render = card_html.__wrapped__ if settings.DEBUG else card_html  # a changed template shows at once
    return Card(row.pk, row.local_title, render(row, get_language()))


@lru_cache(maxsize=4000)
def card_html(row: CardRow, language: str) -> SafeString:
    image = images.sources(row.poster) if row.poster else None
    poster = typographic_poster(row.local_title, row.year, [row.genre_id] if row.genre_id else [])
    mean = mean_text(row.rating_count, row.rating_sum)
    frame = (card_frame.__wrapped__ if settings.DEBUG else card_frame)(
        language, has_image=bool(image), lines=len(poster.lines), has_year=bool(row.year), has_mean=bool(mean)
    )
    return format_html(
        frame,
        *poster.lines,
        url=film_path(row.pk, row.slug),
        title=row.local_title,
        year=row.year,
        mean=mean,
        src=image and image.src,
        srcset=image and image.srcset,
        palette=poster.palette,
        motif=poster.motif,
        size=poster.size,
        leading=poster.leading,
        top=poster.top,
    )


@lru_cache(maxsize=500)
def card_frame(language: str, *, has_image: bool, lines: int, has_year: bool, has_mean: bool) -> str:
    """The template of a card with its places still open, for `format_html`: seven times cheaper than to render it."""
    poster = {name: f"{{{name}}}" for name in ("palette", "motif", "size", "leading", "top")}
    return render_to_string(
        "films/_film_card.html",
        {
            "url": "{url}",
            "title": "{title}",
            "year": "{year}" if has_year else None,
            "mean": "{mean}" if has_mean else "",
            "image": {"src": "{src}", "srcset": "{srcset}"} if has_image else None,
            "poster": {**poster, "lines": [f"{{{number}}}" for number in range(lines)]},
        },
    )


def mean_text(count: int, total: int) -> str:
    """The mean to one decimal, or nothing while fewer than RATING_MIN_VOTES members rated."""
    return f"{total / count:.1f}" if count and count >= settings.RATING_MIN_VOTES else ""
