"""Posters and backdrops from TMDB: only from paths that it gave, verified and encoded anew as uploads are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import images
from films.models import Film
from films.services import images as pictures
from films.services.images import KINDS, Kind
from films.tmdb.client import Client
from films.tmdb.exceptions import BadAnswerError, NotFoundError, TmdbError

SIZES: dict[Kind, str] = {"poster": "w780", "backdrop": "w1280"}
MAX_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    film_id: int
    title: str
    kind: Kind
    path: str


def wanted_pictures(films: QuerySet[Film]) -> Iterator[Wanted]:
    """Those that the films lack, or have from another path than TMDB's present one; staff's own pictures stay."""
    for kind in KINDS:
        path, source = f"tmdb_{kind}_path", f"{kind}_source"
        lacking = (
            films.exclude(**{path: ""})
            .exclude(**{source: F(path)})
            .filter(Q(**{kind: ""}) | ~Q(**{source: ""}))
            .exclude(locked_fields__contains=[kind])
        )
        for pk, title, found in lacking.order_by("pk").values_list("pk", "title", path):
            yield Wanted(pk, title, kind, found)


def fetch(client: Client, wanted: Wanted) -> str:
    """Download, verify and store the files; the name to keep. Touches no row. Raises TmdbError."""
    data = client.image(wanted.path, size=SIZES[wanted.kind])
    try:
        picture = images.read_image(File(io.BytesIO(data), name="picture"), max_bytes=MAX_BYTES)
        return pictures.store_picture(picture, film_id=wanted.film_id, kind=wanted.kind)
    except images.ImageNotStoredError as error:
        raise TmdbError(f"{wanted.path}: {error.code}: it cannot be written") from None
    except images.ImageRefusedError as error:
        raise BadAnswerError(f"{wanted.path}: {error.code}: no picture that the site can show") from None


@transaction.atomic
def keep(wanted: Wanted, name: str) -> bool:
    """Make the stored files the film's picture, unless the film, its path or its lock changed meanwhile."""
    films = Film.objects.select_for_update(no_key=True)
    film = films.filter(pk=wanted.film_id, **{f"tmdb_{wanted.kind}_path": wanted.path}).first()
    if film is None or wanted.kind in film.locked_fields:
        if not Film.objects.filter(**{wanted.kind: name}).exists():  # the same picture may be in use
            pictures.remove_picture(wanted.kind, name)
        return False
    pictures.replace_picture(film, wanted.kind, name, source=wanted.path)
    return True


def fetch_pictures_of(client: Client, film: Film) -> int:
    """All that one film lacks, each tried whatever becomes of the other; how many came.

    A picture that TMDB lacks is none. Raises the last TmdbError of those that failed.
    """
    count, failure = 0, None
    for wanted in wanted_pictures(Film.objects.filter(pk=film.pk)):
        try:
            count += keep(wanted, fetch(client, wanted))
        except NotFoundError:
            continue
        except TmdbError as error:
            failure = error
    if failure:
        raise failure
    return count


def drop_withdrawn(films: QuerySet[Film]) -> int:
    """Remove the pictures that TMDB showed once and has no path for any more; how many."""
    count = 0
    for kind in KINDS:
        withdrawn = films.filter(**{f"tmdb_{kind}_path": "", f"{kind}_source__startswith": "/"})
        for film in withdrawn.exclude(locked_fields__contains=[kind]).order_by("pk"):
            pictures.replace_picture(film, kind, "")
            count += 1
    return count
