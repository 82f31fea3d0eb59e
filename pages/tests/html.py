"""The HTML of an answer as a tree, for tests that look at what a page holds and not at how it is written."""

from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Parser(HTMLParser):
    """Builds the tree; a tag that is closed out of turn fails the test."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.builder = TreeBuilder()
        self.builder.start("document", {})
        self.open = []

    def handle_starttag(self, tag, attrs):
        self.handle_startendtag(tag, attrs) if tag in VOID else self.start(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        self.start(tag, attrs)
        self.handle_endtag(tag)

    def start(self, tag, attrs):
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        self.open.append(tag)
        self.builder.start(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()
        self.builder.end(tag)

    def handle_data(self, data):
        self.builder.data(data)


def parse(response):
    """The tree of the answer; every element that was opened is closed, and no id is there twice."""
    parser = Parser()
    parser.feed(response.content.decode())
    parser.close()
    assert parser.open == []
    parser.builder.end("document")
    tree = parser.builder.close()
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    return tree


def by_id(tree, name) -> Element | None:
    return tree.find(f".//*[@id='{name}']")


def by_class(tree, name):
    return [element for element in tree.iter() if name in element.get("class", "").split()]


def text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def texts(elements):
    return [text(element) for element in elements]


def links(tree):
    return [element.get("href") for element in tree.iter("a")]


def query(url):
    """The parameters of an address, in order."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True)


def card_titles(tree):
    """The titles of the films that are shown as cards, in their order."""
    return [text(title) for card in by_class(tree, "film-card") for title in by_class(card, "card-title")]
