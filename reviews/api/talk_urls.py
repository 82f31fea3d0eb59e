from django.urls import path
from rest_framework.routers import SimpleRouter

from reviews.api import commenting, discussing, reporting, reviewing

router = SimpleRouter(use_regex_path=False)
router.register("reviews", reviewing.ReviewViewSet, basename="review")
router.register("reviews/<int:review_id>/versions", reviewing.VersionViewSet, basename="review_version")
router.register("films/<int:film_id>/reviews", reviewing.FilmReviewViewSet, basename="film_review")
router.register("reviews/<int:review_id>/comments", commenting.ReviewCommentViewSet, basename="review_comment")
router.register("comments", commenting.CommentViewSet, basename="comment")
router.register("discussions", discussing.DiscussionViewSet, basename="discussion")
router.register(
    "discussions/<int:discussion_id>/comments", commenting.DiscussionCommentViewSet, basename="discussion_comment"
)

urlpatterns = [
    *router.urls,
    path("reviews/<int:review_id>/vote/", reviewing.VoteView.as_view(), name="review_vote"),
    path("reports/", reporting.ReportView.as_view(), name="report"),
]
