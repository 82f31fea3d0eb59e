from typing import Any

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin

from config.api.views import ApiViewSet
from films.api.serializers import CreditSerializer, GenreSerializer, VideoSerializer
from films.models import Credit, Film, Genre, Video
from films.querysets import CreditQuerySet
from films.trailers import ADDRESSES

GENRE = {"id": 18, "slug": "drama", "name": "Drama"}
CREDIT = {
    "id": 9,
    "person": {"id": 3, "name": "Donatas Banionis"},
    "department": "Acting",
    "job": "",
    "character": "Kris Kelvin",
    "order": 0,
}
VIDEO = {
    "id": 5,
    "site": "YouTube",
    "key": "6-4KydP92ss",
    "url": "https://www.youtube.com/watch?v=6-4KydP92ss",
    "kind": "Trailer",
    "name": "Trailer",
    "language": "en",
    "published_at": "2011-05-24T00:00:00Z",
}


@extend_schema_view(
    list=extend_schema(
        summary="The genres",
        description="Films are filtered by their slugs.",
        examples=[OpenApiExample("A genre", value=GENRE, response_only=True)],
    )
)
class GenreViewSet(ListModelMixin, ApiViewSet):
    queryset = Genre.objects.order_by("name", "pk")
    serializer_class = GenreSerializer


class OfFilmViewSet(ListModelMixin, ApiViewSet):
    """Rows that hang on a film that is visible."""

    def get_film(self) -> Film:
        return get_object_or_404(Film.objects.visible_to(self.request.user).only("pk"), pk=self.kwargs["film_id"])

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return super().get_queryset().filter(film=self.get_film())


@extend_schema_view(
    list=extend_schema(
        summary="The credits of a film",
        description="The cast first, then the crew by department, in billing order.",
        examples=[OpenApiExample("A part", value=CREDIT, response_only=True)],
    )
)
class CreditViewSet(OfFilmViewSet):
    queryset = Credit.objects.order_by("department", "order", "pk")
    serializer_class = CreditSerializer

    def fetch_page(self, rows: CreditQuerySet) -> CreditQuerySet:  # type: ignore[override]
        return rows.in_billing_order()


@extend_schema_view(
    list=extend_schema(
        summary="The videos of a film",
        description="Trailers, teasers, clips and others, newest first.",
        examples=[OpenApiExample("A trailer", value=VIDEO, response_only=True)],
    )
)
class VideoViewSet(OfFilmViewSet):
    queryset = Video.objects.filter(site__in=ADDRESSES).order_by(F("published_at").desc(nulls_last=True), "pk")
    serializer_class = VideoSerializer
