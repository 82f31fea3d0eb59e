"""Writes a film as TMDB has it into the catalogue: what differs, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from films import locks
from films.models import Film, FilmRedirect, SyncRecord, TmdbDifference
from films.tmdb import credits, fields, records
from films.tmdb.mapping import FilmValues

State = SyncRecord.State


class LeftOutError(Exception):
    """The film is not to be in the catalogue; the reason is the message."""


@dataclass
class Stored:
    film: Film
    created: bool
    changed: set[str] = dataclass_field(default_factory=set)
    """Names of fields, but for figures that change daily."""
    counts: Counter[str] = dataclass_field(default_factory=Counter)

    @property
    def state(self) -> SyncRecord.State:
        return State.CREATED if self.created else State.CHANGED if self.changed else State.UNCHANGED


@transaction.atomic
def store_film(
    values: FilmValues, *, now: datetime, seen_people: set[int] | None = None, wanted: bool = False
) -> Stored:
    """Add or renew the film; a second call with the same values writes no row of the catalogue.

    `wanted` is True where somebody asked for just this film: then one that staff deleted comes back. Two calls for the
    same film at once end in one film. Raises LeftOutError.
    """
    film, created = find_or_create(values, wanted=wanted)
    stored = Stored(film, created)
    columns = write_fields(stored, values, now)
    write_credits(stored, values, now, seen_people if seen_people is not None else set())
    columns += write_figures(film, values)
    note_pictures(film, now)
    if film.gone_upstream_at:
        film.gone_upstream_at = None
        columns.append("gone_upstream_at")
    if columns or (stored.changed and not created):
        film.save(update_fields=[*columns, *(["updated_at"] if stored.changed else [])])
    forget_difference(film, "tmdb_id")
    if created and wanted:
        SyncRecord.objects.filter(tmdb_id=values.tmdb_id).update(unwanted=False)
    return stored


def find_or_create(values: FilmValues, *, wanted: bool) -> tuple[Film, bool]:
    """The film, locked, and whether it is new."""
    film = locked(tmdb_id=values.tmdb_id) or adopted(values)
    if film:
        return film, False
    refuse_unwanted(values, wanted=wanted)
    try:
        with transaction.atomic():
            return create(values), True
    except IntegrityError:  # somebody else has just added it
        film = locked(tmdb_id=values.tmdb_id)
        if film is None:
            raise
        return film, False


def locked(**lookup: Any) -> Film | None:
    films = Film.objects.select_related("collection").select_for_update(of=("self",), no_key=True)
    return films.filter(**lookup).first()


def adopted(values: FilmValues) -> Film | None:
    """A film that the site has by IMDb id alone gets its TMDB id; so does one whose TMDB id is gone."""
    imdb_id = values.facts["imdb_id"]
    film = locked(imdb_id=imdb_id) if imdb_id else None
    if film is None or (film.tmdb_id and not film.gone_upstream_at):
        return None
    film.tmdb_id = values.tmdb_id
    film.save(update_fields=["tmdb_id"])
    return film


def refuse_unwanted(values: FilmValues, *, wanted: bool) -> None:
    redirect = FilmRedirect.objects.filter(tmdb_id=values.tmdb_id).first()
    if redirect:
        raise LeftOutError(f"staff merged it into film {redirect.film_id}")
    if values.facts["adult"]:
        raise LeftOutError("it is for adults only")
    if values.is_video:
        raise LeftOutError("it is a video, not a film")
    if not wanted and SyncRecord.objects.filter(tmdb_id=values.tmdb_id, unwanted=True).exists():
        raise LeftOutError(records.STAFF_DELETED)


def create(values: FilmValues) -> Film:
    """With its slug; all else is written as for a film that is there already."""
    film = Film(tmdb_id=values.tmdb_id, title=values.facts["title"], slug=slugify(values.facts["title"])[:120])
    film.save(force_insert=True)
    return film


def write_fields(stored: Stored, values: FilmValues, now: datetime) -> list[str]:
    """The columns of the film that were set."""
    columns: list[str] = []
    film = stored.film
    for field in fields.all_fields():
        theirs = field.theirs(values)
        if fields.is_unknown(theirs):
            continue
        if fields.same(field, field.ours(film), theirs):
            forget_difference(film, field.name)
        elif field.name in film.locked_fields or is_taken(film, field, theirs):
            note_difference(film, field.name, theirs, now)
        else:
            columns += field.write(film, theirs)
            forget_difference(film, field.name)
            stored.changed.add(field.name)
    return columns


def is_taken(film: Film, field: fields.Field, theirs: Any) -> bool:
    """Whether another film has this IMDb id: staff will see why."""
    return field.name == "imdb_id" and Film.objects.filter(imdb_id=theirs).exclude(pk=film.pk).exists()


def write_credits(stored: Stored, values: FilmValues, now: datetime, seen_people: set[int]) -> None:
    film = stored.film
    if "credits" not in film.locked_fields:
        stored.counts.update(credits.write_credits(film, values.credits, seen_people=seen_people))
        if any(stored.counts[name] for name in ("credits_added", "credits_changed", "credits_removed")):
            stored.changed.add("credits")
    elif values.credits and not credits.say_the_same(film, values.credits):
        note_credits(film, credits.as_json(values.credits), now)
        return
    forget_difference(film, "credits")


def note_credits(film: Film, theirs: list[list[Any]], now: datetime) -> None:
    known = differences(film).get("credits")
    if known is None or credits.shown(known.theirs or []) != credits.shown(theirs):
        note_difference(film, "credits", theirs, now)


def write_figures(film: Film, values: FilmValues) -> list[str]:
    """What changes daily, and where TMDB has the pictures; the columns that were set."""
    columns = []
    for name, value in (values.figures | values.picture_paths).items():
        if getattr(film, name) != value:
            setattr(film, name, value)
            columns.append(name)
    return columns


def note_pictures(film: Film, now: datetime) -> None:
    """A locked picture of which TMDB has another: the difference holds its path."""
    for name in locks.PICTURES:
        path = getattr(film, f"tmdb_{name}_path")
        if name in film.locked_fields and path and path != getattr(film, f"{name}_source"):
            note_difference(film, name, path, now)
        else:
            forget_difference(film, name)


def note_difference(film: Film, field: str, theirs: Any, now: datetime) -> None:
    known = differences(film).get(field)
    if known is None:
        TmdbDifference.objects.create(film=film, field=field, theirs=theirs, seen_at=now)
    elif known.theirs != theirs:
        known.theirs, known.seen_at, known.kept_at = theirs, now, None
        known.save(update_fields=["theirs", "seen_at", "kept_at"])


def forget_difference(film: Film, field: str) -> None:
    known = differences(film).get(field)
    if known:
        known.delete()


def differences(film: Film) -> dict[str, TmdbDifference]:
    return {row.field: row for row in fields.rows(film, "tmdb_differences")}
