"""Tags that pages of every app use."""

from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.templatetags.static import static
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from films.pagination import Page

register = template.Library()

LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """A decorative icon of `static/img/icons.svg`."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, static("img/icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def alternate_links(context: dict[str, Any]) -> SafeString:
    """`hreflang` links to this page in every language; none where there is no such page or even no such host."""
    request = context.get("request")
    if request is None or request.resolver_match is None:
        return SafeString("")
    try:
        here = request.build_absolute_uri("/").removesuffix("/")
    except DisallowedHost:  # the page that says so has this host too
        return SafeString("")
    path = escape_leading_slashes(request.path)
    links = [(code, iri_to_uri(here + in_language(path, code))) for code, _name in settings.LANGUAGES]
    return format_html_join("\n", '<link rel="alternate" hreflang="{}" href="{}">', links)


@register.simple_tag(takes_context=True)
def language_link(context: dict[str, Any]) -> SafeString:
    """A link to this page in the other language."""
    other = "en" if get_language() == "ru" else "ru"
    request = context.get("request")
    path = in_language(escape_leading_slashes(request.get_full_path()), other) if request else f"/{other}/"
    return format_html('<a class="plain" lang="{0}" hreflang="{0}" href="{1}">{2}</a>', other, path, _short(other))


def in_language(path: str, language: str) -> str:
    """The address of the same page in another language: it differs by the prefix alone."""
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            path = path.removeprefix(f"/{code}")
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def _short(language: str) -> SafeString:
    return format_html(
        '<span aria-hidden="true">{}</span><span class="visually-hidden">{}</span>',
        language.upper(),
        LANGUAGE_NAMES[language],
    )


@register.simple_tag(takes_context=True)
def next_here(context: dict[str, Any]) -> str:
    """The query that brings a visitor back to this page after the login."""
    request = context.get("request")
    if request is None or request.path.startswith(reverse("account_login").removesuffix("login/")):
        return ""
    return "?" + urlencode({"next": request.get_full_path()})


@register.simple_tag
def count_text(page: Page) -> str:
    """The number of films found, or that there are more than are counted."""
    count = number_format(page.count, force_grouping=True)
    if page.count_is_capped:
        return _("%(count)s+ films") % {"count": count}
    return ngettext("%(count)s film", "%(count)s films", page.count) % {"count": count}


@register.simple_tag(takes_context=True)
def hidden_query(context: dict[str, Any], *left_out: str) -> SafeString:
    """The query of this page as hidden fields, so that a small GET form keeps it."""
    query = context["request"].GET
    pairs = [(name, value) for name in query if name not in left_out for value in query.getlist(name) if value]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
