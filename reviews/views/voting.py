from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accounts.decorators import member_writes, posts_from
from accounts.requests import MemberRequest
from reviews import reading
from reviews.exceptions import OwnReview, ReviewUnavailable
from reviews.forms.voting import VoteForm
from reviews.models import Review
from reviews.services import voting


@posts_from("reviews:detail")
@member_writes("vote", limit=60, seconds=60)
def vote(request: MemberRequest, pk: int) -> HttpResponse:
    review = review_for(request, pk)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return show_vote(request, review, error=_("Say whether it was helpful."))
    try:
        voting.vote(user=request.user, review=review, is_helpful=form.cleaned_data["helpful"] == "yes")
    except OwnReview:
        return show_vote(request, review, error=_("You cannot vote on your own review."))
    except ReviewUnavailable as error:
        raise Http404 from error
    return show_vote(request, review, message=_("Thank you for your vote."))


@posts_from("reviews:detail")
@member_writes("vote", limit=60, seconds=60)
def remove_vote(request: MemberRequest, pk: int) -> HttpResponse:
    review = review_for(request, pk)
    voting.remove_vote(user=request.user, review=review)
    return show_vote(request, review, message=_("Your vote is taken back."))


def review_for(request: MemberRequest, pk: int) -> Review:
    """Votes are on published reviews alone."""
    reviews = Review.objects.published().visible_to(request.user).select_related("film")
    return get_object_or_404(reviews, pk=pk)


def show_vote(request: MemberRequest, review: Review, *, message: str = "", error: str = "") -> HttpResponse:
    """Back to the review, or the control again for htmx."""
    if not request.htmx:
        messages.add_message(request, messages.ERROR if error else messages.SUCCESS, error or message)
        return HttpResponseRedirect(review.get_absolute_url())
    review.refresh_from_db(fields=["helpful_count", "vote_count"])
    context = {
        "review": review,
        "vote": reading.vote_of(request.user, review),
        "is_own": review.user_id == request.user.pk,
        "message": message,
        "error": error,
    }
    return render(request, "reviews/_vote.html", context, status=422 if error else 200)
