from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect

from . import notices as services
from .decorators import posts_from
from .requests import MemberRequest


@login_required
@require_safe
def notices(request: MemberRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    page = services.notices_of(user=request.user, before=int(before) if is_id(before) else None)
    return render(request, "accounts/notices.html", {"page": page})


@posts_from("accounts:notices", with_arguments=False)
def read_notice(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one as read, and go on to what it is about."""
    notice = services.read_notice(user=request.user, pk=pk, now=timezone.now())
    if notice is None:
        raise Http404
    url = services.address_of(notice) or reverse("accounts:notices")
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


@posts_from("accounts:notices", with_arguments=False)
def read_notices(request: MemberRequest) -> HttpResponse:
    services.read_all(user=request.user, now=timezone.now())
    return HttpResponseRedirect(reverse("accounts:notices"))


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
