from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reviews import diary_stats
from reviews.services.diary import EARLIEST, latest
from reviews.views.diary import member_named


@require_safe
def stats(request: HttpRequest, username: str, year: int | None = None) -> HttpResponse:
    member = member_named(request, username)
    if member.username != username:
        return HttpResponsePermanentRedirect(address(member.username, year))
    if year is not None and not EARLIEST.year <= year <= latest(timezone.localdate()).year:
        raise Http404
    figures = diary_stats.member_stats(member=member, viewer=request.user, year=year)
    return render(request, "reviews/diary_stats.html", {"member": member, "year": year, "stats": figures})


def address(username: str, year: int | None) -> str:
    return reverse("stats", args=[username]) if year is None else reverse("stats_year", args=[username, year])
