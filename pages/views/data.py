"""What the site keeps of a member: to take along, and to delete."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import leaving, throttling
from accounts.decorators import too_often
from accounts.exceptions import ThrottledError
from accounts.forms import DeleteAccountForm
from accounts.requests import MemberRequest
from pages.departure import departure_of
from pages.export.archive import make_archive

EXPORTS = 3
LEAVES = 5
HOUR = 3600  # seconds


@login_required
@require_safe
def your_data(request: MemberRequest) -> HttpResponse:
    return render(request, "pages/your_data.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
def export_data(request: MemberRequest) -> HttpResponseBase:
    """To suspended members too: it is theirs."""
    if request.method != "POST":
        return render(request, "pages/export_data.html")
    try:
        throttling.consume("export", request.user, limit=EXPORTS, seconds=HOUR)
    except ThrottledError as error:
        return too_often(request, error)
    now = timezone.now()
    return FileResponse(
        make_archive(user=request.user, now=now),
        as_attachment=True,
        filename=f"filmtracker-{request.user.username}-{now:%Y-%m-%d}.zip",
        content_type="application/zip",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def delete_account(request: MemberRequest) -> HttpResponse:
    """Says what goes, and on a POST with the name typed sets the day on which it does."""
    form = DeleteAccountForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "departure": departure_of(request.user), "days": leaving.GRACE.days}
        return render(request, "pages/delete_account.html", context, status=422 if form.errors else 200)
    try:
        throttling.consume("leave", request.user, limit=LEAVES, seconds=HOUR)
    except ThrottledError as error:
        return too_often(request, error)
    leaving.schedule_deletion(user=request.user, site=request.build_absolute_uri("/"), now=timezone.now())
    logout(request)
    return HttpResponseRedirect(reverse("accounts:left"))
