"""What TMDB has for a search and the catalogue lacks, and why a film could not be added."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.exceptions import ThrottledError
from accounts.models import User
from films import search
from films.posters import TypographicPoster, typographic_poster
from films.services.adding import NotAddedError
from films.tmdb import lookup
from films.tmdb.exceptions import (
    DeadlineError,
    NotConfiguredError,
    RefusedError,
    TmdbError,
    UnauthorizedError,
)
from films.tmdb.mapping import FoundFilm

REASONS = {
    "adult": gettext_lazy("The catalogue has no films for adults only."),
    "video": gettext_lazy("TMDB has this as a video and not as a film, and the catalogue has films only."),
    "deleted": gettext_lazy("The staff have taken this film out of the catalogue."),
    "missing": gettext_lazy("TMDB does not have this film any more."),
    "unreadable": gettext_lazy("What TMDB says of this film cannot be read. Tell the staff."),
}


@dataclass(frozen=True, slots=True)
class FilmElsewhere:
    film: FoundFilm

    @property
    def tmdb_id(self) -> int:
        return self.film.tmdb_id

    @property
    def poster_url(self) -> str:
        path = self.film.poster_path
        return f"{settings.TMDB_IMAGE_URL.rstrip('/')}/w92{path}" if path else ""

    @property
    def typographic_poster(self) -> TypographicPoster:
        return typographic_poster(self.film.title, self.film.year, ())


@dataclass(frozen=True, slots=True)
class ElsewherePage:
    text: str
    films: list[FilmElsewhere] = field(default_factory=list)
    problem: str = ""
    wait: int = 0
    """Seconds until the member may ask again; 0 when that is not the problem."""
    refused_id: int | None = None
    """The film that was to be added, but not so soon."""

    @property
    def status(self) -> str:
        """What is told to those who cannot see the films appear."""
        if self.problem or not self.text:
            return self.problem
        count = len(self.films)
        return ngettext("%(count)s more film at TMDB", "%(count)s more films at TMDB", count) % {"count": count}


def elsewhere_page(text: str, *, user: User) -> ElsewherePage:
    """One query at most; within three seconds, whatever TMDB does."""
    text = search.readable(text)
    try:
        films = lookup.films_elsewhere(text, user=user)
    except ThrottledError as error:
        problem = _("You have looked at TMDB many times within a minute.")
        return ElsewherePage(text, problem=f"{problem} {wait_text(error.seconds)}", wait=error.seconds)
    except TmdbError as error:
        return ElsewherePage(text, problem=problem_text(error, user=user))
    return ElsewherePage(text, [FilmElsewhere(film) for film in films])


def too_many_added(text: str, tmdb_id: int, error: ThrottledError) -> ElsewherePage:
    problem = _("You have added many films within an hour.")
    return ElsewherePage(
        search.readable(text),
        problem=f"{problem} {wait_text(error.seconds)}",
        wait=error.seconds,
        refused_id=tmdb_id,
    )


def problem_text(error: TmdbError | NotAddedError, *, user: User) -> str:
    """In words for a member, and for staff with what they can do about it."""
    if isinstance(error, NotAddedError):
        return str(REASONS[error.reason])
    if isinstance(error, NotConfiguredError):
        hint = _("The variable TMDB_API_TOKEN is missing, or cannot be a token.")
        return with_hint(_("This site is not connected to TMDB."), hint, user)
    if isinstance(error, UnauthorizedError):
        return with_hint(_("TMDB does not let this site in."), _("It refuses the key in TMDB_API_TOKEN."), user)
    if isinstance(error, DeadlineError):
        return _("TMDB takes too long to answer. Try again in a moment.")
    if isinstance(error, RefusedError):
        return _("TMDB could not make sense of the question.")
    return _("TMDB does not answer just now. Try again in a moment.")


def with_hint(problem: str, hint: str, user: User) -> str:
    return f"{problem} {hint}" if user.is_staff else problem


def wait_text(seconds: int) -> str:
    if seconds <= 90:
        return ngettext("You can go on in %(count)s second.", "You can go on in %(count)s seconds.", seconds) % {
            "count": seconds
        }
    minutes = -(-seconds // 60)
    return ngettext("You can go on in %(count)s minute.", "You can go on in %(count)s minutes.", minutes) % {
        "count": minutes
    }
