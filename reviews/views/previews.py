"""How a comment or the first post of a discussion will look: alone for htmx, else above the form that keeps it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.decorators import member_writes, posts_from
from accounts.requests import MemberRequest
from reviews import mentions
from reviews.forms.comments import CommentForm, DiscussionForm, TextForm
from reviews.models import Comment, Discussion, Review
from reviews.models.comments import LONGEST_COMMENT
from reviews.views import comments, discussions

FRAGMENT = "reviews/_text_preview.html"
previews = member_writes("preview", limit=60)


@posts_from("reviews:comment_review")
@previews
def comment_on_review(request: MemberRequest, pk: int) -> HttpResponse:
    return of_comment(request, get_object_or_404(comments.reviews_for(request), pk=pk))


@posts_from("reviews:comment_discussion")
@previews
def comment_on_discussion(request: MemberRequest, pk: int) -> HttpResponse:
    return of_comment(request, get_object_or_404(comments.discussions_for(request), pk=pk))


@posts_from("reviews:answer")
@previews
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    comment = comments.comment_for(request, pk)
    return of_comment(request, comment.place, answered=comment)


@posts_from("reviews:edit_comment")
@previews
def edited_comment(request: MemberRequest, pk: int) -> HttpResponse:
    comment = comments.comment_for(request, pk)
    if not Comment.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return of_comment(request, comment.place, edited=comment)


@posts_from("reviews:start_discussion")
@previews
def new_discussion(request: MemberRequest, film_id: int, slug: str) -> HttpResponse:
    film = discussions.film_for(request, film_id)
    form = DiscussionForm(initial=typed(request, "title", "body", "room"))
    return show(request, form) or discussions.show_form(request, film, form, preview=preview_of(form))


@posts_from("reviews:edit_discussion")
@previews
def edited_discussion(request: MemberRequest, pk: int) -> HttpResponse:
    discussion = discussions.editable_discussion(request, pk)
    form = DiscussionForm(initial=typed(request, "title", "body", "room"))
    return show(request, form) or discussions.show_form(
        request, discussion.film, form, discussion, preview=preview_of(form)
    )


def of_comment(
    request: MemberRequest,
    place: Review | Discussion,
    *,
    answered: Comment | None = None,
    edited: Comment | None = None,
) -> HttpResponse:
    if not edited and (not place.is_published or (answered and not answered.is_published)):
        raise PermissionDenied(_("Nobody can comment here now."))
    form = CommentForm(key=comments.key_of(answered, edited), initial=typed(request, "body"))
    return show(request, form) or comments.show_form(
        request, place, form, answered=answered, edited=edited, preview=preview_of(form)
    )


def show(request: MemberRequest, form: TextForm) -> HttpResponse | None:
    return render(request, FRAGMENT, {"preview": preview_of(form)}) if request.htmx else None


def typed(request: MemberRequest, *names: str) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}


def preview_of(form: TextForm) -> dict[str, Any]:
    """The text as readers will see it, in the language of the page."""
    body = form.initial["body"][:LONGEST_COMMENT]
    html = mentions.render(body, mentions.members_named_in(body))
    return {"key": form.key, "html": Comment(body_html=html).html}
