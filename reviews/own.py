"""What a member said of one film, for its page: in one statement, where the tables would take three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts import statements
from accounts.models import User
from films.models import Film
from reviews.diary import OF_FILM_SHOWN, FilmDiary
from reviews.models import Review, UserFilm, Viewing

OF_FILM = "WHERE user_id = %(user)s AND film_id = %(film)s"
NEWEST_FIRST = "ORDER BY watched_on DESC NULLS LAST, id DESC"
OWN = f"""
SELECT
    (
        SELECT json_build_object('rating', rating, 'status', status, 'favorite', favorite)
        FROM reviews_userfilm {OF_FILM}
    ),
    (SELECT json_build_object('id', id, 'state', state) FROM reviews_review {OF_FILM}),
    (
        SELECT json_agg(newest {NEWEST_FIRST})
        FROM (
            SELECT id, watched_on, precision, rating, is_rewatch, is_private
            FROM reviews_viewing {OF_FILM} {NEWEST_FIRST} LIMIT {OF_FILM_SHOWN}
        ) AS newest
    ),
    (SELECT count(*) FROM reviews_viewing {OF_FILM})
"""  # noqa: S608  # composed of constants


@dataclass(frozen=True, slots=True)
class Own:
    mark: UserFilm | None = None
    review: Review | None = None
    diary: FilmDiary | None = None  # None for a visitor


def said_of(*, film: Film, user: User | AnonymousUser) -> Own:
    """The instances have those of their fields that the page shows; no query for a visitor."""
    if not user.is_authenticated:
        return Own()
    [(mark, review, viewings, count)] = statements.run(OWN, {"user": user.pk, "film": film.pk})
    shown = [viewing_of(row) for row in viewings or []]
    return Own(
        mark=UserFilm(user=user, film=film, **mark) if mark else None,
        review=Review(user=user, film=film, **review) if review else None,
        diary=FilmDiary(shown, others=count - len(shown)),
    )


def viewing_of(row: dict[str, Any]) -> Viewing:
    day = row.pop("watched_on")
    return Viewing(watched_on=date.fromisoformat(day) if day else None, **row)
