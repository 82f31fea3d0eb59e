"""What the page of the search and the suggestions under the search box show."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from films import search
from films.models import Credit, Film
from films.pagination import Page, paginate_ids
from reviews import selectors as reviews

SUGGESTED_FILMS = 6
SUGGESTED_PEOPLE = 3


@dataclass(frozen=True)
class SearchPage:
    text: str
    hits: search.Hits
    films: Page

    @cached_property
    def people(self) -> list[tuple[search.FoundPerson, str]]:
        """The people with their jobs, on the first page only."""
        return [(person, job_of(person)) for person in self.hits.people] if self.films.number == 1 else []

    @property
    def film_count(self) -> str:
        return film_count(self.hits)

    @property
    def people_count(self) -> str:
        return people_count(self.hits)

    @property
    def status(self) -> str:
        return status(self.hits) if self.text else ""

    @property
    def can_be_added(self) -> bool:
        """Whether members find more here than the catalogue has."""
        return bool(settings.TMDB_API_TOKEN)


def search_page(text: str, *, number: str | None, user: User | AnonymousUser) -> SearchPage:
    """Two queries, three when a word is mistyped, one more for a member's marks, whatever is found."""
    text = search.readable(text)
    hits = search.find(text, limit=search.MAX_FILMS)
    films = paginate_ids(
        hits.film_ids,
        number,
        per_page=settings.FILMS_PER_PAGE,
        fetch=lambda ids: reviews.marked_cards(Film.objects.visible_to(user).in_order(ids), user=user),
    )
    return SearchPage(text, hits, films)


def suggested_films(ids: Sequence[int]) -> QuerySet[Film]:
    """Films with what a suggestion says of them: title, year, and `directors`."""
    russian = get_language() == "ru"
    name = Coalesce(NullIf("person__name_ru", Value("")), "person__name") if russian else F("person__name")
    directors = Credit.objects.filter(film=OuterRef("pk"), department=Credit.Department.DIRECTING, job="Director")
    return (
        Film.objects.in_order(ids)
        .annotate(directors=ArraySubquery(directors.order_by("order", "pk").values(named=name)[:2]))
        .only("title", "title_ru", "slug", "year")
    )


def job_of(person: search.FoundPerson) -> str:
    if person.department == Credit.Department.ACTING:
        return _("Acting")
    return str(dict(Credit.Department.choices).get(person.department, ""))


def film_count(hits: search.Hits) -> str:
    if hits.has_more_films:
        return _("%(count)s+ films") % {"count": len(hits.film_ids)}
    return ngettext("%(count)s film", "%(count)s films", len(hits.film_ids)) % {"count": len(hits.film_ids)}


def people_count(hits: search.Hits) -> str:
    if hits.has_more_people:
        return _("%(count)s+ people") % {"count": len(hits.people)}
    return ngettext("%(count)s person", "%(count)s people", len(hits.people)) % {"count": len(hits.people)}


def status(hits: search.Hits) -> str:
    """What is told to those who cannot see the results appear."""
    if not hits:
        return _("Nothing found")
    counts = [film_count(hits)] if hits.film_ids else []
    if hits.people:
        counts.append(people_count(hits))
    return ", ".join(counts)
