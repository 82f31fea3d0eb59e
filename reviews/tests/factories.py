import datetime

from django.utils import timezone

from accounts.tests.factories import make_user
from films.tests.factories import make_film
from reviews import markdown
from reviews.models import Comment, Discussion, Review, UserFilm, Viewing


def make_user_film(**overrides):
    """A member's film, rated 8 and watched unless told otherwise."""
    values = {"rating": 8, "status": UserFilm.Status.WATCHED, **overrides}
    values.setdefault("user", None)
    values.setdefault("film", None)
    return UserFilm.objects.create(
        **{**values, "user": values["user"] or make_user(), "film": values["film"] or make_film()}
    )


def make_review(*, film=None, user=None, body="A film worth **seeing** twice.", state="published", **overrides):
    published_at = None if state == "draft" else timezone.now()
    return Review.objects.create(
        **{
            "film": film or make_film(),
            "user": user or make_user(),
            "body": body,
            "body_html": markdown.render(body),
            "excerpt": markdown.excerpt(body),
            "state": state,
            "published_at": published_at,
            **overrides,
        }
    )


def make_discussion(*, film=None, user=None, body="What do you make of the ending?", **overrides):
    return Discussion.objects.create(
        **{
            "film": film or make_film(),
            "user": user or make_user(),
            "title": "The ending",
            "body": body,
            "body_html": markdown.render(body),
            **overrides,
        }
    )


def make_comment(*, user=None, body="I saw it otherwise.", **overrides):
    """Under `review`, `discussion` or `parent`; under a review of its own when none is named."""
    parent = overrides.get("parent")
    if parent:
        overrides |= {"review": parent.review, "discussion": parent.discussion}
    elif not overrides.get("review") and not overrides.get("discussion"):
        overrides["review"] = make_review()
    return Comment.objects.create(
        **{"user": user or make_user(), "body": body, "body_html": markdown.render(body), **overrides}
    )


def make_viewing(*, film=None, user=None, **overrides):
    return Viewing.objects.create(
        **{
            "film": film or make_film(),
            "user": user or make_user(),
            "watched_on": datetime.date(2026, 3, 14),
            **overrides,
        }
    )


def rate(film, *ratings):
    """One rating each by a member of its own."""
    for rating in ratings:
        make_user_film(film=film, rating=rating)
