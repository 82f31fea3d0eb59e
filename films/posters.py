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
    number = zlib.crc32(f"{title}{year}".encode("utf-8", "replace"))
    genre = (genre_ids[0] - 1) % GENRES if genre_ids else GENRES
    narrowing = letter_narrowing(title)
    for size, width, most_lines, leading in SIZES:  # noqa: B007  # the last one tried is used below
        width = int(width * narrowing)
        lines = textwrap.wrap(title, width, break_long_words=size == "x", break_on_hyphens=True)
        if len(lines) <= most_lines and all(len(line) <= width for line in lines):
            break
    else:
        lines = [*lines[: most_lines - 1], textwrap.shorten(" ".join(lines[most_lines - 1 :]), width, placeholder="…")]
    return TypographicPoster(
        palette=genre * VARIANTS + number // MOTIFS % VARIANTS,
        motif=number % MOTIFS,
        size=size,
        leading=leading,
        top=BOTTOM - leading * (len(lines) - 1),
        lines=tuple(lines),
    )


def letter_narrowing(title: str) -> float:
    """By how much fewer letters fit into a line than of Latin ones: half in Chinese, four fifths in Cyrillic."""
    if any("\u2e80" <= letter <= "\ud7ff" for letter in title):
        return 0.5
    return 0.8 if any("\u0400" <= letter <= "\u04ff" for letter in title) else 1.0
