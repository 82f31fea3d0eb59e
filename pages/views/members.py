from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from films.pagination import paginate
from reviews import member_stats, reading


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    member = User.objects.visible_to(request.user).named(username).with_follow_figures(request.user).first()
    if member is None:
        raise Http404
    if member.username != username:
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{member.get_absolute_url()}{'?' if query else ''}{query}")
    rated = member_stats.rated_films(member=member, viewer=request.user)
    cards = partial(member_stats.cards_seen_by, viewer=request.user)
    reviews = reading.reviews_of_member(member=member, viewer=request.user).published().for_list()
    context = {
        "member": member,
        "reviews": list(reviews[: reading.ON_PROFILE]),
        "figures": member_stats.profile_figures(member=member),
        "favorites": cards(member_stats.favorite_films(member=member, viewer=request.user)),
        "ratings": paginate(rated, request.GET.get("page"), per_page=settings.FILMS_PER_PAGE, fetch=cards),
    }
    return render(request, "accounts/profile.html", context)
