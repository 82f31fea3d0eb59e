from typing import Any

from django import template
from django.http import QueryDict

register = template.Library()


@register.inclusion_tag("reviews/_veil.html", takes_context=True)
def veil(context: dict[str, Any], part: str, film_id: int, path: str = "") -> dict[str, Any]:
    """What stands in place of a hidden part of a page: says so, and has the link that shows it.

    `part` is the id of the element that htmx takes from the answer and puts in the place of the one on this page.
    `path` is the page to ask, where that is not the address of this request.
    """
    query = QueryDict(mutable=True) if path else context["request"].GET.copy()
    query["spoilers"] = "show"
    return {"part": part, "film_id": film_id, "url": f"{path or context['request'].path}?{query.urlencode()}"}
