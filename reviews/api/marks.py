"""What a member says of films: four resources over the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from config.api.permissions import MembersOnly
from config.api.views import ApiViewSet, DestroyMixin, UpdateMixin, member_of
from films.api import references
from films.models import Film
from reviews.api import serializers
from reviews.api.filters import MyWatchlistFilter
from reviews.filters import UserFilmFilter
from reviews.models import UserFilm
from reviews.querysets import UserFilmQuerySet
from reviews.services import rating as services

ADDED = {200: serializers.MarkSerializer, 201: serializers.MarkSerializer}
AGAIN = "201 if it is new, 200 if it was there."


class MarkViewSet(ListModelMixin, RetrieveModelMixin, DestroyMixin, ApiViewSet):
    """Those of the member's rows that `says` picks. To put a film there is to make one of them."""

    permission_classes = [MembersOnly]
    serializer_class = serializers.MarkSerializer
    filterset_class: ClassVar[Any] = UserFilmFilter
    says: ClassVar[Q]

    def get_queryset(self) -> QuerySet[Any]:
        return self.my_rows()

    def my_rows(self) -> UserFilmQuerySet:
        user = self.request.user
        return with_films(UserFilm.objects.visible_to(user).filter(self.says, user=user.pk))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def fetch_page(self, rows: QuerySet[Any]) -> Iterable[UserFilm]:  # type: ignore[override]
        return list(with_films(rows))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        data = self.validated()
        there = self.my_rows().filter(film=data["film"]).first()
        mark = self.put_there(there, **data)
        return Response(self.read(mark).data, status=200 if there else 201)

    def put_there(self, there: UserFilm | None, *, film: Film, **data: Any) -> UserFilm:
        """Call the service, unless the film is `there` already and nothing can change."""
        if there is None:
            self.write(film, **data)
        return there or self.written(film)

    def written(self, film: Film) -> UserFilm:
        return get_object_or_404(self.my_rows(), film=film)

    def write(self, film: Film, **data: Any) -> None:
        """Call the service."""
        raise NotImplementedError


class ReplacedMarkViewSet(UpdateMixin, MarkViewSet):
    """Of those that have a value, which another one replaces."""

    make_serializer_class: ClassVar[type[Serializer]]
    change_serializer_class: ClassVar[type[Serializer]]

    @property
    def write_serializer_class(self) -> type[Serializer]:  # type: ignore[override]
        return self.make_serializer_class if self.action == "create" else self.change_serializer_class

    def put_there(self, there: UserFilm | None, *, film: Film, **data: Any) -> UserFilm:
        self.write(film, **data)
        return self.written(film)

    def change(self, thing: Any, **data: Any) -> Any:
        return self.put_there(thing, film=thing.film, **data) if data else thing


@extend_schema_view(
    list=extend_schema(summary="My ratings", description="By the filters and sorts of the page of my films."),
    retrieve=extend_schema(summary="A rating of mine"),
    create=extend_schema(
        summary="Rate a film", description=f"Replaces my rating of it, and marks it watched. {AGAIN}", responses=ADDED
    ),
    update=extend_schema(summary="Replace a rating of mine"),
    partial_update=extend_schema(summary="Change a rating of mine"),
    destroy=extend_schema(summary="Take a rating of mine back", description="The film stays watched."),
)
class RatingViewSet(ReplacedMarkViewSet):
    make_serializer_class = serializers.RatingSerializer
    change_serializer_class = serializers.RatingChangeSerializer
    write_limit = ("rating", 60, 60)
    says = Q(rating__isnull=False)

    def write(self, film: Film, **data: Any) -> None:
        services.rate_film(user=member_of(self.request), film=film, now=timezone.now(), **data)

    def remove(self, mark: UserFilm) -> None:
        services.clear_rating(user=member_of(self.request), film=mark.film, now=timezone.now())


