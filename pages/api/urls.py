from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from pages.api import members, people, views

LIST: dict[str, Any] = {"get": "list"}

router = SimpleRouter(use_regex_path=False)
router.register("films", views.FilmViewSet, basename="film")
router.register("people", people.PersonViewSet, basename="person")

urlpatterns = [
    *router.urls,
    path("users/<str:username>/", members.MemberView.as_view(), name="member"),
    path("users/<str:username>/statistics/", members.MemberStatisticsView.as_view(), name="member_statistics"),
    path("users/<str:username>/ratings/", members.MemberRatingViewSet.as_view(LIST), name="member_ratings"),
    path("users/<str:username>/reviews/", members.MemberReviewViewSet.as_view(LIST), name="member_reviews"),
    path("users/<str:username>/diary/", members.MemberDiaryViewSet.as_view(LIST), name="member_diary"),
    path("users/<str:username>/watchlist/", members.MemberWatchlistViewSet.as_view(LIST), name="member_watchlist"),
]
