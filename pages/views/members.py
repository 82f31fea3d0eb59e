from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from accounts.models import User
from reviews import member_stats


def profile(request: HttpRequest, username: str) -> HttpResponse:
    member = User.objects.visible_to(request.user).named(username).with_follow_figures(request.user).first()
    if member is None:
        raise Http404
    if member.username != username:
        query = request.META["QUERY_STRING"]
        return HttpResponsePermanentRedirect(f"{member.get_absolute_url()}{'?' if query else ''}{query}")
    ratings = Paginator(member_stats.rated_films(member=member, viewer=request.user), settings.FILMS_PER_PAGE)
    context = {
        "member": member,
        "figures": member_stats.profile_figures(member=member),
        "favorites": member_stats.favorite_films(member=member, viewer=request.user),
        "ratings": ratings.get_page(request.GET.get("page")),
    }
    return render(request, "accounts/profile.html", context)
