"""Members as their pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django_filters.utils import translate_validation
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.querysets import UserQuerySet
from config.api.pagination import NumberOrCursorPages
from config.api.views import ApiView, ApiViewSet
from films.api import references
from films.models import Film
from pages.api import member_serializers as serializers
from reviews import diary, diary_stats, member_stats, reading, spoilers
from reviews.api import viewings
from reviews.api.marks import with_films
from reviews.api.review_serializers import ReviewSerializer
from reviews.api.texts import SPOILERS, SpoilersMixin, asked_to_show
from reviews.api.viewing_serializers import ViewingSerializer
from reviews.filters import ViewingFilter, WatchlistFilter
from reviews.models import Review, UserFilm, Viewing
from reviews.services.diary import latest


def members(request: Request, username: str) -> UserQuerySet:
    return User.objects.visible_to(request.user).named(username)


class MemberView(ApiView):
    serializer_class = serializers.MemberSerializer

    @extend_schema(
        summary="A member's profile",
        description="Private profiles are there for their member and for staff.",
    )
    def get(self, request: Request, username: str) -> Response:
        member: Any = get_object_or_404(members(request, username).with_follow_figures(request.user))
        member.figures = member_stats.profile_figures(member=member)
        rows = member_stats.favorite_films(member=member, viewer=request.user)
        member.favorites = [row.film for row in with_films(rows)]
        return Response(self.serializer_class(member, context={"request": request}).data)


class MemberStatisticsView(ApiView):
    serializer_class = serializers.StatisticsOfMemberSerializer

    @extend_schema(
        summary="A member's statistics",
        description="Of a year by the diary; of all time by the films that are marked watched.",
        parameters=[serializers.YearSerializer],
    )
    def get(self, request: Request, username: str) -> Response:
        member = get_object_or_404(members(request, username))
        asked = serializers.YearSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        year = asked.validated_data.get("year")
        if year and year > latest(timezone.localdate()).year:
            raise Http404
        stats = diary_stats.member_stats(member=member, viewer=request.user, year=year)
        found = serializers.statistics_of(stats, year)
        return Response(self.serializer_class(found, context={"request": request}).data)


class MemberListViewSet(ListModelMixin, ApiViewSet):
    @cached_property
    def member(self) -> User:
        return get_object_or_404(members(self.request, self.kwargs["username"]))


@extend_schema_view(list=extend_schema(summary="A member's ratings", description="The newest first."))
class MemberRatingViewSet(MemberListViewSet):
    queryset = UserFilm.objects.none()
    serializer_class = serializers.MemberRatingSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return member_stats.rated_films(member=self.member, viewer=self.request.user)

    def fetch_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_films(rows)


@extend_schema_view(
    list=extend_schema(
        summary="A member's reviews",
        description="The newest first; to their author drafts as well.",
        parameters=[SPOILERS],
    )
)
class MemberReviewViewSet(SpoilersMixin, MemberListViewSet):
    queryset = Review.objects.none()
    serializer_class = ReviewSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return reading.reviews_of_member(member=self.member, viewer=self.request.user)

    def fetch_page(self, rows: Any) -> Any:
        shown = asked_to_show(self.request)
        return spoilers.veil_reviews(rows.for_list(), user=self.request.user, shown=shown)


@extend_schema_view(
    list=extend_schema(
        summary="A member's diary",
        description="By day, the latest first; by cursor in the order in which it was written.",
    )
)
class MemberDiaryViewSet(MemberListViewSet):
    queryset = Viewing.objects.none()
    pagination_class = NumberOrCursorPages
    serializer_class = ViewingSerializer
    filterset_class = ViewingFilter

    def get_queryset(self) -> QuerySet[Any]:
        return diary.viewings_of(member=self.member, viewer=self.request.user).newest_first()

    def fetch_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return viewings.with_films(rows)


@extend_schema_view(
    list=extend_schema(
        summary="A member's watchlist", description="By the filters and sorts of the catalogue, and `added`."
    )
)
class MemberWatchlistViewSet(MemberListViewSet):
    queryset = Film.objects.none()
    serializer_class = serializers.ListedFilmSerializer
    filterset_class = WatchlistFilter

    def get_queryset(self) -> QuerySet[Any]:
        return Film.objects.visible_to(self.request.user)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.request.query_params
        filters = WatchlistFilter(asked, queryset, user=self.request.user, member=self.member)
        if not filters.is_valid():
            raise translate_validation(filters.errors)
        return filters.qs

    def fetch_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.only(*references.FIELDS)
