from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import throttling
from accounts.decorators import active_member, member_writes
from accounts.exceptions import ThrottledError
from accounts.requests import MemberRequest, PageRequest
from films.models import Film, FilmRedirect
from reviews import talk
from reviews.exceptions import FilmUnavailable, NotEditable
from reviews.forms.comments import DiscussionForm
from reviews.models import Discussion
from reviews.services import discussing
from reviews.views.comments import FORM_METHODS, too_often


@require_safe
def of_film(request: PageRequest, film_id: int, slug: str) -> HttpResponse:
    film = Film.objects.visible_to(request.user).filter(pk=film_id).first()
    if film is None:
        kept = get_object_or_404(FilmRedirect.objects.select_related("film"), pk=film_id).film
        return HttpResponsePermanentRedirect(room_address(kept))
    if slug != (film.slug or "-"):
        return HttpResponsePermanentRedirect(room_address(film))
    page = talk.room_page(film=film, viewer=request.user, query=request.GET)
    return render(request, "reviews/discussions.html", {"room": page})


def room_address(film: Film) -> str:
    return reverse("reviews:discussions", args=[film.pk, film.slug or "-"])


@require_safe
def detail(request: PageRequest, pk: int) -> HttpResponse:
    discussion = get_object_or_404(Discussion.objects.visible_to(request.user).select_related("user", "film"), pk=pk)
    page = talk.discussion_page(discussion=discussion, viewer=request.user, query=request.GET, now=timezone.now())
    return render(request, "reviews/discussion.html", {"page": page, "thread": page.thread})


@active_member
@require_http_methods(FORM_METHODS)
def start(request: MemberRequest, film_id: int, slug: str) -> HttpResponse:
    film = film_for(request, film_id)
    if request.method != "POST":
        room = request.GET.get("room")
        room = room if room in Discussion.Room.values else Discussion.Room.SPOILER_FREE
        return show_form(request, film, DiscussionForm(initial={"room": room}))
    form = DiscussionForm(request.POST)
    if not form.is_valid():
        return show_form(request, film, form, status=422)
    try:
        throttling.consume("discussion", request.user, limit=5, seconds=3600)
        discussion = discussing.start_discussion(user=request.user, film=film, now=timezone.now(), **form.cleaned_data)
    except ThrottledError as error:
        return show_too_often(request, film, form, error)
    except FilmUnavailable as error:
        raise Http404 from error
    return show_saved(request, discussion, _("Your discussion has begun."))


@active_member
@require_http_methods(FORM_METHODS)
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    discussion = editable_discussion(request, pk)
    if request.method != "POST":
        initial = {name: getattr(discussion, name) for name in ("title", "body", "room")}
        return show_form(request, discussion.film, DiscussionForm(initial=initial), discussion)
    form = DiscussionForm(request.POST)
    if not form.is_valid():
        return show_form(request, discussion.film, form, discussion, status=422)
    try:
        throttling.consume("edit_discussion", request.user, limit=20, seconds=600)
        discussion = discussing.edit_discussion(
            user=request.user, discussion=discussion, now=timezone.now(), **form.cleaned_data
        )
    except ThrottledError as error:
        return show_too_often(request, discussion.film, form, error, discussion)
    except NotEditable as error:
        raise Http404 from error
    return show_saved(request, discussion, _("Your changes are saved."))


@member_writes("delete_discussion")
@require_http_methods(FORM_METHODS)
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    discussion = own_discussion(request, pk)
    if request.method != "POST":
        return render(request, "reviews/discussion_delete.html", {"discussion": discussion})
    discussing.delete_discussion(user=request.user, discussion=discussion)
    messages.success(request, _("Your discussion is deleted."))
    return HttpResponseRedirect(room_address(discussion.film))


def film_for(request: MemberRequest, film_id: int) -> Film:
    return get_object_or_404(Film.objects.visible_to(request.user), pk=film_id)


def editable_discussion(request: MemberRequest, pk: int) -> Discussion:
    discussion = own_discussion(request, pk)
    if not Discussion.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return discussion


def own_discussion(request: MemberRequest, pk: int) -> Discussion:
    shown = Discussion.objects.visible_to(request.user).exclude(state=Discussion.State.DELETED)
    discussion = get_object_or_404(shown.select_related("film"), pk=pk)
    if discussion.user_id != request.user.pk:
        raise PermissionDenied
    return discussion


def show_form(
    request: MemberRequest,
    film: Film,
    form: DiscussionForm,
    discussion: Discussion | None = None,
    *,
    status: int = 200,
    preview: dict[str, Any] | None = None,
) -> HttpResponse:
    context = {"film": film, "form": form, "discussion": discussion, "preview": preview}
    return render(request, "reviews/discussion_form.html", context, status=status)


def show_too_often(
    request: MemberRequest,
    film: Film,
    form: DiscussionForm,
    error: ThrottledError,
    discussion: Discussion | None = None,
) -> HttpResponse:
    form.add_error(None, too_often(error))
    response = show_form(request, film, form, discussion, status=429)
    response["Retry-After"] = str(error.seconds)
    return response


def show_saved(request: MemberRequest, discussion: Discussion, message: str) -> HttpResponse:
    if not discussion.is_published:
        message = _("A moderator looks at it before others see it.")
    messages.success(request, message)
    return HttpResponseRedirect(discussion.get_absolute_url())
