from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from films.models import RankingBasis
from reviews import moderation_counts


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/ranking.html", {"basis": RankingBasis.objects.get()})


@require_safe
def moderation(request: HttpRequest) -> HttpResponse:
    context = {"months": moderation_counts.monthly_counts(now=timezone.now()), "limit": moderation_counts.MONTHS}
    return render(request, "pages/moderation.html", context)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/offline.html")


@require_safe
@cache_control(max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that look for it at the root."""
    return redirect(static("img/favicon.svg"))


@require_safe
@cache_control(max_age=0)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, because a service worker serves only what lies below its own address."""
    return render(request, "pages/sw.js", content_type="text/javascript")
