"""Who is told of reviews, comments and discussions: whom they answer and whom they name, once for each text.

Nobody is told of what they cannot see, and nobody of what they wrote themselves.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from accounts import notices
from accounts.models import Notice, User
from films.paths import localized
from reviews import mentions
from reviews.models import Comment, Discussion, Review
from reviews.targets import Text

Kind = Notice.Kind


def announce(*, text: Text) -> None:
    """Tell of a text that a moderator let go after it had been held, in the transaction that publishes it."""
    members = mentions.members_named_in(text.body)
    if isinstance(text, Comment):
        tell_of_comment(comment=text, members=members, answered=text.parent)
    else:
        tell_mentioned(text=text, members=members)


def concerned(text: Text) -> list[int]:
    """Whom `announce` may tell: to be locked before the text."""
    answered = text.parent if isinstance(text, Comment) else None
    place = text.place if isinstance(text, Comment) else text
    named = [member.pk for member in mentions.members_named_in(text.body).values()]
    return [*named, *(pk for pk in (answered and answered.user_id, place.user_id) if pk)]


def tell_of_comment(*, comment: Comment, members: dict[str, User], answered: Comment | None) -> None:
    answered_to = answered.user if answered else comment.place.user
    if answered_to and answered_to.is_active:
        tell([answered_to], Kind.REPLY, comment, "comment" if answered else place_name(comment))
    tell_mentioned(text=comment, members=members)


def tell_mentioned(*, text: Text, members: dict[str, User]) -> None:
    named = mentions.mentioned(text.body, members) if members else []
    tell(named, Kind.MENTION, text, place_name(text))


def tell(members: Iterable[User], kind: Notice.Kind, text: Text, place: str) -> None:
    place_of_text = text.place if isinstance(text, Comment) else text
    others = [member for member in members if member.pk != text.user_id]
    seeing = those_who_see(place_of_text, others)
    if seeing:
        film = place_of_text.film
        data = {"by": text.user_id, "place": place, "film": film.title, "film_ru": film.title_ru}
        with override(settings.LANGUAGE_CODE):  # addresses are kept without a language
            url = address_of(text)
        notices.tell_once(members=seeing, kind=kind, data=data, url=url)


def those_who_see(place: Review | Discussion, members: list[User]) -> list[User]:
    """At most one query: what visitors see everybody does."""
    if not members or type(place)._default_manager.visible_to(AnonymousUser()).filter(pk=place.pk).exists():
        return members
    return [member for member in members if member.is_staff or member.pk == place.user_id]


def address_of(text: Text) -> str:
    """The same for as long as the text is there: that of a review goes without the film's slug."""
    return localized(f"/reviews/{text.pk}/") if isinstance(text, Review) else text.get_absolute_url()


def place_name(text: Text) -> str:
    if isinstance(text, Review):
        return "text"
    return "review" if isinstance(text, Comment) and text.review_id else "discussion"
