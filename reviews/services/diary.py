"""What members write into their diaries. Locks are taken in the order of docs/architecture.md: the member first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from psycopg.errors import ForeignKeyViolation

from accounts.models import User
from films.models import Film
from reviews.exceptions import AlreadyInDiary, FilmUnavailable
from reviews.models import UserFilm, Viewing
from reviews.services import rating as ratings

EARLIEST = date(1888, 1, 1)  # the year of the first film


def latest(today: date) -> date:
    """The last day that a viewing may have: somewhere on earth it is tomorrow already."""
    return today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a member writes down of one viewing; `watched_on` is as Viewing's."""

    watched_on: date | None
    precision: str = Viewing.Precision.DAY
    is_rewatch: bool = False
    rating: int | None = None
    note: str = ""
    place: str = ""
    is_private: bool = False


def log_viewing(*, user: User, film: Film, entry: Entry, now: datetime, repeated: bool = False) -> Viewing:
    """Write a viewing down and mark the film watched.

    Raises AlreadyInDiary for a second viewing on the same day, unless it is said to be `repeated`. An unrated film
    takes the entry's rating, unless the entry is only for its member: the film's rating would be for everybody.
    """
    with gone_film_is_unavailable(), transaction.atomic():
        lock_member(user)
        refuse_repetition(user.pk, film.pk, entry, repeated=repeated)
        mark_watched(user, film, None if entry.is_private else entry.rating, now)
        return Viewing.objects.create(user=user, film=film, created_at=now, updated_at=now, **asdict(entry))


def change_viewing(*, viewing: Viewing, entry: Entry, now: datetime, repeated: bool = False) -> None:
    """Raises AlreadyInDiary as `log_viewing` does; what the member says of the film itself stays as it is."""
    with transaction.atomic():
        lock_member(viewing.user)
        if (entry.watched_on, entry.precision) != (viewing.watched_on, viewing.precision):
            refuse_repetition(viewing.user_id, viewing.film_id, entry, repeated=repeated)
        Viewing.objects.filter(pk=viewing.pk).update(**asdict(entry), updated_at=now)


def delete_viewing(*, viewing: Viewing) -> None:
    """The film stays watched: that one viewing was a mistake does not mean that there was no other."""
    Viewing.objects.filter(pk=viewing.pk).delete()


def lock_member(user: User) -> None:
    """So that of two clicks at once the second finds what the first one wrote."""
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


def refuse_repetition(user_id: int, film_id: int, entry: Entry, *, repeated: bool) -> None:
    if repeated or entry.precision != Viewing.Precision.DAY:
        return
    if Viewing.objects.filter(
        user=user_id, film=film_id, watched_on=entry.watched_on, precision=entry.precision
    ).exists():
        raise AlreadyInDiary


def mark_watched(user: User, film: Film, rating: int | None, now: datetime) -> None:
    mark = UserFilm.objects.filter(user=user, film=film).first()
    if rating and not (mark and mark.rating):
        ratings.rate_film(user=user, film=film, rating=rating, now=now)
    elif mark is None or mark.status != UserFilm.Status.WATCHED:
        ratings.set_status(user=user, film=film, status=UserFilm.Status.WATCHED, now=now)


@contextmanager
def gone_film_is_unavailable() -> Iterator[None]:
    """Foreign keys are checked at the commit, so this stands around the whole transaction."""
    try:
        yield
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            raise FilmUnavailable from error
        raise
