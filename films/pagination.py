"""Pages by number that stay quick when the table is large."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

COUNT_LIMIT = 10_000  # larger counts are shown as "10,000+"
LAST_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    items: Sequence[Any]
    number: int
    count: int
    count_is_capped: bool
    has_next: bool
    last: int | None  # None: too many to count

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to offer, None standing for a gap."""
        near = {1, *range(max(1, self.number - 2), self.number + 1)}
        if self.last is not None:
            near |= {self.last, *range(self.number, min(self.last, self.number + 2) + 1)}
        elif self.has_next:
            near |= {self.number + 1}
        numbers: list[int | None] = []
        for number in sorted(near):
            if numbers and numbers[-1] is not None and number > numbers[-1] + 1:
                numbers.append(None)
            numbers.append(number)
        if self.last is None and self.has_next:
            numbers.append(None)
        return numbers


def paginate(
    queryset: QuerySet, number: str | None, *, per_page: int, fetch: Callable[[QuerySet], Sequence[Any]] = list
) -> Page:
    """The page `number` of an ordered `queryset`; two queries.

    The rows are picked by their keys first, so skipping to a far page reads an index and not the table; `fetch` turns
    the queryset of the page's rows into items. A number that is none means the first page, one too far the last.
    """
    count = queryset.order_by()[: COUNT_LIMIT + 1].count()
    capped = count > COUNT_LIMIT
    last = None if capped else max(1, -(-count // per_page))
    page = min(to_page_number(number), last or LAST_PAGE)
    start = (page - 1) * per_page
    keys = queryset.values("pk")[start : start + per_page + capped]
    items = (
        fetch(queryset.model._default_manager.filter(pk__in=keys).order_by(*queryset.query.order_by)) if count else []
    )
    if capped and not items and page > 1:
        there = queryset.order_by()[:start].count()
        return paginate(queryset, str(-(-there // per_page)), per_page=per_page, fetch=fetch)
    return Page(
        items=items[:per_page],
        number=page,
        count=min(count, COUNT_LIMIT),
        count_is_capped=capped,
        has_next=page < last if last is not None else len(items) > per_page and page < LAST_PAGE,
        last=last,
    )


def paginate_ids(
    ids: Sequence[int], number: str | None, *, per_page: int, fetch: Callable[[Sequence[int]], Sequence[Any]]
) -> Page:
    """The page `number` of a list of ids that is at hand; `fetch` turns the page's ids into items."""
    last = max(1, -(-len(ids) // per_page))
    page = min(to_page_number(number), last)
    items = fetch(ids[(page - 1) * per_page : page * per_page]) if ids else []
    return Page(items, page, count=len(ids), count_is_capped=False, has_next=page < last, last=last)


def to_page_number(text: str | None) -> int:
    digits = text or ""
    return max(1, min(int(digits), LAST_PAGE)) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 1
