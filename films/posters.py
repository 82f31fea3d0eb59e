"""The typographic poster of a film that has no image: which palette, which motif, and how its title breaks into lines.

The drawing is in `templates/films/_poster.html`, its motifs in `static/img/posters.svg`, its colors in
`static/css/poster.css`. The same film always gets the same poster.
"""

import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

PALETTES = 20  # the last is for films without a genre
MOTIFS = 22
BOTTOM = 280  # the base line of the last line, in a drawing of 200 by 300

# class of the size, most letters in a line, most lines, distance of lines
SIZES = [("l", 11, 2, 28), ("m", 15, 3, 23), ("s", 19, 4, 18), ("x", 25, 5, 15)]


@dataclass(frozen=True, slots=True)
class TypographicPoster:
    palette: int
    motif: int
    size: str
    leading: int
    top: int
    lines: tuple[str, ...]


def typographic_poster(title: str, year: int | None, genre_ids: Sequence[int]) -> TypographicPoster:
    palette = (genre_ids[0] - 1) % (PALETTES - 1) if genre_ids else PALETTES - 1
    motif = zlib.crc32(f"{title}{year}".encode("utf-8", "replace")) % MOTIFS
    for size, width, most_lines, leading in SIZES:
        if is_wide(title):
            width //= 2
        lines = textwrap.wrap(title, width, break_long_words=size == "x", break_on_hyphens=True)
        if len(lines) <= most_lines and all(len(line) <= width for line in lines):
            break
    else:
        lines = [*lines[: most_lines - 1], textwrap.shorten(" ".join(lines[most_lines - 1 :]), width, placeholder="…")]
    return TypographicPoster(palette, motif, size, leading, BOTTOM - leading * (len(lines) - 1), tuple(lines))


def is_wide(title: str) -> bool:
    """Whether the title is in a script whose letters are as wide as high."""
    return any("\u2e80" <= letter <= "\ud7ff" for letter in title)
