"""Where the trailers of a film are, to watch there and to be shown here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

ADDRESSES = {"YouTube": "https://www.youtube.com/watch?v={}", "Vimeo": "https://vimeo.com/{}"}
PLAYERS = {
    "YouTube": "https://www.youtube-nocookie.com/embed/{}?autoplay=1&rel=0",
    "Vimeo": "https://player.vimeo.com/video/{}?autoplay=1&dnt=1",
}


@dataclass(frozen=True, slots=True)
class Trailer:
    site: str
    name: str
    url: str
    player_url: str


def trailers(rows: Iterable[dict[str, str]]) -> list[Trailer]:
    """Those of `video_rows` in `films.detail`."""
    return [
        Trailer(
            row["site"],
            row["name"] or _("Trailer"),
            ADDRESSES[row["site"]].format(row["key"]),
            PLAYERS[row["site"]].format(row["key"]),
        )
        for row in rows
    ]
