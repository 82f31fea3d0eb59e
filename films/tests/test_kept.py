from itertools import count

from django.utils.translation import override

from films.kept import Kept


def test_part_is_drawn_once_for_each_key_and_language():
    kept, drawings = Kept(10), count()

    english = [kept.get(key, lambda: next(drawings)) for key in ("a", "b", "a")]
    with override("ru"):
        russian = [kept.get(key, lambda: next(drawings)) for key in ("a", "a")]

    assert english == [0, 1, 0]
    assert russian == [2, 2]


def test_part_that_was_shown_least_lately_gives_way():
    kept, drawings = Kept(2), count()

    parts = [kept.get(key, lambda: next(drawings)) for key in ("a", "b", "a", "c", "a", "b")]

    assert parts == [0, 1, 0, 2, 0, 3]


def test_nothing_is_kept_while_templates_are_written(settings):
    settings.DEBUG = True
    kept, drawings = Kept(2), count()

    assert [kept.get("a", lambda: next(drawings)) for _time in range(2)] == [0, 1]
