"""Pages by number, which count as the site's pages do, and a cursor for lists that are read to their end."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from films import pagination

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
SIZE_PARAMETER = {
    "name": "page_size",
    "in": "query",
    "required": False,
    "description": f"How many a page has, {PAGE_SIZE} unless told.",
    "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
}
LINK = {"type": "string", "format": "uri", "nullable": True, "example": None}


class NumberPages(BasePagination):
    """`?page=2&page_size=50`. A view's `fetch_page` turns the queryset of a page's rows into objects."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        fetch = getattr(view, "fetch_page", list)
        return self.take(request, lambda **kwargs: pagination.paginate(queryset, fetch=fetch, **kwargs))

    def paginate_ids(
        self, ids: Sequence[int], request: Request, fetch: Callable[[Sequence[int]], Sequence[Any]]
    ) -> list[Any]:
        return self.take(request, lambda **kwargs: pagination.paginate_ids(ids, fetch=fetch, **kwargs))

    def take(self, request: Request, paginate: Callable[..., pagination.Page]) -> list[Any]:
        number = page_number(request)
        size = page_size(request)
        self.request = request
        self.page = paginate(number=str(number), per_page=size)
        if self.page.number != number:
            raise NotFound(_("There is no such page."))
        return list(self.page.items)

    def get_paginated_response(self, data: Any) -> Response:
        page = self.page
        return Response(
            {
                "count": page.count,
                "count_is_capped": page.count_is_capped,
                "page": page.number,
                "pages": page.last,
                "next": self.link(page.next) if page.has_next else None,
                "previous": self.link(page.previous) if page.has_previous else None,
                "results": data,
            }
        )

    def link(self, number: int) -> str:
        url = self.request.build_absolute_uri()
        return remove_query_param(url, "page") if number == 1 else replace_query_param(url, "page", str(number))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        properties = {
            "count": {"type": "integer", "minimum": 0, "maximum": pagination.COUNT_LIMIT, "example": 1},
            "count_is_capped": {
                "type": "boolean",
                "description": "Whether there are more than `count`.",
                "example": False,
            },
            "page": {"type": "integer", "minimum": 1, "example": 1},
            "pages": {
                "type": "integer",
                "minimum": 1,
                "nullable": True,
                "description": "null: too many to count.",
                "example": 1,
            },
            "next": LINK,
            "previous": LINK,
            "results": schema,
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        number = {"type": "integer", "minimum": 1, "maximum": pagination.LAST_PAGE, "default": 1}
        return [{"name": "page", "in": "query", "required": False, "description": "", "schema": number}, SIZE_PARAMETER]


class CursorPages(CursorPagination):
    """`?cursor=…`, newest first: nothing is left out or comes twice while others write."""

    ordering = "-pk"

    def decode_cursor(self, request: Request) -> Any:
        """Its position is the key of a row: anything else was not given out by us."""
        cursor: Any = super().decode_cursor(request)
        position = cursor and cursor.position
        if position is None or (position.isascii() and position.isdigit() and len(position) < 19):
            return cursor
        raise NotFound(self.invalid_cursor_message)

    def get_page_size(self, request: Request) -> int:
        return page_size(request)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor = {"type": "string"}
        return [
            {"name": "cursor", "in": "query", "required": False, "description": "From `next`.", "schema": cursor},
            SIZE_PARAMETER,
        ]


class NumberOrCursorPages(NumberPages):
    """Pages by number; with `?cursor=`, empty to begin, by cursor, which goes newest first whatever the sort."""

    cursor: CursorPages | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        if "cursor" not in request.query_params:
            return super().paginate_queryset(queryset, request, view)
        page_number(request)  # nothing is taken from it, but it has to be one
        self.cursor = CursorPages()
        fetch = getattr(view, "fetch_page", None)
        rows = fetch(queryset) if fetch else queryset
        return self.cursor.paginate_queryset(rows, request, view) or []

    def get_paginated_response(self, data: Any) -> Response:
        return self.cursor.get_paginated_response(data) if self.cursor else super().get_paginated_response(data)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described = super().get_paginated_response_schema(schema)
        return {**described, "required": ["next", "previous", "results"]}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor = {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}}
        return [*super().get_schema_operation_parameters(view), {**cursor, "description": "Empty to begin by cursor."}]


def page_number(request: Request) -> int:
    return whole_number(request, "page", highest=pagination.LAST_PAGE, default=1)


def page_size(request: Request) -> int:
    return whole_number(request, "page_size", highest=MAX_PAGE_SIZE, default=PAGE_SIZE)


def whole_number(request: Request, name: str, *, highest: int, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= highest:
        return int(text)
    raise ValidationError({name: [_("Enter a whole number from 1 to %(highest)s.") % {"highest": highest}]})
