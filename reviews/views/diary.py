from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts import throttling
from accounts.decorators import active_member, member_writes
from accounts.exceptions import ThrottledError
from accounts.models import User
from accounts.requests import MemberRequest, PageRequest
from films.figures import film_figures
from films.models import Film
from films.pagination import paginate
from reviews import diary, selectors, spoilers
from reviews.exceptions import AlreadyInDiary
from reviews.forms.diary import ViewingForm
from reviews.models import UserFilm, Viewing
from reviews.services import diary as services
from reviews.views.rating import FIGURES, deleted_film_is_404, film_for, safe_next

PER_PAGE = 24
WRITES_A_MINUTE = 60

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def member_diary(request: HttpRequest, username: str) -> HttpResponse:
    member = member_named(request, username)
    if member.username != username:
        return HttpResponsePermanentRedirect(reverse("diary", args=[member.username]))
    viewings = diary.viewings_of(member=member, viewer=request.user).newest_first()
    day = day_asked_for(request)
    if day:
        viewings = viewings.filter(watched_on=day, precision=Viewing.Precision.DAY)
    page = paginate(viewings, request.GET.get("page"), per_page=PER_PAGE, fetch=diary.rows_with_films)
    spoilers.veil_notes(page.items, user=request.user, shown=spoilers.asked_to_show(request))
    context = {"member": member, "page": page, "stretches": diary.stretches(page.items), "day": day}
    return render(request, "reviews/diary.html", context)


@require_safe
def diary_month(request: HttpRequest, username: str, year: int, month: int) -> HttpResponse:
    member = member_named(request, username)
    if member.username != username:
        return HttpResponsePermanentRedirect(reverse("diary_month", args=[member.username, year, month]))
    page = diary.month_page(
        member=member,
        viewer=request.user,
        first_day=first_of_month(year, month),
        first_weekday=int(get_format("FIRST_DAY_OF_WEEK")),
    )
    spoilers.veil_notes(page.uncertain, user=request.user, shown=spoilers.asked_to_show(request))
    return render(request, "reviews/diary_month.html", {"member": member, "page": page, "today": timezone.localdate()})


@require_safe
def diary_entry(request: HttpRequest, username: str, pk: int) -> HttpResponse:
    """One entry with the whole of its note."""
    member = member_named(request, username)
    entries = diary.with_films(diary.viewings_of(member=member, viewer=request.user))
    viewing = get_object_or_404(entries, pk=pk)
    spoilers.veil_notes([viewing], user=request.user, shown=spoilers.asked_to_show(request))
    return render(request, "reviews/diary_entry.html", {"member": member, "viewing": viewing})


@active_member
@read_or_write
def log_viewing(request: MemberRequest, film_id: int) -> HttpResponse:
    film = film_for(request, film_id)
    today = timezone.localdate()
    if request.method != "POST":
        mark = selectors.marks_of(request.user, [film.pk]).get(film.pk)
        return show_form(request, film, ViewingForm(today=today, initial=defaults(mark, today)))
    form = ViewingForm(request.POST, today=today)
    with deleted_film_is_404():
        refused = refuse(request, form, partial(services.log_viewing, user=request.user, film=film))
    if refused:
        return show_form(request, film, form, status=refused)
    return show_logged(request, film)


@active_member
@read_or_write
def edit_viewing(request: MemberRequest, pk: int) -> HttpResponse:
    viewing = own_viewing(request, pk)
    today = timezone.localdate()
    if request.method != "POST":
        return show_form(request, viewing.film, ViewingForm(today=today, initial=values_of(viewing)), viewing=viewing)
    form = ViewingForm(request.POST, today=today)
    refused = refuse(request, form, partial(services.change_viewing, viewing=viewing))
    if refused:
        return show_form(request, viewing.film, form, viewing=viewing, status=refused)
    return go_back(request, viewing.film, _("The entry is changed."))


@member_writes("diary", limit=WRITES_A_MINUTE)
@read_or_write
def delete_viewing(request: MemberRequest, pk: int) -> HttpResponse:
    viewing = own_viewing(request, pk)
    film = viewing.film
    if request.method != "POST":
        context = {"viewing": viewing, "film": film, "next": safe_next(request, film)}
        return render(request, "reviews/diary_delete.html", context)
    services.delete_viewing(viewing=viewing)
    return go_back(request, film, _("The entry is gone from your diary."))


