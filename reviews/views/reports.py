from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import throttling
from accounts.decorators import active_member
from accounts.exceptions import ThrottledError
from accounts.requests import MemberRequest
from reviews.exceptions import TargetGone
from reviews.forms.moderation import ReportForm
from reviews.services import reporting
from reviews.targets import REPORTABLE, Target, author_of, find_target, kind_of, name_of


@require_http_methods(["GET", "HEAD", "POST"])
@active_member
def report(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """The form to report something: a page, and the dialog that opens over the page at hand."""
    target = find_target(kind, pk, request.user) if kind in REPORTABLE else None
    if target is None:
        raise Http404
    if author_of(target) == request.user:
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show_form(request, target, form, status=200 if request.method != "POST" else 422)
    try:
        throttling.consume("report", request.user, limit=20, seconds=3600)
        reporting.report(reporter=request.user, target=target, now=timezone.now(), **form.cleaned_data)
    except ThrottledError as error:
        form.add_error(None, error.message)
        return show_form(request, target, form, status=422 if request.htmx else 429)
    except TargetGone as error:
        raise Http404 from error
    return say_thanks(request, target)


def show_form(request: MemberRequest, target: Target, form: ReportForm, *, status: int) -> HttpResponse:
    template = "reviews/_report_form.html" if request.htmx else "reviews/report.html"
    context = {"form": form, "kind": kind_of(target), "name": name_of(target), "target": target}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def say_thanks(request: MemberRequest, target: Target) -> HttpResponse:
    if request.htmx:
        return render(request, "reviews/_reported.html")
    messages.success(request, _("Thank you. A moderator will look at it, and you will be told what became of it."))
    return HttpResponseRedirect(target.get_absolute_url())  # type: ignore[union-attr]  # no burst is reported
