"""Members' texts: safe Markdown with spoilers.

`||hidden||` is a spoiler; it opens by a checkbox, so without JavaScript too. No HTML, no pictures. Links say that the
site does not vouch for them. What markdown-it renders is cleaned once more by nh3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import islice
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

EXCERPT = 320  # characters
DEEPEST_NESTING = 20
# Addresses become links by themselves in texts with so many beginnings of one at most (`https://www.a.org` has three):
# looking for them costs more with each, and with the length of the text.
MOST_BEGINNINGS = 100
BEGINNINGS = re.compile(r"//|www\.|@|mailto:|\.\w", re.IGNORECASE)
FENCE = "||"
SPOILER_OPEN = (
    '<label class="spoiler"><input class="spoiler-toggle" type="checkbox">'
    '<span class="spoiler-label">Spoiler</span><span class="spoiler-text">'
)
SPOILER_CLOSE = "</span></label>"

TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "input", "label", "li", "ol", "p", "pre", "s", "span",
    "strong", "ul",
}  # fmt: skip
CLASSES = {
    "label": {"spoiler"},
    "input": {"spoiler-toggle"},
    "span": {"spoiler-label", "spoiler-text"},
    "a": {"mention"},
}


def spoiler_rule(state: StateInline, silent: bool) -> bool:
    """`||text||`, whose text may have other marks in it but no further spoiler."""
    start = state.pos
    if not state.src.startswith(FENCE, start):
        return False
    end = state.src.find(FENCE, start + len(FENCE), state.posMax)
    if end <= start + len(FENCE) or not state.src[start + len(FENCE) : end].strip():
        return False
    if not silent:
        state.push("spoiler_open", "span", 1)
        state.pos, longest = start + len(FENCE), state.posMax
        state.posMax = end
        state.md.inline.tokenize(state)
        state.posMax = longest
        state.push("spoiler_close", "span", -1)
    state.pos = end + len(FENCE)
    return True


def render_spoiler_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    return SPOILER_OPEN


def render_spoiler_close(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    return SPOILER_CLOSE


def parser(*, linkify: bool) -> MarkdownIt:
    options = {"html": False, "linkify": linkify, "breaks": True, "maxNesting": DEEPEST_NESTING}
    markdown = MarkdownIt("commonmark", options).enable(["strikethrough", "linkify"]).disable(["image", "lheading"])
    markdown.inline.add_terminator_char("|")
    markdown.inline.ruler.before("emphasis", "spoiler", spoiler_rule)
    markdown.add_render_rule("spoiler_open", render_spoiler_open)
    markdown.add_render_rule("spoiler_close", render_spoiler_close)
    return markdown


MARKDOWN = parser(linkify=True)
WITHOUT_LINKIFY = parser(linkify=False)


def parser_for(text: str) -> MarkdownIt:
    """A text full of addresses is no review: they stay plain, and rendering it stays cheap."""
    found = sum(1 for _ in islice(BEGINNINGS.finditer(text), MOST_BEGINNINGS + 1))
    return MARKDOWN if found <= MOST_BEGINNINGS else WITHOUT_LINKIFY


def render(text: str) -> str:
    """Safe HTML of a member's text. Headings begin below those of the page."""
    markdown = parser_for(text)
    tokens = markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"
    return clean(markdown.renderer.render(tokens, markdown.options, {}))


def clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        allowed_classes=CLASSES,
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The beginning of a text in plain words; a spoiler is an ellipsis in brackets."""
    without_spoilers = re.sub(r"\|\|.+?\|\|", "[…]", text, flags=re.DOTALL)
    plain = nh3.clean(WITHOUT_LINKIFY.render(without_spoilers), tags=set(), attributes={})
    words = " ".join(unescape(plain).split())
    return words if len(words) <= length else words[:length].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + "…"


def has_link(text: str) -> bool:
    """Also whether it has more addresses than become links."""
    markdown = parser_for(text)
    if markdown is WITHOUT_LINKIFY:
        return True
    return any(child.type == "link_open" for token in markdown.parse(text) for child in token.children or [])
