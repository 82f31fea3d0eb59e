from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pages.feeds import token_of
from reviews.spoilers import is_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def feed_url(context: dict[str, Any], url: str, **query: str) -> str:
    """The address of a feed for who looks at the page: with the token of a member who keeps clear of spoilers."""
    user = context["request"].user
    if is_safe(user):
        query["token"] = token_of(user)
    return f"{url}?{urlencode(query)}" if query else url


@register.simple_tag(takes_context=True)
def feed_link(context: dict[str, Any], url: str, title: str, **query: str) -> SafeString:
    """For the head of the page: where a feed reader finds the feed."""
    address = feed_url(context, url, **query)
    return format_html('<link rel="alternate" type="application/atom+xml" title="{}" href="{}">', title, address)
