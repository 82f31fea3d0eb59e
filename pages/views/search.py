from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from films import search
from pages import search_page
from pages.shortcuts import render_page_or_fragment


@require_safe
def film_search(request: HttpRequest) -> HttpResponse:
    page = search_page.search_page(request.GET.get("q", ""), number=request.GET.get("page"), user=request.user)
    return render_page_or_fragment(request, "films/search.html", "films/_search_results.html", {"page": page})


@require_safe
@cache_control(public=True, max_age=60)
def suggestions(request: HttpRequest) -> HttpResponse:
    """The same for everybody, so that it may be kept by a cache."""
    text = search.readable(request.GET.get("q", ""))
    hits = search.find(text, limit=search_page.SUGGESTED_FILMS, people=search_page.SUGGESTED_PEOPLE)
    context = {
        "text": text,
        "films": search_page.suggested_films(hits.film_ids),
        "people": [(person, search_page.job_of(person)) for person in hits.people],
        "status": search_page.status(hits),
    }
    return render(request, "films/_suggestions.html", context)
