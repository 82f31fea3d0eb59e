from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from films import selectors as films
from films.models import Credit, Film, FilmRedirect, Person, PersonRedirect
from films.pagination import paginate
from films.seen import note_seen
from pages import person_page
from pages.film_page import film_page
from pages.filter_panel import filter_panel
from pages.shortcuts import render_page_or_fragment
from reviews import selectors as reviews
from reviews import spoilers
from reviews.filters import MemberFilmFilter


@require_safe
def film_list(request: HttpRequest) -> HttpResponse:
    filters = MemberFilmFilter(request.GET, Film.objects.visible_to(request.user), user=request.user)
    page = paginate(
        filters.qs,
        request.GET.get("page"),
        per_page=settings.FILMS_PER_PAGE,
        fetch=partial(reviews.marked_cards, user=request.user),
    )
    panel = filter_panel(filters, user=request.user)
    return render_page_or_fragment(
        request, "films/list.html", "films/_list_results.html", {"page": page, "panel": panel}
    )


@require_safe
def film_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    film = films.film_for_page(film_id=pk, viewer=request.user)
    if film is None:
        return redirect_to_kept(FilmRedirect, pk)
    if slug != film.slug:
        return HttpResponsePermanentRedirect(film.get_absolute_url())
    if film.tmdb_id:
        note_seen(film.pk)
    page = film_page(film, user=request.user, show_spoilers=spoilers.asked_to_show(request))
    return render(request, "films/detail.html", {"page": page})


def redirect_to_kept(redirects: type[FilmRedirect] | type[PersonRedirect], pk: int) -> HttpResponse:
    """To the film or person that the one with this id was merged into."""
    kept = "film" if redirects is FilmRedirect else "person"
    redirect = redirects.objects.select_related(kept).filter(pk=pk).first()
    if redirect is None:
        raise Http404
    return HttpResponsePermanentRedirect(getattr(redirect, kept).get_absolute_url())


@require_safe
def film_credits(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    film = Film.objects.visible_to(request.user).filter(pk=pk).first()
    if film is None:
        return redirect_to_kept(FilmRedirect, pk)
    rows = Credit.objects.filter(film=film).in_billing_order()
    return render(request, "films/credits.html", {"film": film, "credits": films.group_by_department(rows)})


@require_safe
def similar_films(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    film = Film.objects.visible_to(request.user).filter(pk=pk).first()
    if film is None:
        return redirect_to_kept(FilmRedirect, pk)
    similar = films.similar_films(film=film, user=request.user)
    cards = reviews.marked_cards(similar, user=request.user)
    context = {"film": film, "cards": cards}
    return render_page_or_fragment(request, "films/similar.html", "films/_similar.html", context)


@require_safe
def person_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        return redirect_to_kept(PersonRedirect, pk)
    if slug != person.slug:
        return HttpResponsePermanentRedirect(person.get_absolute_url())
    return render(request, "people/detail.html", {"page": person_page.person_page(person, user=request.user)})