@extend_schema_view(
    list=extend_schema(summary="My films by status", description="By the filters and sorts of the page of my films."),
    retrieve=extend_schema(summary="A film of mine with its status"),
    create=extend_schema(summary="Give a film a status", description=f"Replaces its status. {AGAIN}", responses=ADDED),
    update=extend_schema(summary="Replace the status of a film of mine"),
    partial_update=extend_schema(summary="Change the status of a film of mine"),
    destroy=extend_schema(
        summary="Take a film's status away", description="Its rating stays, and whether it is a favorite."
    ),
)
class StatusViewSet(ReplacedMarkViewSet):
    make_serializer_class = serializers.StatusSerializer
    change_serializer_class = serializers.StatusChangeSerializer
    write_limit = ("status", 60, 60)
    says = Q(status__isnull=False)

    def write(self, film: Film, **data: Any) -> None:
        services.set_status(user=member_of(self.request), film=film, now=timezone.now(), **data)

    def remove(self, mark: UserFilm) -> None:
        services.set_status(user=member_of(self.request), film=mark.film, status="", now=timezone.now())


class CheckMixin:
    def find(self: Any, film_id: int) -> Response:
        if not Film.objects.visible_to(self.request.user).filter(pk=film_id).exists():
            raise Http404
        found = self.my_rows().filter(film=film_id).values_list("pk", flat=True).first()
        answer = {"film": film_id, "is_there": found is not None, "id": found}
        return Response(serializers.CheckSerializer(answer).data)


@extend_schema_view(
    list=extend_schema(summary="My favorites", description="By the filters and sorts of the page of my films."),
    retrieve=extend_schema(summary="A favorite of mine"),
    create=extend_schema(summary="Make a film a favorite", description=AGAIN, responses=ADDED),
    destroy=extend_schema(summary="Take a film from my favorites"),
)
class FavoriteViewSet(CheckMixin, MarkViewSet):
    write_serializer_class = serializers.FilmOnlySerializer
    write_limit = ("favorite", 60, 60)
    says = Q(favorite=True)

    @extend_schema(summary="Whether a film is among my favorites", filters=False, responses=serializers.CheckSerializer)
    @action(detail=False, url_path="check/<int:film_id>", filterset_class=None, pagination_class=None)
    def check(self, request: Request, film_id: int) -> Response:
        return self.find(film_id)

    def write(self, film: Film, **data: Any) -> None:
        services.set_favorite(user=member_of(self.request), film=film, favorite=True, now=timezone.now())

    def remove(self, mark: UserFilm) -> None:
        services.set_favorite(user=member_of(self.request), film=mark.film, favorite=False, now=timezone.now())


@extend_schema_view(
    list=extend_schema(summary="My watchlist", description="By the filters and sorts of the catalogue, and `added`."),
    retrieve=extend_schema(summary="A film of my watchlist"),
    create=extend_schema(
        summary="Put a film on my watchlist",
        description=f"Its status becomes `planned`, whatever it was. {AGAIN}",
        responses=ADDED,
    ),
    destroy=extend_schema(
        summary="Take a film from my watchlist", description="Its rating stays, and whether it is a favorite."
    ),
)
class WatchlistViewSet(CheckMixin, MarkViewSet):
    write_serializer_class = serializers.FilmOnlySerializer
    filterset_class = MyWatchlistFilter
    write_limit = ("status", 60, 60)
    says = Q(status=UserFilm.Status.PLANNED)

    def get_queryset(self) -> QuerySet[Any]:
        """The list is one of films, which the catalogue's filters take."""
        return Film.objects.visible_to(self.request.user) if self.action == "list" else self.my_rows()

    def fetch_page(self, rows: QuerySet[Any]) -> Iterable[UserFilm]:  # type: ignore[override]
        films = list(rows.only(*references.FIELDS))
        mine = {mark.film_id: mark for mark in self.my_rows().filter(film__in=films)}
        return [mine[film.pk] for film in films if film.pk in mine]

    @extend_schema(summary="Whether a film is on my watchlist", filters=False, responses=serializers.CheckSerializer)
    @action(detail=False, url_path="check/<int:film_id>", filterset_class=None, pagination_class=None)
    def check(self, request: Request, film_id: int) -> Response:
        return self.find(film_id)

    def write(self, film: Film, **data: Any) -> None:
        services.set_status(user=member_of(self.request), film=film, status=UserFilm.Status.PLANNED, now=timezone.now())

    def remove(self, mark: UserFilm) -> None:
        services.set_status(user=member_of(self.request), film=mark.film, status="", now=timezone.now())


def with_films(rows: QuerySet[Any]) -> Any:
    own = [field.name for field in UserFilm._meta.concrete_fields]
    return rows.select_related("film").only(*own, *(f"film__{name}" for name in references.FIELDS))
