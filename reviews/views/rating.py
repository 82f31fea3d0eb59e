from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from accounts.decorators import member_writes
from accounts.requests import MemberRequest, PageRequest
from films.figures import film_figures
from films.models import Film
from films.pagination import paginate
from reviews import selectors, spoilers
from reviews.exceptions import FilmUnavailable
from reviews.filters import UserFilmFilter
from reviews.forms.rating import FavoriteForm, RatingForm, StatusForm
from reviews.services import rating as services


@login_required
@require_safe
def my_films(request: MemberRequest) -> HttpResponse:
    filters = UserFilmFilter(request.GET, request.user.user_films.visible_to(request.user))
    page = paginate(
        filters.qs,
        request.GET.get("page"),
        per_page=settings.FILMS_PER_PAGE,
        fetch=partial(selectors.own_cards, user=request.user),
    )
    context = {"page": page, "filters": filters, "figures": selectors.my_figures(user=request.user)}
    response = render(request, "reviews/_my_films_results.html" if request.htmx else "reviews/my_films.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def my_film(request: PageRequest, film_id: int) -> HttpResponse:
    """The member's control for one film: the page that a card's star leads to, and the dialog that it opens."""
    film = film_for(request, film_id)
    if not request.user.is_authenticated:  # comes back here, and from here to where the star was
        return redirect_to_login(f"{request.path}?{urlencode({'next': safe_next(request, film)})}")
    return show_control(request, film)


def member_posts(action: str, *, limit: int = 60) -> Callable[..., Callable[..., HttpResponse]]:
    """Only by POST and of a member; one whose login has ended comes back to the film after the next.

    At most `limit` times in a minute, and not of a member who is suspended.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @member_writes(action, limit=limit)
        def write(request: MemberRequest, film_id: int) -> HttpResponse:
            return view(request, film_for(request, film_id))

        @wraps(view)
        @require_POST
        def wrapper(request: MemberRequest, film_id: int) -> HttpResponse:
            if request.user.is_authenticated:
                return write(request, film_id)
            to_login = redirect_to_login(reverse("films:short", args=[film_id]))
            return HttpResponseClientRedirect(to_login.url) if request.htmx else to_login

        return wrapper

    return decorate


@member_posts("rating")
def rate(request: MemberRequest, film: Film) -> HttpResponse:
    form = RatingForm(request.POST)
    if not form.is_valid():
        return show_control(request, film, form=form, status=422)
    rating = form.cleaned_data["rating"]
    with deleted_film_is_404():
        services.rate_film(user=request.user, film=film, rating=rating, now=timezone.now())
    return show_changed(
        request, film, _("You rated “%(film)s” %(rating)s.") % {"film": film.local_title, "rating": rating}
    )


@member_posts("rating")
def clear_rating(request: MemberRequest, film: Film) -> HttpResponse:
    services.clear_rating(user=request.user, film=film, now=timezone.now())
    return show_changed(request, film, _("Your rating of “%(film)s” is gone.") % {"film": film.local_title})


@member_posts("status")
def set_status(request: MemberRequest, film: Film) -> HttpResponse:
    form = StatusForm(request.POST)
    if not form.is_valid():
        return show_control(request, film, form=form, status=422)
    with deleted_film_is_404():
        services.set_status(user=request.user, film=film, status=form.cleaned_data["status"], now=timezone.now())
    return show_changed(request, film, _("Saved for “%(film)s”.") % {"film": film.local_title})


@member_posts("favorite")
def set_favorite(request: MemberRequest, film: Film) -> HttpResponse:
    form = FavoriteForm(request.POST)
    form.full_clean()  # any value of a checkbox is valid
    with deleted_film_is_404():
        favorite = form.cleaned_data["favorite"]
        services.set_favorite(user=request.user, film=film, favorite=favorite, now=timezone.now())
    return show_changed(request, film, _("Saved for “%(film)s”.") % {"film": film.local_title})


def film_for(request: HttpRequest, film_id: int) -> Film:
    return get_object_or_404(Film.objects.visible_to(request.user), pk=film_id)


@contextmanager
def deleted_film_is_404() -> Iterator[None]:
    try:
        yield
    except FilmUnavailable as error:
        raise Http404 from error


def show_control(
    request: PageRequest, film: Film, *, form: RatingForm | StatusForm | None = None, status: int = 200
) -> HttpResponse:
    mark = selectors.marks_of(request.user, [film.pk]).get(film.pk)
    template = "reviews/_dialog.html" if request.htmx else "reviews/my_film.html"
    context = {"film": film, "mark": mark, "form": form, "next": safe_next(request, film)}
    return render(request, template, context, status=status)


def show_changed(request: MemberRequest, film: Film, message: str) -> HttpResponse:
    """After a write: back to where the member was; for htmx the control, and what else that page shows of the film."""
    if not request.htmx:
        messages.success(request, message)
        return HttpResponseRedirect(safe_next(request, film))
    film.refresh_from_db(fields=FIGURES)
    mark = selectors.marks_of(request.user, [film.pk]).get(film.pk)
    context: dict[str, Any] = {"film": film, "mark": mark, "message": message}
    hidden = spoilers.hides_unmarked(request.user, mark)
    page = page_at_hand(request)
    if page == film.get_absolute_url():
        context["figures"] = film_figures(film, hidden=hidden)
    else:
        context["has_card"] = page != reverse("reviews:my_film", args=[film.pk])
    response = render(request, "reviews/_changed.html", context)
    trigger_client_event(response, "filmChanged", after="settle")
    return response if hidden else trigger_client_event(response, f"filmSeen{film.pk}", after="settle")


def page_at_hand(request: PageRequest) -> str | None:
    """The path of the page from which htmx asks."""
    try:
        return request.htmx.current_url_abs_path
    except ValueError:  # the header is no address
        return None


FIGURES = [
    "rating_count",
    "rating_sum",
    "rating_histogram",
    "ranking_score",
    "ranking_held",
    "watched_count",
    "planned_count",
    "favorite_count",
]


def safe_next(request: HttpRequest, film: Film) -> str:
    """Where to return after a write: an address of this site that was asked for, the page before, or the film's."""
    for url in (request.POST.get("next"), request.GET.get("next"), request.headers.get("Referer")):
        if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
            return url
    return film.get_absolute_url()
