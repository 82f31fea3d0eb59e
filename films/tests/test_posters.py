import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from films.posters import GENRES, MOTIFS, SIZES, VARIANTS, typographic_poster

WIDTHS = {size: width for size, _pixels, width, _most, _leading in SIZES}
MOST_LINES = {size: most for size, _pixels, _width, most, _leading in SIZES}


def demo_titles():
    for path in sorted((Path(settings.BASE_DIR) / "fixtures" / "films").glob("*.json")):
        for film in json.loads(path.read_text()):
            yield from {film["title"], film["title_ru"], film["original_title"]}


def test_same_film_always_has_the_same_poster():
    first = typographic_poster("Solaris", 1972, [15, 7])

    assert typographic_poster("Solaris", 1972, [15, 2]) == first
    assert first.lines == ("Solaris",)
    assert first == typographic_poster("Sol" + "aris", 1972, (15,))


def test_posters_of_different_films_differ():
    posters = [typographic_poster(f"Film {number}", 1900 + number, [7]) for number in range(100)]

    assert len({(poster.palette, poster.motif) for poster in posters}) > 30


def test_remake_of_another_year_has_another_poster():
    assert typographic_poster("Solaris", 1972, [15]) != typographic_poster("Solaris", 2002, [15])


@pytest.mark.parametrize(
    ("genre_ids", "first"),
    [([1], 0), ([2], VARIANTS), ([19], 18 * VARIANTS), ([20], 0), ([10**12 + 1], None), ([], GENRES * VARIANTS)],
)
def test_palette_is_one_of_the_first_genre_s(genre_ids, first):
    palettes = {typographic_poster(f"Film {number}", 2000, genre_ids).palette for number in range(50)}

    first = min(palettes) if first is None else first
    assert palettes == set(range(first, first + VARIANTS))
    assert max(palettes) < (GENRES + 1) * VARIANTS


@pytest.mark.parametrize(
    ("title", "size", "lines"),
    [
        ("M", "l", ("M",)),
        ("Metropolis", "l", ("Metropolis",)),
        ("Blade Runner", "l", ("Blade", "Runner")),
        ("The Godfather", "l", ("The", "Godfather")),
        ("The General", "l", ("The", "General")),
        ("Oppenheimer", "m", ("Oppenheimer",)),
        ("The Rules of the Game", "m", ("The Rules of", "the Game")),
        ("Яркий летний день", "m", ("Яркий летний", "день")),
        ("Snow White and the Seven Dwarfs", "m", ("Snow White", "and the Seven", "Dwarfs")),
        ("Invasion of the Body Snatchers", "m", ("Invasion of", "the Body", "Snatchers")),
        ("Cinematographers", "s", ("Cinematographers",)),
        (
            "The Assassination of Jesse James by the Coward Robert Ford",
            "s",
            ("The Assassination", "of Jesse James by", "the Coward Robert", "Ford"),
        ),
        ("Donaudampfschifffahrtsges", "x", ("Donaudampfschifffahrt", "sges")),
    ],
)
def test_title_is_set_as_large_as_its_lines_allow(title, size, lines):
    poster = typographic_poster(title, 2000, [])

    assert (poster.size, poster.lines) == (size, lines)


def test_title_that_is_too_long_is_cut_with_an_ellipsis():
    poster = typographic_poster("And so on " * 30, 2000, [])

    assert poster.size == "x"
    assert len(poster.lines) == 5
    assert poster.lines[-1].endswith("…")
    assert not any(line.endswith("…") for line in poster.lines[:-1])


@pytest.mark.parametrize("letter", ["W", "Щ", "人", "ि"])
def test_title_without_spaces_is_broken(letter):
    poster = typographic_poster(letter * 300, 2000, [])

    assert len(poster.lines) == 5
    assert all(0 < len(line) <= WIDTHS["x"] for line in poster.lines)


def test_letters_as_wide_as_high_are_set_smaller():
    wide = typographic_poster("人" * 10, 2000, [])
    narrow = typographic_poster("i" * 10, 2000, [])

    assert (narrow.size, len(narrow.lines)) == ("l", 1)
    assert wide.size == "s"
    assert "".join(wide.lines) == "人" * 10


@pytest.mark.parametrize("title", ["", " ", "\t\n", "\ud800", "\x00", "\u202e", "👨‍👩‍👧‍👦" * 50])
def test_any_title_has_a_poster(title):
    poster = typographic_poster(title, None, [])

    assert 0 <= poster.motif < MOTIFS
    assert all(line for line in poster.lines)


def test_titles_of_the_demo_are_whole_and_fit():
    titles = set(demo_titles())
    assert len(titles) > 900

    for title in titles:
        poster = typographic_poster(title, 2000, [7])
        assert len(poster.lines) <= MOST_LINES[poster.size], title
        assert all(len(line) <= WIDTHS[poster.size] for line in poster.lines), title
        assert "".join(poster.lines).replace(" ", "") == "".join(title.split())
        assert poster.top + poster.leading * (len(poster.lines) - 1) == 268
        assert poster.top > 100


def test_every_palette_size_and_motif_is_drawn():
    css = Path(finders.find("css/poster.css")).read_text()
    drawing = Path(finders.find("img/posters.svg")).read_text()

    assert {int(number) for number in re.findall(r"\.tp-(\d+)\{", css)} == set(range((GENRES + 1) * VARIANTS))
    assert {int(number) for number in re.findall(r'id="m(\d+)"', drawing)} == set(range(MOTIFS))
    assert all(f".tp .{size} " in css for size in WIDTHS)
