from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import PageRequest
from films.models import Film, FilmRedirect
from films.pagination import Page, paginate
from reviews import reading, spoilers, threads
from reviews.filters import ReviewFilter
from reviews.models import Review
from reviews.querysets import ReviewQuerySet
from reviews.views.access import page_or_fragment


def page_of(request: PageRequest, reviews: ReviewQuerySet) -> Page:
    def listed(rows: Any) -> list[Review]:
        return spoilers.veil_reviews(rows.for_list(), user=request.user, shown=spoilers.asked_to_show(request))

    return paginate(reviews, request.GET.get("page"), per_page=reading.PER_PAGE, fetch=listed)


def review_for(request: PageRequest, pk: int) -> Review:
    review = get_object_or_404(Review.objects.visible_to(request.user).select_related("user", "film"), pk=pk)
    return spoilers.veil_reviews([review], user=request.user, shown=spoilers.asked_to_show(request))[0]


@require_safe
def detail(request: PageRequest, pk: int, slug: str = "") -> HttpResponse:
    review = review_for(request, pk)
    if slug != review.film.slug:
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{review.get_absolute_url()}{'?' if query else ''}{query}")
    page = reading.review_page(review, viewer=request.user)
    thread = threads.thread_page(place=review, viewer=request.user, query=request.GET, now=timezone.now())
    return render(request, "reviews/detail.html", {"page": page, "thread": thread})


@require_safe
def versions(request: PageRequest, pk: int) -> HttpResponse:
    review = review_for(request, pk)
    shown = reading.versions_of(review, request.GET.get("edit"))
    return render(request, "reviews/versions.html", {"review": review, "versions": shown})


@require_safe
def of_film(request: PageRequest, film_id: int, slug: str) -> HttpResponse:
    film = Film.objects.visible_to(request.user).filter(pk=film_id).first()
    if film is None:
        kept = get_object_or_404(FilmRedirect.objects.select_related("film"), pk=film_id).film
        return HttpResponsePermanentRedirect(reverse("reviews:of_film", args=[kept.pk, kept.slug or "-"]))
    filters = ReviewFilter(request.GET, reading.reviews_of_film(film=film, viewer=request.user))
    page = page_of(request, filters.qs)
    context = {"film": film, "page": page, "filters": filters}
    return page_or_fragment(request, "reviews/of_film.html", "reviews/_of_film_results.html", context)


@require_safe
def of_member(request: PageRequest, username: str) -> HttpResponse:
    member = User.objects.visible_to(request.user).named(username).first()
    if member is None:
        raise Http404
    page = page_of(request, reading.reviews_of_member(member=member, viewer=request.user))
    return render(request, "reviews/of_member.html", {"member": member, "page": page})
