from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import throttling
from accounts.exceptions import ThrottledError
from accounts.requests import MemberRequest
from reviews import decision_texts
from reviews.exceptions import AppealImpossible
from reviews.forms.moderation import AppealForm
from reviews.models import Appeal, Case, Decision
from reviews.services import appeals as services
from reviews.services.telling import APPEALABLE
from reviews.targets import RELATIONS, name_of, target_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: MemberRequest, decision_id: int) -> HttpResponse:
    """For the member whom a decision concerns, a suspended one too: what was decided, and the appeal."""
    mine = Decision.objects.filter(member_id=request.user.pk, action__in=APPEALABLE)
    decision = get_object_or_404(mine, pk=decision_id)
    form = AppealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return show(request, decision, form, status=200 if request.method != "POST" else 422)
    try:
        throttling.consume("appeal", request.user, limit=10, seconds=3600)
        services.appeal(decision=decision, user=request.user, text=form.cleaned_data["text"], now=timezone.now())
    except ThrottledError as error:
        form.add_error(None, error.message)
        return show(request, decision, form, status=429)
    except AppealImpossible:
        messages.error(request, _("One can appeal once, against a decision that stands."))
    return HttpResponseRedirect(request.path)


def show(request: MemberRequest, decision: Decision, form: AppealForm, *, status: int) -> HttpResponse:
    case = Case.objects.select_related(*RELATIONS).filter(pk=decision.case_id).first()
    if case is None:  # what it was about is deleted
        raise Http404
    target = target_of(case)
    told = decision_texts.decision_text(
        action=decision.action, target=decision.target, name=name_of(target), until=decision.until
    )
    context = {
        "decision": decision,
        "target": target,
        "told": told,
        "form": form,
        "appeal": Appeal.objects.filter(decision=decision).first(),
        "answer": next(iter(services.answers_to(decision)), None),
    }
    return render(request, "reviews/appeal.html", context, status=status)
