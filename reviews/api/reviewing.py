from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from config.api import strict
from config.api.pagination import NumberOrCursorPages
from config.api.views import ApiView, ApiViewSet, CreateMixin, DestroyMixin, Limit, UpdateMixin, member_of
from films.models import Film
from reviews import reading, spoilers
from reviews.api import review_serializers as serializers
from reviews.api.review_filters import ApiFilmReviewFilter, ApiReviewFilter
from reviews.api.texts import SPOILERS, asked_to_show
from reviews.exceptions import AlreadyPublished
from reviews.models import Review, ReviewVersion
from reviews.querysets import ReviewQuerySet
from reviews.services import reviewing as services
from reviews.services import voting
from reviews.services.reviewing import ReviewText

BY_CURSOR = "By pages, or with `cursor=` by cursor, newest first. "


class ReviewsViewSet(ListModelMixin, CreateMixin, ApiViewSet):
    """Lists of reviews without their texts, and new ones."""

    serializer_class = serializers.ReviewSerializer
    pagination_class = NumberOrCursorPages
    filterset_class: Any = ApiReviewFilter

    def get_write_limit(self) -> Limit:
        return ("delete_review" if self.request.method == "DELETE" else "review", 20, 600)

    def fetch_page(self, rows: Any) -> ReviewQuerySet:
        return rows.for_list()

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        return self.veil(super().paginate_queryset(queryset) or [])

    def veil(self, reviews: list[Review]) -> list[Review]:
        shown = asked_to_show(self.request)
        return spoilers.veil_reviews(reviews, user=self.request.user, shown=shown)

    def write(self, *, film: Film, state: str = Review.State.PUBLISHED, **text: Any) -> Review:
        save = services.save_draft if state == Review.State.DRAFT else services.publish_review
        review = save(user=member_of(self.request), film=film, text=ReviewText(**text), now=timezone.now(), is_new=True)
        return self.with_details(review.pk)

    def with_details(self, pk: int) -> Review:
        rows = Review.objects.visible_to(self.request.user).select_related("user", "film")
        review: Any = self.veil([get_object_or_404(rows, pk=pk)])[0]
        page = reading.review_page(review, viewer=self.request.user)
        review.my_vote, review.reason = page.vote and page.vote.is_helpful, page.reason
        return review

    def read(self, review: Review) -> serializers.ReviewDetailSerializer:
        return serializers.ReviewDetailSerializer(review, context=self.get_serializer_context())


@extend_schema_view(
    list=extend_schema(
        summary="The reviews",
        description=f"{BY_CURSOR}One's own drafts are among them.",
        parameters=[SPOILERS],
        responses=serializers.ReviewSerializer(many=True),
    ),
    retrieve=extend_schema(summary="A review", parameters=[SPOILERS], responses=serializers.ReviewDetailSerializer),
    create=extend_schema(
        summary="Review a film",
        description="A member reviews a film once: 409 `already_reviewed` if there is a review or draft.",
        request=serializers.ReviewWriteSerializer,
        responses={201: serializers.ReviewDetailSerializer},
    ),
    update=extend_schema(
        summary="Replace the text of my review",
        description="What a published review said before is kept as a version. `state` publishes a draft.",
        responses=serializers.ReviewDetailSerializer,
    ),
    partial_update=extend_schema(
        summary="Change my review",
        description="What a published review said before is kept as a version. `state` publishes a draft.",
        responses=serializers.ReviewDetailSerializer,
    ),
    destroy=extend_schema(summary="Delete my review", description="With its comments, votes and versions."),
)
class ReviewViewSet(RetrieveModelMixin, UpdateMixin, DestroyMixin, ReviewsViewSet):
    @property
    def write_serializer_class(self) -> Any:  # type: ignore[override]
        create = self.action == "create"
        return serializers.ReviewWriteSerializer if create else serializers.ReviewChangeSerializer

    def get_serializer_class(self) -> Any:
        return serializers.ReviewDetailSerializer if self.action == "retrieve" else self.serializer_class

    def get_queryset(self) -> ReviewQuerySet:
        return Review.objects.visible_to(self.request.user)

    def get_object(self) -> Review:
        return self.with_details(self.kwargs["pk"])

    def get_object_to_change(self) -> Review:
        review: Review = super().get_object_to_change()
        if review.user_id != self.request.user.pk:
            raise PermissionDenied
        return review

    def make(self, **data: Any) -> Review:
        return self.write(**data)

    def change(self, thing: Review, **data: Any) -> Review:
        state = data.pop("state", "")
        is_draft = thing.state == Review.State.DRAFT
        if state == Review.State.DRAFT and not is_draft:
            raise AlreadyPublished
        save = services.save_draft if is_draft and state != Review.State.PUBLISHED else services.publish_review
        save(user=member_of(self.request), film=thing.film, text=ReviewText(**data), now=timezone.now())
        return self.with_details(thing.pk)

    def remove(self, thing: Review) -> None:
        services.delete_review(user=member_of(self.request), film=thing.film)


