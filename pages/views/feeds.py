"""Atom feeds. What they hold is public; the session is not looked at, so a proxy may keep them.

With the token of a member who keeps clear of spoilers (`?token=`) the texts on films that they have not watched are
left out. A token opens nothing: whoever learns of it sees less, not more.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from films.models import Film, FilmRedirect
from pages import feeds
from pages.feeds import Feed

KEPT = 300  # seconds
VISITOR = AnonymousUser()


def feed_view(make: Callable[..., Feed | HttpResponse]) -> Callable[..., HttpResponse]:
    """Renders what `make` returns, unless the reader has it already."""

    @wraps(make)
    @require_safe
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        made = make(request, **kwargs)
        if isinstance(made, HttpResponse):
            return made
        content = made.writeString("utf-8")
        response = HttpResponse(content, content_type=made.content_type)
        modified = int(made.latest_post_date().timestamp())
        response.headers["ETag"] = feeds.etag(content)
        response.headers["Last-Modified"] = feeds.http_date(modified)
        personal = "token" in request.GET
        patch_cache_control(response, max_age=KEPT, **{"private" if personal else "public": True})
        return get_conditional_response(request, response.headers["ETag"], modified, response) or response

    return view


@feed_view
def film_reviews(request: HttpRequest, pk: int, slug: str) -> Feed | HttpResponse:
    film = Film.objects.visible_to(VISITOR).filter(pk=pk).first()
    if film is None:
        kept = get_object_or_404(FilmRedirect.objects.select_related("film"), pk=pk, film__adult=False).film
        return HttpResponsePermanentRedirect(feeds.reviews_url(kept))
    if slug != (film.slug or "-"):
        return HttpResponsePermanentRedirect(feeds.reviews_url(film))
    return feeds.film_reviews(request, film, reader=feeds.reader_of(request))


@feed_view
def diary(request: HttpRequest, username: str) -> Feed:
    member = User.objects.visible_to(VISITOR).named(username).first()
    if member is None:
        raise Http404
    return feeds.diary(request, member, reader=feeds.reader_of(request))


@feed_view
def film_search(request: HttpRequest) -> Feed:
    return feeds.film_search(request, request.GET.get("q", ""))
