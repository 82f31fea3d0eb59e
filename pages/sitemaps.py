"""Sitemaps of what a visitor may see: an index, and a part for 50,000 ids, each read in one go through an index."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from accounts.models import User
from films.models import Film, Person

PART = 50_000  # the most that a sitemap may hold
READ = 2000
LAST_PART = 40_000  # a sitemap index may name 50,000 sitemaps; ids end soon after at 2 ** 31
VISITOR = AnonymousUser()
NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
WITH_LINKS = f'{NAMESPACES} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
PLACES = ["home", "films:list", "about", "about_ranking", "about_moderation"]


@dataclass(frozen=True)
class Section:
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[str, ...]
    path: Callable[..., str]
    """Of the columns, without the prefix of a language."""


def film_path(pk: int, slug: str) -> str:
    return f"/films/{pk}-{slug}/" if slug else f"/films/{pk}/"


def person_path(pk: int, slug: str) -> str:
    return f"/people/{pk}-{slug}/" if slug else f"/people/{pk}/"


def member_path(username: str) -> str:
    return f"/members/{quote(username)}/"


SECTIONS = {
    "films": Section(lambda: Film.objects.visible_to(VISITOR), ("pk", "slug"), film_path),
    "people": Section(Person.objects.all, ("pk", "slug"), person_path),
    "members": Section(lambda: User.objects.visible_to(VISITOR), ("username",), member_path),
}


def index(root: str) -> str:
    addresses = [root + reverse("sitemap_places")]
    for name, section in SECTIONS.items():
        last = section.rows().order_by("-pk").values_list("pk", flat=True).first()
        parts = range(0 if last is None else last // PART + 1)
        addresses += [root + reverse("sitemap_part", args=[name, part]) for part in parts]
    rows = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return f"{HEAD}<sitemapindex {NAMESPACES}>\n{rows}</sitemapindex>\n"


def places(root: str) -> Iterator[str]:
    with override(settings.LANGUAGE_CODE):
        return document(root, [reverse(name) for name in PLACES])


def part(root: str, name: str, number: int) -> Iterator[str]:
    section = SECTIONS[name]
    rows = section.rows().filter(pk__gte=number * PART, pk__lt=(number + 1) * PART).order_by("pk")
    values = rows.values_list(*section.columns).iterator(chunk_size=READ)
    return document(root, (section.path(*row) for row in values))


def document(root: str, paths: Iterable[str]) -> Iterator[str]:
    """A line for each page, with its address in every language."""
    yield f"{HEAD}<urlset {WITH_LINKS}>\n"
    for path in paths:
        yield f"<url><loc>{root}{path}</loc>{links(root, path)}</url>\n"
    yield "</urlset>\n"


def links(root: str, path: str) -> str:
    return (
        f'<xhtml:link rel="alternate" hreflang="en" href="{root}{path}"/>'
        f'<xhtml:link rel="alternate" hreflang="ru" href="{root}/ru{path}"/>'
    )
