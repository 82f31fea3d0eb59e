"""What a member says of a film. Each function is one statement or one short transaction on the member's own row."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from accounts.models import User
from films.models import Film
from reviews.exceptions import FilmUnavailable
from reviews.models import UserFilm
from reviews.services import bursts

Status = UserFilm.Status


def rate_film(*, user: User, film: Film, rating: int, now: datetime) -> None:
    """Rating a film marks it watched."""
    row = UserFilm(user=user, film=film, rating=rating, status=Status.WATCHED, rated_at=now, updated_at=now)
    write(row, ["rating", "status", "rated_at"])
    transaction.on_commit(partial(bursts.note_rating, film_id=film.pk, now=now), robust=True)


def clear_rating(*, user: User, film: Film, now: datetime) -> None:
    erase(user=user, film=film, rating=None, rated_at=None, updated_at=now)


def set_status(*, user: User, film: Film, status: str, now: datetime) -> None:
    """An empty `status` takes the film off the member's list; its rating and favorite stay."""
    if status:
        write(UserFilm(user=user, film=film, status=status, updated_at=now), ["status"])
    else:
        erase(user=user, film=film, status=None, updated_at=now)


def set_favorite(*, user: User, film: Film, favorite: bool, now: datetime) -> None:
    if favorite:
        write(UserFilm(user=user, film=film, favorite=True, updated_at=now), ["favorite"])
    else:
        erase(user=user, film=film, favorite=False, updated_at=now)


def write(row: UserFilm, fields: Iterable[str]) -> None:
    """Insert the row or update its `fields`, in one statement, so that two clicks at once make one row."""
    try:
        with transaction.atomic():
            UserFilm.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["user", "film"], update_fields=[*fields, "updated_at"]
            )
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):  # the film or the member was deleted meanwhile
            raise FilmUnavailable from error
        raise


@transaction.atomic
def erase(*, user: User, film: Film, **values: Any) -> None:
    """Set fields, one of them to its empty value; a row that then says nothing is deleted."""
    row = UserFilm.objects.select_for_update().filter(user=user, film=film).first()
    if row is None:
        return
    for name, value in values.items():
        setattr(row, name, value)
    if row.rating or row.status or row.favorite:
        row.save(update_fields=list(values))
    else:
        row.delete()
