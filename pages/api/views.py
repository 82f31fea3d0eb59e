from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from config.api.errors import Moved
from config.api.permissions import EditorsWrite
from config.api.views import ApiViewSet, CreateMixin, DestroyMixin, UpdateMixin, member_of
from films import search
from films import selectors as films
from films.api.writing import FilmWriteSerializer
from films.models import Film
from films.querysets import FilmQuerySet
from films.seen import note_seen
from films.services import editing, history, writing
from pages.api import examples, rows
from pages.api.filters import ApiFilmFilter
from pages.api.searching import (
    WINDOWS,
    FoundPersonSerializer,
    FoundSerializer,
    PageSerializer,
    QuestionSerializer,
    WindowSerializer,
)
from pages.api.serializers import FilmDetailSerializer, FilmSerializer
from reviews import selectors as reviews
from reviews.api.texts import asked_to_show

SPOILERS = OpenApiParameter(
    "spoilers", enum=["show"], description="Show what `figures_hidden` would hide, for this once."
)
MERGED = OpenApiResponse(description="It was merged into the one at `Location`.")
TRENDING = 100  # films that are told


@extend_schema_view(
    list=extend_schema(
        summary="The films",
        description="With the filters and sorts of the site's list. Several genres: `genre=drama&genre=18`.",
        responses=FilmSerializer(many=True),
        examples=[examples.film],
    ),
    create=extend_schema(
        summary="Add a film",
        description="For editors. What is told is locked against the synchronization with TMDB.",
        examples=[examples.written, examples.detail],
    ),
    update=extend_schema(
        summary="Replace a film",
        description="For editors. Fields that are left out become empty. What changes is locked.",
        examples=[examples.written, examples.detail],
    ),
    partial_update=extend_schema(
        summary="Change fields of a film",
        description="For editors. What changes is locked against the synchronization with TMDB.",
        examples=[examples.changed, examples.detail],
    ),
    destroy=extend_schema(
        summary="Delete a film",
        description="For editors. With all that members said of it; TMDB does not bring it back.",
    ),
)
class FilmViewSet(ListModelMixin, CreateMixin, UpdateMixin, DestroyMixin, ApiViewSet):
    queryset = Film.objects.all()
    permission_classes = [EditorsWrite]
    filterset_class = ApiFilmFilter
    serializer_class = FilmDetailSerializer
    write_serializer_class = FilmWriteSerializer

    def get_queryset(self) -> FilmQuerySet:
        return Film.objects.visible_to(self.request.user)

    def get_serializer_class(self) -> Any:
        return FilmSerializer if self.action == "list" else super().get_serializer_class()

    def fetch_page(self, rows_of_page: FilmQuerySet) -> list[rows.FilmRow]:  # type: ignore[override]
        return rows.film_rows(rows_of_page, user=self.request.user)

    def get_object(self) -> rows.FilmDetails:
        try:
            return self.details(self.kwargs["pk"])
        except Http404:
            kept = self.get_queryset().filter(redirects__old_id=self.kwargs["pk"]).first()
            if kept is None or self.request.method not in SAFE_METHODS:
                raise
            address = reverse("api:film-detail", args=[kept.pk])
        raise Moved(self.request.build_absolute_uri(address))

    def details(self, pk: int) -> rows.FilmDetails:
        shown = asked_to_show(self.request)
        return rows.film_details(pk, user=self.request.user, show_spoilers=shown)

    def make(self, **values: Any) -> rows.FilmDetails:
        return self.details(writing.create_film(editor=member_of(self.request), values=values).pk)

    def change(self, thing: rows.FilmDetails, **values: Any) -> rows.FilmDetails:
        if self.request.method == "PUT":
            values = {**writing.empty_values(), **values}
        return self.details(writing.edit_film(editor=member_of(self.request), film=thing.film, values=values).pk)

    def remove(self, thing: rows.FilmDetails) -> None:
        history.note_deletion(editor=member_of(self.request), film=thing.film)
        editing.delete_films(films=Film.objects.filter(pk=thing.pk))

    @extend_schema(
        summary="A film",
        description="With its statistics and what the member said of it.",
        parameters=[SPOILERS],
        responses={200: FilmDetailSerializer, 308: MERGED},
        examples=[examples.detail],
    )
    def retrieve(self, request: Request, pk: int) -> Response:
        details = self.get_object()
        if details.film.tmdb_id:
            note_seen(details.film.pk)
        return Response(self.get_serializer(details).data)

    @extend_schema(
        summary="Films and people by their names",
        description="Best first; the people are on the first page. A mistyped word is corrected.",
        parameters=[QuestionSerializer, PageSerializer],
        responses=FoundSerializer,
        examples=[examples.found],
    )
    @action(detail=False, serializer_class=FilmSerializer, filterset_class=None)
    def search(self, request: Request) -> Response:
        question = QuestionSerializer(data=request.query_params.dict())
        question.is_valid(raise_exception=True)
        hits = search.find(question.validated_data["q"])
        response = self.answer_ids(hits.film_ids)
        people = hits.people if response.data["page"] == 1 else ()
        response.data |= {
            "count_is_capped": hits.has_more_films,
            "people": FoundPersonSerializer(people, many=True).data,
            "corrections": list(hits.corrections),
        }
        return response

    @extend_schema(
        summary="What members watch now",
        description="By what members marked in the last day or week; after these, the films popular at TMDB.",
        parameters=[WindowSerializer],
        responses=FilmSerializer(many=True),
        examples=[examples.film],
    )
    @action(detail=False, serializer_class=FilmSerializer, filterset_class=None)
    def trending(self, request: Request) -> Response:
        asked = WindowSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        days = WINDOWS[asked.validated_data["window"]]
        return self.answer_ids(reviews.trending_film_ids(now=timezone.now(), days=days, limit=TRENDING))

    def answer_ids(self, ids: Any) -> Response:
        fetch = partial(rows.rows_in_order, user=self.request.user)
        page = self.paginator.paginate_ids(  # type: ignore[union-attr]  # NumberPages
            ids, self.request, fetch
        )
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        summary="Films like this one",
        description="At most twelve, most in common first.",
        responses=FilmSerializer(many=True),
        examples=[examples.film],
    )
    @action(detail=True, pagination_class=None, serializer_class=FilmSerializer, filterset_class=None)
    def similar(self, request: Request, pk: int) -> Response:
        film = get_object_or_404(self.get_queryset(), pk=pk)
        similar = rows.film_rows(films.similar_films(film=film, user=request.user), user=request.user)
        return Response(self.get_serializer(similar, many=True).data)
