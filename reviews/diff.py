"""What changed from one text to the next, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

MOST_COMPARISONS = 250_000  # words of one text times those of the other: what is more is shown as rewritten
LONGEST_LINES = 4_000
CONTEXT = 160  # characters that stay of what did not change, before and after a change
MOST_BYTES = 40_000  # of a diff that is shown


class Change(NamedTuple):
    kind: Literal["same", "added", "removed", "gap"]
    text: str = ""


def word_diff(before: str, after: str) -> list[Change]:
    """Lines are compared first, and the words of those that differ: the cost stays bounded whatever the texts are."""
    return merged(diff_lines(re.findall(r"[^\n]*\n|[^\n]+", before), re.findall(r"[^\n]*\n|[^\n]+", after)))


def diff_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    if len(before) + len(after) > LONGEST_LINES:
        yield from diff_words("".join(before), "".join(after))
        return
    for tag, from_1, to_1, from_2, to_2 in opcodes(before, after):
        if tag == "equal":
            yield Change("same", "".join(before[from_1:to_1]))
        else:
            yield from diff_words("".join(before[from_1:to_1]), "".join(after[from_2:to_2]))


def diff_words(before: str, after: str) -> Iterator[Change]:
    old, new = re.findall(r"\S+\s*|\s+", before), re.findall(r"\S+\s*|\s+", after)
    if len(old) * len(new) > MOST_COMPARISONS:
        yield from (Change("removed", before), Change("added", after))
        return
    for tag, from_1, to_1, from_2, to_2 in opcodes(old, new):
        if tag == "equal":
            yield Change("same", "".join(old[from_1:to_1]))
        else:
            yield Change("removed", "".join(old[from_1:to_1]))
            yield Change("added", "".join(new[from_2:to_2]))


def opcodes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Those of difflib, spared the beginning and the end that both have in common."""
    start = common(before, after)
    end = common(before[start:][::-1], after[start:][::-1])
    middle_1, middle_2 = before[start : len(before) - end], after[start : len(after) - end]
    yield "equal", 0, start, 0, start
    for tag, a, b, c, d in SequenceMatcher(None, middle_1, middle_2).get_opcodes():
        yield tag, a + start, b + start, c + start, d + start
    yield "equal", len(before) - end, len(before), len(after) - end, len(after)


def common(before: Sequence[str], after: Sequence[str]) -> int:
    for place, (old, new) in enumerate(zip(before, after, strict=False)):
        if old != new:
            return place
    return min(len(before), len(after))


def merged(changes: Iterator[Change]) -> list[Change]:
    """Neighbors of one kind as one change, and no empty ones."""
    found: list[Change] = []
    for change in changes:
        if found and found[-1].kind == change.kind:
            found[-1] = Change(change.kind, found[-1].text + change.text)
        elif change.text:
            found.append(change)
    return found


def shortened(changes: Sequence[Change]) -> list[Change]:
    """For a page: long passages that did not change are left out, and what would make the page too large."""
    found: list[Change] = []
    for place, change in enumerate(changes):
        if change.kind != "same" or len(change.text) <= 2 * CONTEXT:
            found.append(change)
            continue
        head = change.text[:CONTEXT].rsplit(" ", 1)[0] if place else ""
        tail = change.text[-CONTEXT:].split(" ", 1)[-1] if place < len(changes) - 1 else ""
        found += [Change("same", head), Change("gap"), Change("same", tail)]
    return within(MOST_BYTES, [change for change in found if change.text or change.kind == "gap"])


def within(limit: int, changes: Sequence[Change]) -> list[Change]:
    found: list[Change] = []
    for change in changes:
        size = len(change.text.encode())
        if size > limit:
            cut = change.text.encode()[:limit].decode(errors="ignore")
            return [*found, Change(change.kind, cut), Change("gap")]
        limit -= size
        found.append(change)
    return found
