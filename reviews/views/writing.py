from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import throttling
from accounts.decorators import active_member, member_writes, posts_from
from accounts.exceptions import ThrottledError
from accounts.requests import MemberRequest
from films.models import Film
from reviews import mentions
from reviews.exceptions import AlreadyPublished, FilmUnavailable
from reviews.forms.reviews import ReviewForm
from reviews.models import Review
from reviews.models.reviews import LONGEST_REVIEW
from reviews.services import reviewing


@active_member
@require_safe
def write(request: MemberRequest, film_id: int) -> HttpResponse:
    return show_form(request, film_for(request, film_id))


@posts_from("reviews:write")
@member_writes("preview", limit=60)
def preview(request: MemberRequest, film_id: int) -> HttpResponse:
    """How the text will look: alone for htmx, else above the form with everything that was typed."""
    form = ReviewForm(request.POST)
    form.is_valid()  # what is wrong is told when the text is saved
    if request.htmx:
        return render(request, "reviews/_preview.html", preview_of(form))
    return show_form(request, film_for(request, film_id), form, on_top=True)


@posts_from("reviews:write")
@active_member
def save_draft(request: MemberRequest, film_id: int) -> HttpResponse:
    return save(request, film_for(request, film_id), reviewing.save_draft)


@posts_from("reviews:write")
@active_member
def publish(request: MemberRequest, film_id: int) -> HttpResponse:
    return save(request, film_for(request, film_id), reviewing.publish_review)


def save(request: MemberRequest, film: Film, service: Callable[..., Review]) -> HttpResponse:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return show_form(request, film, form, status=422)
    try:
        throttling.consume("review", request.user, limit=20, seconds=600)
        review = service(user=request.user, film=film, text=form.text, now=timezone.now())
    except ThrottledError as error:
        return show_too_often(request, film, form, error)
    except AlreadyPublished:
        form.add_error(None, _("Your review is published already. Save the changes to it instead."))
        return show_form(request, film, form, status=422)
    except FilmUnavailable as error:
        raise Http404 from error
    messages.success(request, told(review))
    return HttpResponseRedirect(review.get_absolute_url())


def told(review: Review) -> str:
    if review.state == Review.State.DRAFT:
        return _("Your draft is saved. Only you see it.")
    if review.state == Review.State.HELD:
        return _("Your review is saved. A moderator looks at it before others see it.")
    return _("Your changes are saved.") if review.edited_at else _("Your review is published.")


@member_writes("delete_review", limit=20, seconds=600)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, film_id: int) -> HttpResponse:
    film = film_for(request, film_id)
    if request.method == "POST":
        reviewing.delete_review(user=request.user, film=film)
        messages.success(request, _("Your review is deleted."))
        return HttpResponseRedirect(film.get_absolute_url())
    review = get_object_or_404(film.reviews.editable_by(request.user))
    return render(request, "reviews/delete.html", {"film": film, "review": review})


def film_for(request: MemberRequest, film_id: int) -> Film:
    return get_object_or_404(Film.objects.visible_to(request.user), pk=film_id)


def show_form(
    request: MemberRequest, film: Film, form: ReviewForm | None = None, *, on_top: bool = False, status: int = 200
) -> HttpResponse:
    """The page to write on; `form` is what was sent, else what is stored."""
    review = film.reviews.editable_by(request.user).first()
    form = form or ReviewForm(review=review)
    context = {"film": film, "review": review, "form": form, "on_top": on_top, **preview_of(form)}
    return render(request, "reviews/write.html", context, status=status)


def preview_of(form: ReviewForm) -> dict[str, Any]:
    """The text as readers will see it."""
    title, body, language = (form[name].value() or "" for name in ("title", "body", "language"))
    body = body[:LONGEST_REVIEW]
    html = Review(body_html=mentions.render(body, mentions.members_named_in(body))).html
    values = {"title": title[:150], "language": language[:8], "has_spoilers": form["has_spoilers"].value()}
    return {"preview": {**values, "html": html}}


def show_too_often(request: MemberRequest, film: Film, form: ReviewForm, error: ThrottledError) -> HttpResponse:
    message = ngettext(
        "That was often. You can save again in %(seconds)s second.",
        "That was often. You can save again in %(seconds)s seconds.",
        error.seconds,
    )
    form.add_error(None, message % {"seconds": error.seconds})
    response = show_form(request, film, form, status=429)
    response["Retry-After"] = str(error.seconds)
    return response
