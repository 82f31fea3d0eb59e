"""The Atom feeds of the site: a film's reviews, a member's diary, the new films of a search."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from films import search
from films.models import Film
from reviews import markdown, spoilers
from reviews.models import Review, Viewing

__all__ = ["Feed", "diary", "etag", "film_reviews", "film_search", "http_date", "reader_of", "reviews_url", "token_of"]

ENTRIES = 30
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # of a feed with no entry
VISITOR = AnonymousUser()
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Feed(Atom1Feed):
    """Says the same as long as there is nothing new, so that readers can ask whether there is."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=EPOCH)


def make_feed(request: HttpRequest, *, title: str, path: str, about: str) -> Feed:
    return Feed(
        title=xml_text(title),
        link=request.build_absolute_uri(path),
        description=None,
        subtitle=xml_text(about),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
        feed_guid=tag(request, path.strip("/")),
    )


def tag(request: HttpRequest, name: str) -> str:
    """What identifies an entry for good, whatever its address will be (RFC 4151)."""
    return f"tag:{request.get_host().partition(':')[0]},2026:{name}"


def film_reviews(request: HttpRequest, film: Film, *, reader: User | AnonymousUser) -> Feed:
    """Two queries, with the reader's mark three."""
    rows = Review.objects.visible_to(VISITOR).filter(film=film).select_related("user").sorted_by("newest")[:ENTRIES]
    title = _("Reviews of “%(film)s”") % {"film": name_of(film)}
    feed = make_feed(request, title=title, path=film.get_absolute_url(), about=title)
    hidden = bool(spoilers.hides(reader, [film.pk]))
    for review in rows:
        review.film = film  # its address has the film's slug
        feed.add_item(
            title=xml_text(review_title(review)),
            link=request.build_absolute_uri(review.get_absolute_url()),
            description=xml_text(left_out(hidden, review.has_spoilers) or review.excerpt),
            author_name=xml_text(review.user.display_name),
            pubdate=review.published_at,
            updateddate=review.edited_at or review.published_at,
            unique_id=tag(request, f"review/{review.pk}"),
        )
    return feed


def review_title(review: Review) -> str:
    rating = f"{review.rating}/10" if review.rating else ""
    mark = _("(spoilers)") if review.has_spoilers else ""
    return " ".join(filter(None, [review.title or review.user.display_name, rating, mark]))


def diary(request: HttpRequest, member: User, *, reader: User | AnonymousUser) -> Feed:
    """Two queries, with the reader's marks three."""
    entries = Viewing.objects.visible_to(VISITOR).filter(user=member).select_related("film")
    rows = list(entries.order_by("-created_at", "-pk")[:ENTRIES])
    title = _("Diary of %(name)s") % {"name": member.display_name}
    feed = make_feed(request, title=title, path=member.get_absolute_url(), about=title)
    hidden = spoilers.hides(reader, {viewing.film_id for viewing in rows})
    for viewing in rows:
        note = markdown.excerpt(viewing.note) if viewing.note else ""
        feed.add_item(
            title=xml_text(viewing_title(viewing)),
            link=request.build_absolute_uri(viewing.film.get_absolute_url()),
            description=xml_text((note and left_out(viewing.film_id in hidden, False)) or note),
            author_name=xml_text(member.display_name),
            pubdate=viewing.created_at,
            updateddate=viewing.updated_at,
            unique_id=tag(request, f"viewing/{viewing.pk}"),
        )
    return feed


def viewing_title(viewing: Viewing) -> str:
    parts = [name_of(viewing.film), f"{viewing.rating}/10" if viewing.rating else "", day_of(viewing)]
    return " · ".join(filter(None, [*parts, _("rewatch") if viewing.is_rewatch else ""]))


def day_of(viewing: Viewing) -> str:
    """As exactly as it is known."""
    formats = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}
    return date_format(viewing.watched_on, formats[viewing.precision]) if viewing.watched_on else ""


def film_search(request: HttpRequest, text: str) -> Feed:
    """The films last added of those that the search finds; of all films where nothing is asked. Two queries."""
    text = search.readable(text)
    films = Film.objects.visible_to(VISITOR)
    if text:
        films = films.filter(pk__in=search.find(text, limit=search.MAX_FILMS, people=0).film_ids)
    title = _("New films called “%(text)s”") % {"text": text} if text else _("New films")
    path = f"{reverse('films:search')}?{urlencode({'q': text})}" if text else reverse("films:list")
    feed = make_feed(request, title=title, path=path, about=title)
    for film in films.sorted_by("newest")[:ENTRIES]:
        feed.add_item(
            title=xml_text(name_of(film)),
            link=request.build_absolute_uri(film.get_absolute_url()),
            description=xml_text(film.overview),
            pubdate=film.created_at,
            updateddate=film.created_at,
            unique_id=tag(request, f"film/{film.pk}"),
        )
    return feed


def left_out(hidden: bool, has_spoilers: bool) -> str:
    """What stands in place of a text that is not for this reader; nothing if it is."""
    if hidden:
        return _("Hidden until you have watched the film.")
    return _("The text tells how the film ends. It is on the site.") if has_spoilers else ""


def name_of(film: Film) -> str:
    return f"{film.local_title} ({film.year})" if film.year else film.local_title


def xml_text(text: str) -> str:
    return NOT_XML.sub(" ", text)


def reviews_url(film: Film) -> str:
    return reverse("films:reviews_feed", args=[film.pk, film.slug or "-"])


# Who reads


def token_of(user: User) -> str:
    """Ends with the password that it was made under."""
    return f"{user.pk}-{salted_hmac('pages.feeds', f'{user.pk} {user.password}').hexdigest()[:40]}"


def reader_of(request: HttpRequest) -> User | AnonymousUser:
    """The member whose token the address has; a visitor where it has none or a wrong one."""
    token = request.GET.get("token", "")
    key = token.partition("-")[0]
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return VISITOR
    user = User.objects.filter(pk=int(key), is_active=True).first()
    return user if user and constant_time_compare(token, token_of(user)) else VISITOR


def etag(content: Any) -> str:
    data = content.encode() if isinstance(content, str) else content
    return f'"{hashlib.sha256(data).hexdigest()[:32]}"'
