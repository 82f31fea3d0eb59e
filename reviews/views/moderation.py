"""The pages of the moderators; see docs/moderation.md."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import active_member, posts_from
from accounts.requests import MemberRequest
from films.pagination import paginate
from reviews import moderation_pages
from reviews.exceptions import ActionImpossible, AppealImpossible, CaseClosed, NotForYou, TargetGone, TextChanged
from reviews.forms.moderation import AnswerForm, DecisionForm, LogForm, TakeBackForm
from reviews.models import Appeal, Case, Decision
from reviews.services import appeals as answers
from reviews.services import moderation as services

View = Callable[..., HttpResponse]


def for_moderators(view: View) -> View:
    @wraps(view)
    @active_member
    def wrapper(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(services.PERMISSION):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapper


@require_safe
@for_moderators
def queue(request: MemberRequest) -> HttpResponse:
    origin = request.GET.get("origin", "")
    page = moderation_pages.queue(origin=origin, number=request.GET.get("page"))
    return render(request, "reviews/moderation/queue.html", {"page": page, "origin": origin, **tabs()})


@require_safe
@for_moderators
def appeals(request: MemberRequest) -> HttpResponse:
    rows = moderation_pages.open_appeals().order_by("created_at", "pk")
    page = paginate(
        rows, request.GET.get("page"), per_page=moderation_pages.PER_PAGE, fetch=moderation_pages.appeal_rows
    )
    return render(request, "reviews/moderation/appeals.html", {"page": page, "origin": None, **tabs()})


def tabs() -> dict[str, Any]:
    return {"tabs": moderation_pages.origin_tabs(), "appeal_count": moderation_pages.open_appeals().count()}


@require_safe
@for_moderators
def case(request: MemberRequest, pk: int) -> HttpResponse:
    return show_case(request, find_case(pk))


def find_case(pk: int) -> Case:
    return get_object_or_404(moderation_pages.with_reports(Case.objects.all()), pk=pk)


def show_case(request: MemberRequest, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        "page": moderation_pages.case_page(case, moderator=request.user),
        "form": DecisionForm(now=timezone.now()),
        "answer_form": AnswerForm(),
        "take_back_form": TakeBackForm(),
        **forms,
    }
    return render(request, "reviews/moderation/case.html", context, status=status)


@posts_from("reviews:case")
@for_moderators
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    case, now = find_case(pk), timezone.now()
    form = DecisionForm(request.POST, now=now)
    if not form.is_valid():
        return show_case(request, case, form=form, status=422)
    try:
        services.decide(case=case, moderator=request.user, verdict=form.verdict(), now=now, site=site_of(request))
    except NotForYou as error:
        raise PermissionDenied from error
    except CaseClosed:
        messages.error(request, _("Another moderator decided meanwhile."))
        return HttpResponseRedirect(case.get_absolute_url())
    except TargetGone:
        messages.error(request, _("What it was about was deleted meanwhile."))
    except TextChanged:
        form.add_error(None, _("The author changed the text after you opened it. Read it again, then decide."))
        return show_case(request, find_case(pk), form=form, status=422)
    except ActionImpossible:
        form.add_error("action", _("That cannot be done here any more."))
        return show_case(request, find_case(pk), form=form, status=422)
    else:
        messages.success(request, _("Decided. Those concerned are told."))
    return redirect("reviews:moderation")


def site_of(request: MemberRequest) -> str:
    """The root of the site, for links in mails."""
    return request.build_absolute_uri("/")


@posts_from("reviews:moderation_log", with_arguments=False)
@for_moderators
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    decision = get_object_or_404(Decision, pk=pk)
    case, form = find_case(decision.case_id), TakeBackForm(request.POST)
    if not form.is_valid():
        return show_case(request, case, take_back_form=form, status=422)
    try:
        answers.take_back(
            decision=decision,
            moderator=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            site=site_of(request),
        )
    except NotForYou as error:
        raise PermissionDenied from error
    except AppealImpossible:
        messages.error(request, _("This decision cannot be taken back here any more."))
    return HttpResponseRedirect(case.get_absolute_url())


@posts_from("reviews:appeals", with_arguments=False)
@for_moderators
def judge_appeal(request: MemberRequest, pk: int) -> HttpResponse:
    appeal = get_object_or_404(Appeal, pk=pk)
    case, form = find_case(appeal.case_id), AnswerForm(request.POST)
    if not form.is_valid():
        return show_case(request, case, answer_form=form, status=422)
    try:
        answers.judge_appeal(
            appeal=appeal, moderator=request.user, now=timezone.now(), site=site_of(request), **form.cleaned_data
        )
    except NotForYou as error:
        raise PermissionDenied from error
    except CaseClosed:
        messages.error(request, _("Another moderator decided meanwhile."))
    return HttpResponseRedirect(case.get_absolute_url())


@require_safe
@for_moderators
def log(request: MemberRequest) -> HttpResponse:
    form = LogForm(request.GET)
    form.full_clean()  # a name that is none is left out
    names = {name: form.cleaned_data.get(name, "") for name in form.fields}
    page = moderation_pages.log(**names, number=request.GET.get("page"))
    return render(request, "reviews/moderation/log.html", {"page": page, "form": form, **tabs(), "origin": None})
