import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.diff import MOST_BYTES, Change, shortened, word_diff

WORDS = st.lists(st.sampled_from(["a ", "b ", "c", "\n", "  ", "ё ", "||x||", "<b>"]), max_size=60).map("".join)


def side(changes, kind):
    return "".join(change.text for change in changes if change.kind in ("same", kind))


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("a b", "a b", [("same", "a b")]),
        ("", "a", [("added", "a")]),
        ("a", "", [("removed", "a")]),
        ("the old film", "the new film", [("same", "the "), ("removed", "old "), ("added", "new "), ("same", "film")]),
        ("a\nb\nc", "a\nc", [("same", "a\n"), ("removed", "b\n"), ("same", "c")]),
        ("a", "a\nb", [("removed", "a"), ("added", "a\nb")]),
        ("", "", []),
    ],
)
def test_word_diff(before, after, changes):
    assert word_diff(before, after) == changes


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_the_diff(before, after):
    changes = word_diff(before, after)

    assert side(changes, "removed") == before
    assert side(changes, "added") == after
    assert all(one.kind != two.kind for one, two in pairwise(changes))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "b a " * 5_000),
        ("a\n" * 10_000, "b\na\n" * 5_000),
        ("a b c d " * 2_500, "d c b a " * 2_500),
        ("x " + "a y " * 125, "a q " * 250),
        ("".join(f"w{number} " for number in range(3_000)), "".join(f"w{number} " for number in range(3_000, 0, -1))),
    ],
)
def test_the_worst_texts_are_compared_in_a_second(before, after):
    started = time.thread_time()

    changes = word_diff(before, after)

    assert time.thread_time() - started < 1
    assert side(changes, "removed") == before
    assert side(changes, "added") == after


def test_shortened_leaves_out_what_is_far_from_a_change():
    text = "word " * 200
    changes = shortened(word_diff(f"{text}\nold {text}", f"{text}\nnew {text}"))

    assert [change.kind for change in changes] == ["gap", "same", "removed", "added", "same", "gap"]
    assert [change.text for change in changes if change.kind in ("added", "removed")] == ["old ", "new "]
    assert sum(len(change.text) for change in changes) < 400


def test_shortened_fits_the_page():
    changes = shortened([Change("removed", "ё" * 20_000), Change("added", "я" * 20_000)])

    assert sum(len(change.text.encode()) for change in changes) <= MOST_BYTES
    assert changes[-1].kind == "gap"
