from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, push_url, reswap, retarget

from accounts import throttling
from accounts.decorators import active_member, member_writes
from accounts.exceptions import ThrottledError
from accounts.requests import MemberRequest
from reviews import threads
from reviews.exceptions import EditWindowClosed, NotEditable, PlaceClosed
from reviews.forms.comments import CommentForm
from reviews.models import Comment, Discussion, Review
from reviews.models.comments import DEEPEST
from reviews.querysets import DiscussionQuerySet, ReviewQuerySet
from reviews.services import commenting
from reviews.views.access import page_or_fragment

FORM_METHODS = ["GET", "HEAD", "POST"]


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `active_member`; whose login has ended while the page was open comes back to the page, not to a part of it."""

    @wraps(view)
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.htmx and not request.user.is_authenticated:
            return HttpResponseClientRedirect(redirect_to_login(request.path).url)
        return active_member(view)(request, *args, **kwargs)

    return wrapper


@for_members
@require_http_methods(FORM_METHODS)
def comment_review(request: MemberRequest, pk: int) -> HttpResponse:
    return write(request, get_object_or_404(reviews_for(request), pk=pk))


@for_members
@require_http_methods(FORM_METHODS)
def comment_discussion(request: MemberRequest, pk: int) -> HttpResponse:
    return write(request, get_object_or_404(discussions_for(request), pk=pk))


@for_members
@require_http_methods(FORM_METHODS)
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    comment = comment_for(request, pk)
    return write(request, comment.place, answered=comment)


def write(request: MemberRequest, place: Review | Discussion, *, answered: Comment | None = None) -> HttpResponse:
    """The form of a comment, empty or as it was refused; what was written, where it stands."""
    if not place.is_published or (answered and not answered.is_published):
        raise PermissionDenied(_("Nobody can comment here now."))
    key = key_of(answered)
    if request.method != "POST":
        return show_form(request, place, CommentForm(key=key, initial=addressed(answered)), answered=answered)
    form = CommentForm(request.POST, key=key)
    if not form.is_valid():
        return show_form(request, place, form, answered=answered, status=422)
    try:
        throttling.consume("comment", request.user, limit=10, seconds=60)
        body = form.cleaned_data["body"]
        comment = commenting.add_comment(
            user=request.user, place=place, body=body, now=timezone.now(), answered=answered
        )
    except ThrottledError as error:
        form.add_error(None, too_often(error))
        return show_form(request, place, form, answered=answered, status=429, wait=error.seconds)
    except PlaceClosed:
        form.add_error(None, _("Nobody can comment here now: what you answer to is gone."))
        return show_form(request, place, form, answered=answered, status=422)
    return show_written(request, comment)


def key_of(answered: Comment | None, edited: Comment | None = None) -> str:
    if edited:
        return f"edit-{edited.pk}"
    return f"answer-{answered.pk}" if answered else "new"


def addressed(answered: Comment | None) -> dict[str, Any]:
    """An answer that stands beside what it answers to says whom it means."""
    if answered is None or answered.depth < DEEPEST or answered.user is None:
        return {}
    return {"body": f"@{answered.user.username} "}


@for_members
@require_http_methods(FORM_METHODS)
def edit_comment(request: MemberRequest, pk: int) -> HttpResponse:
    comment = comment_for(request, pk)
    if not Comment.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    key = key_of(None, comment)
    form = CommentForm(request.POST, key=key) if request.method == "POST" else None
    if form is None:
        if not commenting.is_editable(comment, timezone.now()):
            messages.error(request, window_closed())
            return HttpResponseRedirect(comment.get_absolute_url())
        return show_form(request, comment.place, CommentForm(key=key, initial={"body": comment.body}), edited=comment)
    if not form.is_valid():
        return show_form(request, comment.place, form, edited=comment, status=422)
    try:
        throttling.consume("edit_comment", request.user, limit=30, seconds=60)
        comment = commenting.edit_comment(
            user=request.user, comment=comment, body=form.cleaned_data["body"], now=timezone.now()
        )
    except ThrottledError as error:
        form.add_error(None, too_often(error))
        return show_form(request, comment.place, form, edited=comment, status=429, wait=error.seconds)
    except EditWindowClosed:
        form.add_error(None, window_closed())
        return show_form(request, comment.place, form, edited=comment, status=422)
    except NotEditable as error:
        raise Http404 from error
    return show_written(request, comment)


@for_members
@member_writes("delete_comment")
@require_http_methods(FORM_METHODS)
def delete_comment(request: MemberRequest, pk: int) -> HttpResponse:
    comment = comment_for(request, pk)
    if comment.user_id != request.user.pk:
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "reviews/comment_delete.html", {"comment": comment, "place": comment.place})
    commenting.delete_comment(user=request.user, comment=comment)
    query = where_it_was(request, comment)
    if request.htmx:
        return show_threads(request, comment.place, query, _("Your comment is deleted."))
    messages.success(request, _("Your comment is deleted."))
    return HttpResponseRedirect(f"{comment.place.get_absolute_url()}?{query}#comments")


def where_it_was(request: MemberRequest, comment: Comment) -> str:
    """The query of the page that had a comment which may have left no gap."""
    if comment.parent_id:
        return f"comment={comment.parent_id}"
    siblings = Comment.objects.filter(**{threads.kind_of(comment.place): comment.place})
    return f"page={threads.page_of(siblings, request.user, comment)}"


def comment_for(request: MemberRequest, pk: int) -> Comment:
    """A comment that can be read, where it stands loaded; two queries."""
    rows = threads.readable(Comment.objects.all(), request.user)
    comment = get_object_or_404(rows.select_related("user", "parent"), pk=pk)
    if comment.review_id:
        comment.review = get_object_or_404(reviews_for(request), pk=comment.review_id)
    else:
        comment.discussion = get_object_or_404(discussions_for(request), pk=comment.discussion_id)
    return comment


def reviews_for(request: MemberRequest) -> ReviewQuerySet:
    return Review.objects.visible_to(request.user).select_related("film", "user")


def discussions_for(request: MemberRequest) -> DiscussionQuerySet:
    return Discussion.objects.visible_to(request.user).select_related("film", "user")


def show_form(
    request: MemberRequest,
    place: Review | Discussion,
    form: CommentForm,
    *,
    answered: Comment | None = None,
    edited: Comment | None = None,
    status: int = 200,
    wait: int = 0,
    preview: dict[str, Any] | None = None,
) -> HttpResponse:
    """In its place on the page for htmx, else on a page of its own with what is answered to."""
    context = {"place": place, "form": form, "answered": answered, "edited": edited, "preview": preview}
    response = page_or_fragment(request, "reviews/comment_form.html", "reviews/_comment_form.html", context, status)
    if wait:
        response["Retry-After"] = str(wait)
    if status != 200 and request.htmx:
        response.status_code = 422  # the one that htmx swaps
        return reswap(retarget(response, f"#{form.key}"), "outerHTML")
    return response


def show_written(request: MemberRequest, comment: Comment) -> HttpResponse:
    message = _("Saved.") if comment.is_published else _("A moderator looks at it before others see it.")
    if request.htmx:
        return push_url(
            show_threads(request, comment.place, f"comment={comment.pk}", message), comment.get_absolute_url()
        )
    if not comment.is_published:
        messages.info(request, message)
    return HttpResponseRedirect(comment.get_absolute_url())


def show_threads(request: MemberRequest, place: Review | Discussion, query: str, message: str) -> HttpResponse:
    place.refresh_from_db(fields=["comment_count"])
    thread = threads.thread_page(place=place, viewer=request.user, query=QueryDict(query), now=timezone.now())
    return render(request, "reviews/_comments.html", {"thread": thread, "message": message})


def window_closed() -> str:
    return _("A comment can be edited for 15 minutes. This one stays as it is; you can still delete it.")


def too_often(error: ThrottledError) -> str:
    message = ngettext(
        "That was often. You can write again in %(seconds)s second.",
        "That was often. You can write again in %(seconds)s seconds.",
        error.seconds,
    )
    return message % {"seconds": error.seconds}
