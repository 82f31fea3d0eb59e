"""Removes what came from TMDB: all of it at the end of a licence, or what TMDB's terms let nobody keep any longer.

Films stay, with their titles, their IMDb id, all that members made of them, and what staff locked: that is the site's
own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from films import locks
from films.models import (
    AlternativeTitle,
    Collection,
    Credit,
    Film,
    FilmCountry,
    FilmGenre,
    FilmRedirect,
    FilmTranslation,
    Keyword,
    Person,
    PersonRedirect,
    SyncRecord,
    SyncRun,
    TmdbDifference,
    Video,
)
from films.services.images import KINDS, remove_pictures_after_commit

BATCH = 500
UNUSED_BATCH = 5000
# What a fact becomes. Titles and the IMDb id stay; `adult` too, or a film would suddenly be shown to everybody.
EMPTY = {
    "original_language": "",
    "status": Film.Status.RELEASED,
    "released_on": None,
    "runtime_minutes": None,
    "certification": "",
    "tagline": "",
    "overview": "",
    "budget": None,
    "revenue": None,
    "collection": None,
}
FIGURES = {
    "popularity": 0,
    "tmdb_vote_average": None,
    "tmdb_vote_count": 0,
    "tmdb_poster_path": "",
    "tmdb_backdrop_path": "",
}


def purge(*, before: datetime | None = None, dry_run: bool = False) -> Counter[str]:
    """What was, or would be, removed, by kind. With `before`, of films last fetched before then, which keep their ids,
    so that the next sync can fill them again.

    Each batch of films is one transaction, so a purge that is stopped goes on where it ended.
    """
    counts: Counter[str] = Counter()
    for films in batches(before):
        with transaction.atomic():
            counts += count_content(films) if dry_run else purge_films(films, for_good=before is None)
    if not dry_run:
        counts += purge_unused()
        if before is None:
            forget_runs()
    return counts


def batches(before: datetime | None) -> Iterator[QuerySet[Film]]:
    records = SyncRecord.objects.exclude(film=None).exclude(synced_at=None)
    if before:
        records = records.filter(synced_at__lt=before)
    ids = list(records.order_by("film_id").values_list("film_id", flat=True).distinct())
    for start in range(0, len(ids), BATCH):
        yield Film.objects.filter(pk__in=ids[start : start + BATCH])


def count_content(films: QuerySet[Film]) -> Counter[str]:
    return Counter(
        films=films.count(),
        texts=unlocked(films, "overview").exclude(overview="").count(),
        credits=credits_of(films).count(),
        pictures=sum(films.filter(**{f"{kind}_source__startswith": "/"}).count() for kind in KINDS),
    )


def purge_films(films: QuerySet[Film], *, for_good: bool) -> Counter[str]:
    ids = list(films.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    films = Film.objects.filter(pk__in=ids)
    counts = count_content(films)
    for name, value in EMPTY.items():
        unlocked(films, name).update(**{name: value})
    purge_translations(films)
    purge_parts(films)
    purge_pictures(films)
    SyncRecord.objects.filter(film__in=ids).update(synced_at=None)
    TmdbDifference.objects.filter(film__in=ids).delete()
    films.update(**FIGURES, updated_at=timezone.now())
    if for_good:
        SyncRecord.objects.filter(film__in=ids).delete()
        films.update(tmdb_id=None, gone_upstream_at=None)
    return counts


def unlocked(films: QuerySet[Film], name: str) -> QuerySet[Film]:
    return films.exclude(locked_fields__contains=[name])


def purge_translations(films: QuerySet[Film]) -> None:
    for base in ("tagline", "overview"):
        for language in FilmTranslation.objects.filter(film__in=films).values_list("language", flat=True).distinct():
            free = unlocked(films, locks.translated_name(base, language))
            FilmTranslation.objects.filter(film__in=free, language=language).update(**{base: ""})
    FilmTranslation.objects.filter(film__in=films, title="", tagline="", overview="").delete()


def purge_parts(films: QuerySet[Film]) -> None:
    FilmGenre.objects.filter(film__in=unlocked(films, "genres")).delete()
    FilmCountry.objects.filter(film__in=unlocked(films, "countries")).delete()
    Film.keywords.through.objects.filter(film__in=unlocked(films, "keywords")).delete()
    Video.objects.filter(film__in=unlocked(films, "videos")).delete()
    AlternativeTitle.objects.filter(film__in=unlocked(films, "alternative_titles")).exclude(country="").delete()
    credits_of(films).delete()
    Credit.objects.filter(film__in=films).update(credit_id=None)


def credits_of(films: QuerySet[Film]) -> QuerySet[Credit]:
    return Credit.objects.filter(film__in=unlocked(films, "credits")).exclude(credit_id=None)


def purge_pictures(films: QuerySet[Film]) -> None:
    for kind in KINDS:
        of_tmdb = films.filter(**{f"{kind}_source__startswith": "/"})
        remove_pictures_after_commit(kind, list(of_tmdb.values_list(kind, flat=True)))
        of_tmdb.update(**{kind: "", f"{kind}_source": ""})


def purge_unused() -> Counter[str]:
    """People, keywords and collections of TMDB that no film has any more."""
    people = Person.objects.exclude(tmdb_id=None).filter(credits=None, locked_fields=[])
    keywords = Keyword.objects.exclude(tmdb_id=None).filter(films=None)
    collections = Collection.objects.exclude(tmdb_id=None).filter(films=None)
    return Counter(
        people=delete_in_batches(people),
        keywords=delete_in_batches(keywords),
        collections=delete_in_batches(collections),
    )


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Each batch is a transaction: all at once would take longer than a statement may."""
    count = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:UNUSED_BATCH]):
        rows.model._default_manager.filter(pk__in=ids).delete()
        count += len(ids)
    return count


@transaction.atomic
def forget_runs() -> None:
    """The end of a licence: no id, path or figure of TMDB is left on what came from there."""
    SyncRun.objects.all().delete()
    SyncRecord.objects.all().delete()
    FilmRedirect.objects.exclude(tmdb_id=None).update(tmdb_id=None)
    PersonRedirect.objects.exclude(tmdb_id=None).update(tmdb_id=None)
    Person.objects.exclude(tmdb_id=None).update(tmdb_id=None, tmdb_profile_path="", popularity=0)
    Keyword.objects.exclude(tmdb_id=None).update(tmdb_id=None)
    Collection.objects.exclude(tmdb_id=None).update(tmdb_id=None)
