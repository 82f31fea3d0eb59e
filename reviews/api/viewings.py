"""A member's own diary."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.serializers import Serializer

from accounts.models import User
from config.api.pagination import NumberOrCursorPages
from config.api.permissions import MembersOnly
from config.api.views import ApiViewSet, CreateMixin, DestroyMixin, UpdateMixin, member_of
from films.models import Film
from reviews import diary
from reviews.api import viewing_serializers as serializers
from reviews.filters import ViewingFilter
from reviews.models import Viewing
from reviews.querysets import ViewingQuerySet
from reviews.services import diary as services

TWICE = "If the film is in the diary on that day: 409 `already_in_diary`; with `repeated` it is written all the same."


@extend_schema_view(
    list=extend_schema(
        summary="My diary", description="By day, the latest first; by cursor in the order in which it was written."
    ),
    retrieve=extend_schema(summary="An entry of a diary", description="One's own, or one that its member shows."),
    create=extend_schema(
        summary="Log a viewing",
        description=f"Marks the film watched, and rates it if it is not rated and the entry is not private. {TWICE}",
        responses={201: serializers.ViewingSerializer},
    ),
    update=extend_schema(summary="Replace an entry of my diary", description=TWICE),
    partial_update=extend_schema(summary="Change an entry of my diary", description=TWICE),
    destroy=extend_schema(summary="Delete an entry of my diary", description="The film stays watched."),
)
class ViewingViewSet(ListModelMixin, RetrieveModelMixin, CreateMixin, UpdateMixin, DestroyMixin, ApiViewSet):
    permission_classes = [MembersOnly]
    pagination_class = NumberOrCursorPages
    serializer_class = serializers.ViewingSerializer
    filterset_class = ViewingFilter
    write_limit = ("diary", 60, 60)

    @property
    def write_serializer_class(self) -> type[Serializer]:  # type: ignore[override]
        creates = self.action == "create"
        return serializers.ViewingWriteSerializer if creates else serializers.ViewingChangeSerializer

    def get_queryset(self) -> ViewingQuerySet:
        user = self.request.user
        rows = Viewing.objects.visible_to(user)
        if self.action == "list":
            return rows.filter(user=user.pk).newest_first()
        return with_films(rows.filter(user__in=User.objects.visible_to(user)))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def fetch_page(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_films(rows)

    def make(self, *, film: Film, **data: Any) -> Viewing:  # type: ignore[override]
        user = member_of(self.request)
        return services.log_viewing(user=user, film=film, now=timezone.now(), **entry_of(data))

    def change(self, thing: Any, **data: Any) -> Viewing:
        self.refuse_others(thing)
        services.change_viewing(viewing=thing, now=timezone.now(), **entry_of(data))
        return self.get_queryset().get(pk=thing.pk)

    def remove(self, thing: Any) -> None:
        self.refuse_others(thing)
        services.delete_viewing(viewing=thing)

    def refuse_others(self, viewing: Viewing) -> None:
        if viewing.user_id != self.request.user.pk:
            raise PermissionDenied


def entry_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the services take."""
    repeated = data.pop("repeated", False)
    return {"entry": services.Entry(**data), "repeated": repeated}


def with_films(rows: QuerySet[Any]) -> Any:
    return diary.with_films(rows).select_related("film", "user")
