"""What search engines and those who look for holes ask a site for."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from pages import sitemaps

KEPT = 3600  # seconds
STANDS_FOR = timedelta(days=180)
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
# Pages for members, forms, and the endless combinations of filters; the administration is not told to anybody.
CLOSED = ["/accounts/", "/my/", "/films/?", "/search/", "/api/v1/", "/*/report/", "/*/feed/"]


def root_of(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


@require_safe
@cache_control(public=True, max_age=KEPT)
def robots(request: HttpRequest) -> HttpResponse:
    closed = [f"Disallow: {prefix}{path}" for prefix in ("", "/ru") for path in CLOSED]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {root_of(request)}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
@cache_control(public=True, max_age=KEPT)
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116; the day on which it ends moves along, as the owner answers for it by the setting."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    ends = (timezone.now() + STANDS_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, ru",
        f"Canonical: {root_of(request)}{request.path}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type=TEXT)


@require_safe
@cache_control(public=True, max_age=KEPT)
def sitemap(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemaps.index(root_of(request)), content_type=XML)


@require_safe
@cache_control(public=True, max_age=KEPT)
def sitemap_places(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(sitemaps.places(root_of(request))), content_type=XML)


@require_safe
@cache_control(public=True, max_age=KEPT)
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    if name not in sitemaps.SECTIONS or number > sitemaps.LAST_PART:
        raise Http404
    return StreamingHttpResponse(sitemaps.part(root_of(request), name, number), content_type=XML)
