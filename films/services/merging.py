"""Two records of one film or one person become one; the old address leads to the one that is kept."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.db.models.fields.files import FieldFile

from films.models import (
    AlternativeTitle,
    Credit,
    Film,
    FilmCountry,
    FilmGenre,
    FilmRedirect,
    FilmTranslation,
    Person,
    PersonRedirect,
    Video,
)
from films.services.images import KINDS, remove_pictures_after_commit

Record = TypeVar("Record", Film, Person)

FILM_FACTS = (
    "tmdb_id",
    "imdb_id",
    "original_title",
    "original_language",
    "released_on",
    "runtime_minutes",
    "overview",
    "tagline",
    "poster",
    "backdrop",
    "tmdb_poster_path",
    "tmdb_backdrop_path",
    "budget",
    "revenue",
    "collection_id",
)
FILM_TMDB_FACTS = ("popularity", "tmdb_vote_average", "tmdb_vote_count", "gone_upstream_at")
PERSON_FACTS = (
    "tmdb_id",
    "imdb_id",
    "name_ru",
    "biography",
    "born_on",
    "died_on",
    "place_of_birth",
    "tmdb_profile_path",
)
PERSON_TMDB_FACTS = ("popularity",)
TRANSLATED = ("title", "overview", "tagline")


class MergeError(Exception):
    pass


class MergeWithItselfError(MergeError):
    pass


class MergeOfMissingError(MergeError):
    """One of the two is gone, perhaps merged by somebody else a moment ago."""


def merge_films(*, keep: Film, merged: Film) -> Film:
    """Move what `keep` lacks from `merged`, leave a redirect, delete `merged`.

    What members say of `merged` would be deleted with it: `reviews.services.merging.merge_films` moves that first and
    is what everybody calls. Raises MergeError.
    """
    with transaction.atomic():
        keep, merged = lock_pair(keep, merged)
        move_translations(keep, merged)
        move_film_credits(keep, merged)
        move_rows(AlternativeTitle, keep, merged, same=("country", "title"))
        move_rows(Video, keep, merged, same=("site", "key"))
        move_rows(Film.keywords.through, keep, merged, same=("keyword",))
        move_rows(FilmGenre, keep, merged, same=("genre",), position=F("position") + next_position(FilmGenre, keep))
        move_rows(
            FilmCountry, keep, merged, same=("country",), position=F("position") + next_position(FilmCountry, keep)
        )
        filled = fill_facts(keep, merged, FILM_FACTS, FILM_TMDB_FACTS)
        filled += take_sources(keep, merged, filled)
        filled += take_locks(keep, merged, filled)
        keep_titles(keep, titles_of(merged))
        FilmRedirect.objects.filter(film=merged).update(film=keep)
        FilmRedirect.objects.create(old_id=merged.pk, film=keep, tmdb_id=forgotten_id(merged, filled))
        remove_left_pictures(merged, taken=filled)
        merged.delete()  # before `keep` is saved: it may take over unique ids
        keep.save(update_fields=[*filled, "updated_at"])
    keep.refresh_from_db()
    return keep


def merge_people(*, keep: Person, merged: Person) -> Person:
    """Move the credits and names of `merged` to `keep`, leave a redirect, delete `merged`; raises MergeError."""
    with transaction.atomic():
        keep, merged = lock_pair(keep, merged)
        others = merge_credits(keep.credits.all(), merged.credits.all(), same=("film_id", "department", "job"))
        Credit.objects.filter(pk__in=[credit.pk for credit in others]).update(person=keep)
        filled = fill_facts(keep, merged, PERSON_FACTS, PERSON_TMDB_FACTS)
        keep.also_known_as = known_names(keep, merged)
        PersonRedirect.objects.filter(person=merged).update(person=keep)
        PersonRedirect.objects.create(old_id=merged.pk, person=keep, tmdb_id=forgotten_id(merged, filled))
        merged.delete()
        keep.save(update_fields=[*filled, "also_known_as"])
    return keep


def merge_people_into(*, keep: Person, others: Iterable[Person]) -> Person:
    """Merge all `others` or none."""
    others = list(others)
    with transaction.atomic():
        lock_rows(Person, [keep.pk, *(other.pk for other in others)])
        for other in others:
            keep = merge_people(keep=keep, merged=other)
    return keep


def lock_rows(model: type[Record], ids: Sequence[int]) -> dict[int, Record]:
    """The rows by id, locked in the order of their ids."""
    rows: QuerySet[Record] = model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update()
    return {row.pk: row for row in rows}


def lock_pair(keep: Record, merged: Record) -> tuple[Record, Record]:
    if keep.pk == merged.pk:
        raise MergeWithItselfError
    rows = lock_rows(type(keep), [keep.pk, merged.pk])
    if len(rows) < 2:
        raise MergeOfMissingError
    return rows[keep.pk], rows[merged.pk]


def move_rows(model: type[models.Model], keep: Film, merged: Film, *, same: Sequence[str], **changes: Any) -> None:
    """Give rows of `merged` to `keep`, unless it has one with the `same` values."""
    rows = model._default_manager
    twins = rows.filter(film=keep, **{name: OuterRef(name) for name in same})
    rows.filter(~Exists(twins), film=merged).update(film=keep, **changes)


def next_position(model: type[FilmGenre] | type[FilmCountry], film: Film) -> int:
    last = model._default_manager.filter(film=film).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def move_translations(keep: Film, merged: Film) -> None:
    move_rows(FilmTranslation, keep, merged, same=("language",))
    kept = {translation.language: translation for translation in keep.translations.all()}
    for other in merged.translations.all():
        twin = kept[other.language]
        filled = fill(twin, other, TRANSLATED)
        if filled:
            twin.save(update_fields=filled)


def move_film_credits(keep: Film, merged: Film) -> None:
    last_orders = dict(keep.credits.values_list("department").annotate(last=Max("order")))
    others = merge_credits(keep.credits.all(), merged.credits.all(), same=("person_id", "department", "job"))
    for credit in others:
        credit.film = keep
        credit.order += last_orders.get(credit.department, -1) + 1
    Credit.objects.bulk_update(others, ["film", "order"])


def merge_credits(kept: QuerySet[Credit], moving: QuerySet[Credit], *, same: Sequence[str]) -> list[Credit]:
    """The credits that are in `moving` alone.

    One that is in `kept` too, perhaps with its character spelt otherwise, is deleted after its twin has taken what the
    twin lacks.
    """
    twins: dict[tuple[Any, ...], Credit] = {}
    for credit in kept.order_by("order", "pk"):
        twins.setdefault(tuple(getattr(credit, name) for name in same), credit)
    others, doubles, filled = [], [], {}
    for credit in moving.order_by("order", "pk"):
        twin = twins.get(tuple(getattr(credit, name) for name in same))
        if twin is None:
            others.append(credit)
            continue
        doubles.append(credit.pk)
        if fill(twin, credit, ("character", "credit_id")):
            filled[twin.pk] = twin
    Credit.objects.filter(pk__in=doubles).delete()  # first: a twin may have taken over a unique id
    Credit.objects.bulk_update(filled.values(), ["character", "credit_id"])
    return others


def fill_facts(keep: Record, merged: Record, facts: Sequence[str], tmdb_facts: Sequence[str]) -> list[str]:
    """Fill the empty `facts` of `keep`; with the TMDB id comes what TMDB says of it. The names of what changed."""
    filled = fill(keep, merged, facts)
    if "tmdb_id" in filled:
        for name in tmdb_facts:
            setattr(keep, name, getattr(merged, name))
        filled += tmdb_facts
    return filled


def take_sources(keep: Film, merged: Film, filled: Sequence[str]) -> list[str]:
    """Where a picture that was taken over came from."""
    sources = [f"{name}_source" for name in KINDS if name in filled]
    for name in sources:
        setattr(keep, name, getattr(merged, name))
    return sources


def take_locks(keep: Film, merged: Film, filled: Sequence[str]) -> list[str]:
    """What staff locked in `merged` is locked where it has gone to."""
    locked = sorted({*keep.locked_fields, *(name for name in merged.locked_fields if name in filled)})
    if locked == keep.locked_fields:
        return []
    keep.locked_fields = locked
    return ["locked_fields"]


def forgotten_id(merged: Film | Person, filled: Sequence[str]) -> int | None:
    """The TMDB id that nobody has after the merger: the redirect keeps it, or the next sync would bring it back."""
    return None if "tmdb_id" in filled else merged.tmdb_id


def fill(row: models.Model, other: models.Model, names: Iterable[str]) -> list[str]:
    filled = []
    for name in names:
        if value(row, name) in (None, "") and value(other, name) not in (None, ""):
            setattr(row, name, value(other, name))
            filled.append(name)
    return filled


def value(row: models.Model, name: str) -> Any:
    found = getattr(row, name)
    return found.name if isinstance(found, FieldFile) else found


def titles_of(film: Film) -> list[str]:
    return [film.title, film.original_title, *film.translations.values_list("title", flat=True)]


def keep_titles(film: Film, titles: Iterable[str]) -> None:
    """Make alternative titles of those that the film does not have, so that the search still finds it by them."""
    known = [*titles_of(film), *film.alternative_titles.values_list("title", flat=True)]
    AlternativeTitle.objects.bulk_create(AlternativeTitle(film=film, title=title) for title in unknown(titles, known))


def known_names(keep: Person, merged: Person) -> list[str]:
    names = [merged.name, merged.name_ru, *merged.also_known_as]
    return keep.also_known_as + unknown(names, [keep.name, keep.name_ru, *keep.also_known_as])


def unknown(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Each of `names` that is not among the `known` ones, once, whatever its case."""
    seen = {"", *(name.casefold() for name in known)}
    found = []
    for name in names:
        if name.casefold() not in seen:
            seen.add(name.casefold())
            found.append(name)
    return found


def remove_left_pictures(film: Film, *, taken: Sequence[str]) -> None:
    for kind in KINDS:
        if kind not in taken:
            remove_pictures_after_commit(kind, [getattr(film, kind).name])
