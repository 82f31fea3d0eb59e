"""The posters and backdrops of films: three or two WebP files each, replaced as one."""

from collections.abc import Iterable
from functools import partial
from typing import Literal

from django.core.files.base import File
from django.db import transaction
from PIL.Image import Image

from accounts import images
from films.images import BACKDROP_WIDTHS, POSTER_WIDTHS
from films.models import Film

Kind = Literal["poster", "backdrop"]
RELEASED = "released"  # as the source of an upload that need not stay; TMDB's paths begin with a slash
KINDS: tuple[Kind, ...] = ("poster", "backdrop")
FOLDERS: dict[Kind, str] = {"poster": "posters", "backdrop": "backdrops"}
WIDTHS: dict[Kind, tuple[int, ...]] = {"poster": POSTER_WIDTHS, "backdrop": BACKDROP_WIDTHS}


def set_poster(*, film: Film, image: File) -> Film:
    """Store `image` as the film's poster; raises accounts.images.ImageRefusedError before anything is changed."""
    return set_picture(film, "poster", image)


def clear_poster(*, film: Film) -> Film:
    return replace_picture(film, "poster", "")


def set_backdrop(*, film: Film, image: File) -> Film:
    return set_picture(film, "backdrop", image)


def clear_backdrop(*, film: Film) -> Film:
    return replace_picture(film, "backdrop", "")


def set_picture(film: Film, kind: Kind, image: File) -> Film:
    name = store_picture(images.read_image(image), film_id=film.pk, kind=kind)
    return replace_picture(film, kind, name)


def store_picture(picture: Image, *, film_id: int, kind: Kind) -> str:
    """Write the files; the name that stands for all of them."""
    return images.store(picture, stem=f"{FOLDERS[kind]}/{film_id}", widths=WIDTHS[kind])


def replace_picture(film: Film, kind: Kind, name: str, *, source: str = "") -> Film:
    """`source` is the path at TMDB that the picture came from, empty for an upload."""
    with transaction.atomic():
        old_name = Film.objects.select_for_update(no_key=True).values_list(kind, flat=True).get(pk=film.pk)
        setattr(film, kind, name)
        setattr(film, f"{kind}_source", source)
        film.save(update_fields=[kind, f"{kind}_source", "updated_at"])
        if old_name and old_name != name:
            transaction.on_commit(lambda: remove_picture(kind, old_name))
    return film


def release_picture(film: Film, kind: Kind) -> None:
    """Let TMDB's picture replace the uploaded one, once it is there: until then the upload is shown."""
    uploaded = Film.objects.filter(pk=film.pk, **{f"{kind}_source": ""}).exclude(**{kind: ""})
    uploaded.update(**{f"{kind}_source": RELEASED})


def remove_pictures_after_commit(kind: Kind, names: Iterable[str]) -> None:
    """Delete the files once the rows that name them are surely gone; empty names are passed over."""
    for name in filter(None, names):
        transaction.on_commit(partial(remove_picture, kind, name))


def remove_picture(kind: Kind, name: str) -> None:
    images.remove(name, widths=WIDTHS[kind])
