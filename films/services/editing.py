"""What staff change on many films at once."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import CharField, F, Func, QuerySet, Value
from django.utils import timezone

from films import locks
from films.models import Film
from films.services.images import remove_pictures_after_commit
from films.tmdb import records


def set_adult(*, films: QuerySet[Film], adult: bool) -> int:
    """The number of films that changed."""
    return update_films(films.exclude(adult=adult), adult=adult)


def set_status(*, films: QuerySet[Film], status: Film.Status) -> int:
    """The number of films that changed."""
    return update_films(films.exclude(status=status), status=status)


def update_films(films: QuerySet[Film], **values: Any) -> int:
    """Lock the films in the order of their ids, as the triggers of ratings do, then change them in one statement.

    The synchronisation with TMDB leaves what was changed as it is.
    """
    with transaction.atomic():
        rows = Film.objects.filter(pk__in=films.order_by().values("pk")).order_by("pk")
        ids = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
        return Film.objects.filter(pk__in=ids).update(
            **values, locked_fields=with_locks(values.keys() & locks.OF_FILM.keys()), updated_at=timezone.now()
        )


def with_locks(names: Iterable[str]) -> Func:
    """As `locks.with_locks`, in SQL."""
    return Func(
        F("locked_fields"),
        Value(sorted(names), output_field=ArrayField(CharField(max_length=40))),
        template="ARRAY(SELECT DISTINCT name FROM unnest(array_cat(%(expressions)s)) AS name ORDER BY name)",
    )


def delete_films(*, films: QuerySet[Film]) -> int:
    """Delete the films with all that hangs on them, and their pictures once that is certain. The number of films.

    The films are locked first and their records after, as the synchronisation does.
    """
    with transaction.atomic():
        locked = Film.objects.filter(pk__in=films.order_by().values("pk")).order_by("pk").select_for_update()
        rows = list(locked.values_list("pk", "tmdb_id", "poster", "backdrop"))
        records.mark_unwanted(tmdb_id for _pk, tmdb_id, _poster, _backdrop in rows)
        Film.objects.filter(pk__in=[pk for pk, *_ in rows]).delete()
        remove_pictures_after_commit("poster", [poster for _pk, _tmdb_id, poster, _backdrop in rows])
        remove_pictures_after_commit("backdrop", [backdrop for *_, backdrop in rows])
    return len(rows)
