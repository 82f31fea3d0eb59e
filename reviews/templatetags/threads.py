from typing import Any

from django import template
from django.urls import reverse

from reviews.forms.comments import CommentForm
from reviews.models import Discussion, Review
from reviews.threads import Thread

register = template.Library()


@register.simple_tag
def new_comment_form() -> CommentForm:
    return CommentForm()


@register.simple_tag
def comment_address(place: Review | Discussion) -> str:
    """Where a comment on it is sent to."""
    name = "comment_review" if isinstance(place, Review) else "comment_discussion"
    return reverse(f"reviews:{name}", args=[place.pk])


@register.inclusion_tag("reviews/_comment_pages.html")
def comment_pages(thread: Thread) -> dict[str, Any]:
    return {"page": thread.page, "query": f"thread={thread.whole.comment.pk}&" if thread.whole else ""}
