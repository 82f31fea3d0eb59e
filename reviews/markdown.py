"""Members' texts: safe Markdown with spoilers.

`||hidden||` is a spoiler; it opens by a checkbox, so without JavaScript too. No HTML, no pictures. Links say that the
site does not vouch for them. What markdown-it renders is cleaned once more by nh3.

`@name` becomes a link to the member, for those names alone that the caller knows (reviews/mentions.py); not in code, in
links and in addresses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
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

# The longest that could be a username, not in the middle of a word or an address.
NAME = re.compile(r"(?<![\w@/.=&?#%+-])@([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,28}[A-Za-z0-9])?)(?![^\W_])")

Members = Mapping[str, tuple[str, str]]  # name and address of their profile, by the name in lower case

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


def readings(name: str) -> Iterator[str]:
    """The name and what is left of it without its last parts: `@anna.Then` may be the end of a sentence."""
    while name:
        yield name
        name = re.sub(r"(?:^|[._-]+)[A-Za-z0-9]*$", "", name)


def mention_rule(state: StateInline, silent: bool) -> bool:
    """`@name` of a member in `env["members"]`, which has their name and address by the name in lower case."""
    members = state.env.get("members")
    if not members or state.src[state.pos] != "@" or state.linkLevel:
        return False
    found = NAME.match(state.src, state.pos, state.posMax)
    name = next((name for name in readings(found[1]) if name.lower() in members), None) if found else None
    if name is None:
        return False
    if not silent:
        username, address = members[name.lower()]
        state.push("link_open", "a", 1).attrs = {"href": address, "class": "mention"}
        state.push("text", "", 0).content = f"@{username}"
        state.push("link_close", "a", -1)
    state.pos += len(name) + 1
    return True


def parser(*, linkify: bool) -> MarkdownIt:
    options = {"html": False, "linkify": linkify, "breaks": True, "maxNesting": DEEPEST_NESTING}
    markdown = MarkdownIt("commonmark", options).enable(["strikethrough", "linkify"]).disable(["image", "lheading"])
    markdown.inline.add_terminator_char("|")
    markdown.inline.add_terminator_char("@")
    markdown.inline.ruler.before("emphasis", "spoiler", spoiler_rule)
    markdown.inline.ruler.before("emphasis", "mention", mention_rule)
    markdown.add_render_rule("spoiler_open", render_spoiler_open)
    markdown.add_render_rule("spoiler_close", render_spoiler_close)
    return markdown


MARKDOWN = parser(linkify=True)
WITHOUT_LINKIFY = parser(linkify=False)


def parser_for(text: str) -> MarkdownIt:
    """A text full of addresses is no review: they stay plain, and rendering it stays cheap."""
    found = sum(1 for _ in islice(BEGINNINGS.finditer(text), MOST_BEGINNINGS + 1))
    return MARKDOWN if found <= MOST_BEGINNINGS else WITHOUT_LINKIFY


def render(text: str, members: Members | None = None) -> str:
    """Safe HTML of a member's text; headings begin below those of the page. `@name` of `members` links to them."""
    markdown = parser_for(text)
    tokens = markdown.parse(text, {"members": members})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2", "h3") else "h4"
    return clean(markdown.renderer.render(tokens, markdown.options, {}))


def mentioned(text: str, members: Members) -> set[str]:
    """Those of `members`, by their keys, whom `render` would link to."""
    inline = (child for token in WITHOUT_LINKIFY.parse(text, {"members": members}) for child in token.children or [])
    links = {child.attrs["href"] for child in inline if child.attrs.get("class") == "mention"}
    return {name for name, (_username, address) in members.items() if address in links}


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


def says_something(text: str) -> bool:
    """Whether there is anything to see: not so for spaces, joiners and marks of direction alone."""
    return any(unicodedata.category(character)[0] not in "CZM" for character in text)


def has_link(text: str) -> bool:
    """Also whether it has more addresses than become links."""
    markdown = parser_for(text)
    if markdown is WITHOUT_LINKIFY:
        return True
    return any(child.type == "link_open" for token in markdown.parse(text) for child in token.children or [])
