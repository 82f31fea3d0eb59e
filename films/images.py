"""Where a film's pictures lie: everything follows from the stored name, so a card asks neither storage nor database."""

from dataclasses import dataclass

from django.conf import settings

from accounts.images import names_by_width

POSTER_WIDTHS = (185, 342, 780)
BACKDROP_WIDTHS = (780, 1280)
WIDTHS = {"posters": POSTER_WIDTHS, "backdrops": BACKDROP_WIDTHS}
PREFERRED_WIDTHS = {"posters": 342, "backdrops": 1280}


@dataclass(frozen=True)
class Sources:
    """The values of an image's `src` and `srcset`."""

    src: str
    srcset: str = ""


def sources(name: str) -> Sources:
    folder = name.partition("/")[0]
    names = names_by_width(name, widths=WIDTHS.get(folder, ()))
    if not names:
        return Sources(f"{settings.MEDIA_URL}{name}")
    urls = {width: f"{settings.MEDIA_URL}{stored}" for width, stored in names.items()}
    return Sources(urls[PREFERRED_WIDTHS[folder]], ", ".join(f"{url} {width}w" for width, url in urls.items()))


def thumbnail(name: str) -> str:
    """The smallest rendition of a stored poster."""
    return f"{settings.MEDIA_URL}{names_by_width(name, widths=POSTER_WIDTHS).get(min(POSTER_WIDTHS), name)}"
