"""The typographic poster of a film that has no image: which palette, which motif, and how its title breaks into lines.

The drawing is in `templates/films/_poster.html`, its motifs in `static/img/posters.svg`, its colors in
`static/css/poster.css`. The same film always gets the same poster.
"""

import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

GENRES = 19  # those of the first migration; later ones share their palettes
VARIANTS = 2  # palettes of a genre, a dark and a light one; the last two are for films without a genre
MOTIFS = 22
BOTTOM = 268  # the base line of the last line, in a drawing of 200 by 300

# class of the size, its pixels, most letters in a line, most lines, distance of lines
SIZES = [("l", 27, 11, 2, 28), ("m", 21, 15, 3, 23), ("s", 16.5, 19, 4, 18), ("x", 13, 25, 5, 15)]
LINE = 180  # the room for a line

# Widths in ems, of DejaVu Serif Bold: the widest of the fonts that browsers take for a serif one.
EMS = {
    letter: width
    for width, letters in [
        (0.35, " .,'’"),
        (0.43, "fijl:;!-–"),
        (0.55, "rstIJг"),
        (0.64, "acevxyzаезсхэ"),
        (0.88, "wDGHKNOQUмфБДИЙКЛНОПФЧЯ"),
        (1.1, "mMWжшщыюМЦ…"),
        (1.3, "ЖШЩЮ"),
    ]
    for letter in letters
}


@dataclass(frozen=True, slots=True)
class TypographicPoster:
    palette: int
    motif: int
    size: str
    leading: int
    top: int
    lines: tuple[str, ...]


def typographic_poster(title: str, year: int | None, genre_ids: Sequence[int]) -> TypographicPoster:
    number = zlib.crc32(f"{title}{year}".encode("utf-8", "replace"))
    genre = (genre_ids[0] - 1) % GENRES if genre_ids else GENRES
    size, leading, lines = set_in_lines(title)
    return TypographicPoster(
        palette=genre * VARIANTS + number // MOTIFS % VARIANTS,
        motif=number % MOTIFS,
        size=size,
        leading=leading,
        top=BOTTOM - leading * (len(lines) - 1),
        lines=lines,
    )


def set_in_lines(title: str) -> tuple[str, int, tuple[str, ...]]:
    """The largest size in which the title fits, its distance of lines, and the lines; cut short if it fits in none."""
    for size, pixels, most_letters, most_lines, leading in SIZES:
        for letters in range(most_letters, most_letters // 3, -1):
            lines = textwrap.wrap(title, letters, break_long_words=size == "x", break_on_hyphens=True)
            if any(len(line) > letters for line in lines):
                break  # a word is too long for this size
            if all(ems(line) * pixels <= LINE for line in lines):
                if len(lines) <= most_lines:
                    return size, leading, tuple(lines)
                break
    rest = textwrap.shorten(" ".join(lines[most_lines - 1 :]), letters, placeholder="…")
    return size, leading, (*lines[: most_lines - 1], rest)


def ems(line: str) -> float:
    return sum(EMS.get(letter) or letter_ems(letter) for letter in line)


def letter_ems(letter: str) -> float:
    if letter >= "\u2e80":  # Chinese and its neighbors: as wide as high
        return 1.0
    return 0.82 if letter.isupper() else 0.71
