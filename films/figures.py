"""Where a film stands with the site's members."""

from dataclasses import dataclass

from django.conf import settings

from films.cards import mean_text
from films.models import Film
from films.selectors import place_in_ranking


@dataclass(frozen=True, slots=True)
class Figures:
    """Where a film stands with the site's members."""

    film_id: int
    mean: str
    count: int
    histogram: list[int]
    place: int | None
    watched: int
    planned: int
    favorites: int
    votes_missing: int
    rank_is_held: bool = False
    is_hidden: bool = False


def film_figures(film: Film, *, hidden: bool = False) -> Figures:
    """One query, for the place. What `hidden` figures are to keep from somebody is not in them."""
    if hidden:
        counts = (film.watched_count, film.planned_count, film.favorite_count)
        return Figures(film.pk, "", 0, [], None, *counts, votes_missing=0, is_hidden=True)
    return Figures(
        film_id=film.pk,
        mean=mean_text(film.rating_count, film.rating_sum),
        count=film.rating_count,
        histogram=film.rating_histogram,
        place=place_in_ranking(film=film),
        watched=film.watched_count,
        planned=film.planned_count,
        favorites=film.favorite_count,
        votes_missing=max(0, settings.RATING_MIN_VOTES - film.rating_count),
        rank_is_held=film.ranking_held,
    )