def member_named(request: HttpRequest, username: str) -> User:
    return get_object_or_404(User.objects.visible_to(request.user).named(username))


def own_viewing(request: MemberRequest, pk: int) -> Viewing:
    viewing = get_object_or_404(Viewing.objects.visible_to(request.user).select_related("film", "user"), pk=pk)
    if viewing.user_id != request.user.pk:
        raise PermissionDenied
    return viewing


def day_asked_for(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def first_of_month(year: int, month: int) -> date:
    """Of a month that a diary can have."""
    first, last = services.EARLIEST, services.latest(timezone.localdate())
    if not (1 <= month <= 12 and first.year <= year <= last.year) or date(year, month, 1) > last:
        raise Http404
    return date(year, month, 1)


def defaults(mark: UserFilm | None, today: date) -> dict[str, Any]:
    """What a new entry proposes: today, and what the member says of the film."""
    watched = mark is not None and mark.status == UserFilm.Status.WATCHED
    return {"day": today, "is_rewatch": watched, "rating": mark.rating if mark else None}


def values_of(viewing: Viewing) -> dict[str, Any]:
    names = ("precision", "is_rewatch", "rating", "note", "place", "is_private")
    values = {name: getattr(viewing, name) for name in names}
    if viewing.watched_on:
        values |= {"day": viewing.watched_on, "month": viewing.watched_on, "year": viewing.watched_on.year}
    return values


def refuse(request: MemberRequest, form: ViewingForm, write: Callable[..., Any]) -> int:
    """Write what the form says; the status of a refusal, which the form then explains, or 0."""
    if not form.is_valid():
        return 422
    try:
        throttling.consume("diary", request.user, limit=WRITES_A_MINUTE, seconds=60)
        write(entry=form.entry(), now=timezone.now(), repeated=form.is_confirmed)
    except ThrottledError as error:
        form.add_error(None, too_often(error.seconds))
        return 429
    except AlreadyInDiary:
        form.ask_to_repeat()
        return 422
    return 0


def too_often(seconds: int) -> str:
    return ngettext(
        "You are writing too quickly. Try again in %(seconds)s second.",
        "You are writing too quickly. Try again in %(seconds)s seconds.",
        seconds,
    ) % {"seconds": seconds}


def show_form(
    request: MemberRequest, film: Film, form: ViewingForm, *, viewing: Viewing | None = None, status: int = 200
) -> HttpResponse:
    """As a page, in the dialog, or in the place of the small form on the film's page."""
    context = {"film": film, "form": form, "viewing": viewing, "next": safe_next(request, film)}
    template = "reviews/diary_form.html"
    if request.htmx:
        template = "reviews/_viewing_dialog.html"
        if request.htmx.target == "diary":
            template = "reviews/_film_diary.html"
            context |= film_diary_context(request, film)
    return render(request, template, context, status=status)


def show_logged(request: MemberRequest, film: Film) -> HttpResponse:
    message = _("“%(film)s” is in your diary.") % {"film": film.local_title}
    if not (request.htmx and request.htmx.target == "diary"):
        return go_back(request, film, message)
    film.refresh_from_db(fields=FIGURES)
    context = {
        "film": film,
        "figures": film_figures(film),
        "message": message,
        "next": film.get_absolute_url(),
        **film_diary_context(request, film),
    }
    response = render(request, "reviews/_film_diary_changed.html", context)
    return trigger_client_event(response, f"filmSeen{film.pk}", after="settle")  # what was kept from them is shown


def film_diary_context(request: MemberRequest, film: Film) -> dict[str, Any]:
    return {
        "diary": diary.film_diary(user=request.user, film=film),
        "mark": selectors.marks_of(request.user, [film.pk]).get(film.pk),
        "today": timezone.localdate(),
    }


def go_back(request: PageRequest, film: Film, message: str) -> HttpResponse:
    messages.success(request, message)
    url = safe_next(request, film)
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)
