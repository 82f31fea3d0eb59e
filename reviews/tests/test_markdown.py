import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews import markdown
from reviews.models.reviews import LONGEST_REVIEW
from reviews.tests.xss_payloads import PAYLOADS

SECONDS = 3  # of the processor, for one text, with coverage and a busy machine: one that is not bounded takes 16
ATTRIBUTES = {
    "a": {"href", "title", "rel", "class"},
    "ol": {"start"},
    "label": {"class"},
    "input": {"class", "type"},
    "span": {"class"},
}


def scheme_of(address):
    """As a browser reads it: it drops control characters, and spaces at the beginning."""
    found = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", address.lower()))
    return found[1] if found else ""


class Checker(HTMLParser):
    """Collects what a member's text may not have in it."""

    def __init__(self):
        super().__init__()
        self.problems = []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _value in attrs}
        values = {name: value or "" for name, value in attrs}
        if tag not in markdown.TAGS or names - ATTRIBUTES.get(tag, set()):
            self.problems.append((tag, attrs))
        if not set(values.get("class", "").split()) <= markdown.CLASSES.get(tag, set()):
            self.problems.append((tag, attrs))
        if tag == "input" and values.get("type", "checkbox") != "checkbox":
            self.problems.append((tag, attrs))
        if tag == "a" and scheme_of(values.get("href", "")) not in ("", "http", "https", "mailto"):
            self.problems.append((tag, attrs))
        if tag == "a" and "nofollow" not in values["rel"]:
            self.problems.append((tag, attrs))

    def handle_comment(self, data):
        self.problems.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def problems(html):
    checker = Checker()
    checker.feed(html)
    checker.close()
    return checker.problems


@pytest.mark.parametrize("payload", PAYLOADS)
def test_render_lets_nothing_through_but_the_allowed(payload):
    for text in (payload, f"Good film.\n\n{payload}\n\nReally.", f"{payload}{payload}", f"> - {payload}"):
        assert problems(markdown.render(text)) == []


def test_the_check_of_these_tests_finds_what_is_wrong():
    wrong = [
        "<script>",
        "<p onclick='x'>",
        "<a href='javascript:x' rel='nofollow'>",
        "<a href=' java\tscript:x' rel='nofollow'>",
        "<a href='https://example.org'>".replace(" href", " rel='' href"),
        "<input type='image'>",
        "<span class='site-header'>",
        "<!-- x -->",
    ]

    assert [html for html in wrong if not problems(html)] == []


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** *it* ~~no~~", "<p><strong>bold</strong> <em>it</em> <s>no</s></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# Head", "<h3>Head</h3>"),
        ("#### Head", "<h4>Head</h4>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("<b>plain</b>", "<p>&lt;b&gt;plain&lt;/b&gt;</p>"),
        ("a || b", "<p>a || b</p>"),
        ("", ""),
    ],
)
def test_render_markdown(text, html):
    assert markdown.render(text).strip() == html


def test_render_covers_spoilers_with_marks_in_them():
    html = markdown.render("He is ||the **killer**||.")

    assert html.strip() == (
        '<p>He is <label class="spoiler"><input class="spoiler-toggle" type="checkbox">'
        '<span class="spoiler-label">Spoiler</span>'
        '<span class="spoiler-text">the <strong>killer</strong></span></label>.</p>'
    )


def test_render_says_of_links_that_the_site_does_not_vouch_for_them():
    html = markdown.render("https://example.org")

    assert 'href="https://example.org"' in html
    assert 'rel="nofollow ugc noopener noreferrer"' in html


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**Bold** and [linked](https://example.org)", "Bold and linked"),
        ("He is ||the killer||, and ||dies\nat last||.", "He is […], and […]."),
        ("a < b & c", "a < b & c"),
        ("words, " * 100, "words, " * 44 + "words…"),
        ("***", ""),
    ],
)
def test_excerpt_is_plain_words_without_spoilers(text, plain):
    assert markdown.excerpt(text) == plain


@pytest.mark.parametrize("payload", PAYLOADS)
def test_excerpt_fits_its_column(payload):
    assert len(markdown.excerpt(payload * 20)) <= 400


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org", True),
        ("see www.example.org", True),
        ("[a](https://example.org)", True),
        ("`https://example.org`", False),
        ("no link, e.g. this", False),
        ("www.example.org " * 99, True),
        ("[click](javascript:alert(1))", False),
    ],
)
def test_has_link(text, found):
    assert markdown.has_link(text) is found


PIECES = [
    *(
        "[",
        "]",
        "(",
        ")",
        "||",
        "|",
        "*",
        "**",
        "_",
        "~~",
        ">",
        "> ",
        "- ",
        "1. ",
        "#",
        "`",
        "```",
        "\\",
        "<",
        "&",
        "!",
    ),
    *("\n", "\n\n", " ", "    ", "\t", "a", "word ", "http://", "www.", "@", "[a](", "![", "](", "[a]: b\n", "\x00"),
    *("&amp;", "\u202e", "😀", "ё", "||x||", "<!--", "'", '"', "{%", "://"),
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from([*PIECES, *PAYLOADS]), max_size=40).map("".join))
PATTERNS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(TEXTS)
def test_render_never_fails_and_its_output_is_clean(text):
    assert problems(markdown.render(text)) == []
    assert len(markdown.excerpt(text)) <= 400
    markdown.has_link(text)


def assert_quick(pattern):
    text = (pattern * LONGEST_REVIEW)[:LONGEST_REVIEW]
    for work in (markdown.render, markdown.excerpt, markdown.has_link):
        started = time.thread_time()
        work(text)
        assert time.thread_time() - started < SECONDS, work


@pytest.mark.parametrize(
    "pattern",
    [*PIECES, "[[]", "[a][", "((http://a(", "||`", "||*", "*a ", "**a_", "[](", "> > - ", "* a\n\n", "- - ", "a@b.c "],
)
def test_the_longest_nasty_text_takes_less_than_half_a_second(pattern):
    assert_quick(pattern)


def test_a_text_full_of_addresses_keeps_them_plain():
    assert markdown.render("www.example.org " * 50).count("<a ") == 50
    assert "<a " not in markdown.render("www.example.org " * 99)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(PATTERNS)
def test_any_pattern_repeated_takes_less_than_half_a_second(pattern):
    assert_quick(pattern)