@extend_schema_view(
    list=extend_schema(
        summary="The reviews of a film",
        description=f"{BY_CURSOR}Published ones.",
        parameters=[SPOILERS],
        responses=serializers.ReviewSerializer(many=True),
    ),
    create=extend_schema(
        summary="Review this film",
        description="409 `already_reviewed` if there is a review or draft of mine.",
        request=serializers.ReviewOfFilmSerializer,
        responses={201: serializers.ReviewDetailSerializer},
    ),
)
class FilmReviewViewSet(ReviewsViewSet):
    queryset = Review.objects.none()
    filterset_class = ApiFilmReviewFilter
    write_serializer_class = serializers.ReviewOfFilmSerializer

    def film(self) -> Film:
        return get_object_or_404(Film.objects.visible_to(self.request.user), pk=self.kwargs["film_id"])

    def get_queryset(self) -> ReviewQuerySet:
        return reading.reviews_of_film(film=self.film(), viewer=self.request.user)

    def make(self, **data: Any) -> Review:
        return self.write(film=self.film(), **data)


@extend_schema_view(
    list=extend_schema(summary="Earlier versions of a review", description="Newest first.", parameters=[SPOILERS]),
    retrieve=extend_schema(
        summary="An earlier version of a review",
        parameters=[SPOILERS],
        responses=serializers.VersionDetailSerializer,
    ),
)
class VersionViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    queryset = ReviewVersion.objects.none()

    def get_serializer_class(self) -> Any:
        is_list = self.action == "list"
        return serializers.VersionSerializer if is_list else serializers.VersionDetailSerializer

    def get_queryset(self) -> QuerySet[ReviewVersion]:
        reviews = Review.objects.visible_to(self.request.user)
        self.review = get_object_or_404(reviews, pk=self.kwargs["review_id"])
        shown = asked_to_show(self.request)
        spoilers.veil_reviews([self.review], user=self.request.user, shown=shown)
        return self.review.versions.order_by("-written_at", "-pk")

    def fetch_page(self, rows: QuerySet[ReviewVersion]) -> list[ReviewVersion]:  # type: ignore[override]
        return [self.of_review(version) for version in rows.defer("body")]

    def get_object(self) -> ReviewVersion:
        return self.of_review(get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"]))

    def of_review(self, version: ReviewVersion) -> ReviewVersion:
        version.review = self.review
        return version


class VoteView(ApiView):
    write_limit = ("vote", 60, 60)

    @extend_schema(
        summary="Vote on a review",
        description="Whether it helped. Replaces my vote; nobody votes on their own review.",
        request=serializers.VoteSerializer,
        responses=serializers.VoteResultSerializer,
    )
    def put(self, request: Request, review_id: int) -> Response:
        review = self.review(review_id)
        sent = strict.validated(serializers.VoteSerializer(data=request.data))
        voting.vote(user=member_of(request), review=review, **sent)
        review.refresh_from_db(fields=["helpful_count", "vote_count"])
        counts = {"helpful_count": review.helpful_count, "vote_count": review.vote_count}
        return Response({"my_vote": sent["is_helpful"], **counts})

    @extend_schema(
        summary="Take my vote back", description="Nothing happens where there is none.", responses={204: None}
    )
    def delete(self, request: Request, review_id: int) -> Response:
        voting.remove_vote(user=member_of(request), review=self.review(review_id))
        return Response(status=204)

    def review(self, pk: int) -> Review:
        """Votes are on published reviews alone."""
        return get_object_or_404(Review.objects.published().visible_to(self.request.user), pk=pk)
