from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import MemberRequest, PageRequest
from films.models import Film
from films.pagination import paginate
from pages.filter_panel import filter_panel
from pages.shortcuts import render_page_or_fragment
from reviews import selectors as reviews
from reviews.filters import WatchlistFilter


@login_required
@require_safe
def my_watchlist(request: MemberRequest) -> HttpResponse:
    return show(request, request.user)


@require_safe
def member_watchlist(request: PageRequest, username: str) -> HttpResponse:
    """A member's list for those who may see the profile."""
    member = get_object_or_404(User.objects.visible_to(request.user).named(username))
    if member.username != username:
        query = request.META["QUERY_STRING"]
        path = reverse("member_watchlist", args=[member.username])
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    return show(request, member)


def show(request: PageRequest, member: User) -> HttpResponse:
    filters = WatchlistFilter(request.GET, Film.objects.visible_to(request.user), user=request.user, member=member)
    page = paginate(
        filters.qs,
        request.GET.get("page"),
        per_page=settings.FILMS_PER_PAGE,
        fetch=partial(reviews.marked_cards, user=request.user),
    )
    panel = filter_panel(filters, user=request.user)
    context = {"member": member, "page": page, "panel": panel, "is_mine": member == request.user}
    return render_page_or_fragment(request, "pages/watchlist.html", "pages/_watchlist_results.html", context)
