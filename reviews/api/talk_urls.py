from django.urls import path
from rest_framework.routers import SimpleRouter

from reviews.api import reviewing

router = SimpleRouter(use_regex_path=False)
router.register("reviews", reviewing.ReviewViewSet, basename="review")
router.register("reviews/<int:review_id>/versions", reviewing.VersionViewSet, basename="review_version")
router.register("films/<int:film_id>/reviews", reviewing.FilmReviewViewSet, basename="film_review")

urlpatterns = [
    *router.urls,
    path("reviews/<int:review_id>/vote/", reviewing.VoteView.as_view(), name="review_vote"),
]
