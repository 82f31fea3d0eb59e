"""Spoiler-safe: what is kept from members who asked for it, until they have seen the film or ask again.

The rule. A member with the setting `spoiler_safe` is not told what others think of a film that they have not watched:
no text of a review, comment or discussion, no note of a diary, no mean, histogram or rank. Watched means marked as
watched or rated. What is hidden is decided here, on the server, and never sent: not in pages, not on cards, not in
fragments or feeds. A link "Show" asks for it, for one page view: `?spoilers=show`. On cards nobody asks; the page of
the film is where one does. Texts of one's own are never hidden.

For a part of a page (`id="reviews"`), in the view `hidden = spoilers.hidden_on(request, [film.pk])`, and in the
template `{% if film.pk in hidden %}{% veil "reviews" film.pk %}{% else %} the texts {% endif %}`. The veil gives
way when its link is followed, and when the member marks the film watched on that page.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest

from accounts.models import User
from reviews.models import Review, UserFilm, Viewing

Viewer = User | AnonymousUser
SEEN = Q(status=UserFilm.Status.WATCHED) | Q(rating__isnull=False)


def hides(user: Viewer, film_ids: Iterable[int]) -> set[int]:
    """Those of the films that `user` has to be kept from; one query, none for visitors and without the setting."""
    if not is_safe(user):
        return set()
    ids = set(film_ids)
    return ids - set(UserFilm.objects.filter(SEEN, user=user.pk, film__in=ids).values_list("film", flat=True))


def hidden_on(request: HttpRequest, film_ids: Iterable[int]) -> set[int]:
    """As `hides`, for the member who asks for this page; nothing is hidden once they asked to be shown."""
    return set() if asked_to_show(request) else hides(request.user, film_ids)


def veil_reviews(reviews: Iterable[Review], *, user: Viewer, shown: bool = False) -> list[Review]:
    """The reviews, those of them `is_veiled` whose text the member is to be kept from; `shown` if they asked for it."""
    reviews = list(reviews)
    hidden = set() if shown else hides(user, {review.film_id for review in reviews})
    for review in reviews:
        review.is_veiled = review.film_id in hidden and review.user_id != user.pk
    return reviews


def veil_notes(viewings: Iterable[Viewing], *, user: Viewer, shown: bool = False) -> None:
    """Mark those of the entries `is_veiled` whose note the member is to be kept from; `shown` if they asked for it."""
    others = [viewing for viewing in viewings if viewing.note and viewing.user_id != user.pk]
    hidden = hides(user, {viewing.film_id for viewing in others}) if others and not shown else set()
    for viewing in others:
        viewing.is_veiled = viewing.film_id in hidden


def asked_to_show(request: HttpRequest) -> bool:
    return request.GET.get("spoilers") == "show"


def hides_unmarked(user: Viewer, mark: UserFilm | None) -> bool:
    """As `hides` for one film, where the member's mark is at hand; no query."""
    return is_safe(user) and not (mark and has_seen(mark))


def has_seen(mark: UserFilm) -> bool:
    return mark.status == UserFilm.Status.WATCHED or mark.rating is not None


def is_safe(user: Viewer) -> bool:
    return user.is_authenticated and user.spoiler_safe
