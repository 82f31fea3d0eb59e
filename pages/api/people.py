from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from config.api.errors import Moved
from config.api.fields import TrimmedFields
from config.api.views import ApiViewSet
from films.api.pictures import PictureField
from films.api.serializers import PersonSerializer
from films.cards import mean_tenths
from films.filters import PersonFilter
from films.models import Person
from pages.api.rows import mine_of
from pages.api.serializers import MineSerializer
from pages.person_page import Entry, PersonPage, person_page

PERSON = {"id": 7, "name": "Andrei Tarkovsky", "born_on": "1932-04-04", "died_on": "1986-12-29"}
PART = {
    "id": 593,
    "url": "https://films.example.org/films/593-solaris/",
    "title": "Solaris",
    "year": 1972,
    "poster": None,
    "average_rating": 8.3,
    "parts": ["Director"],
    "mine": {"rating": 9, "status": "watched", "favorite": True},
}
DETAIL = {
    "id": 7,
    "url": "https://films.example.org/people/7-andrei-tarkovsky/",
    "name": "Andrei Tarkovsky",
    "also_known_as": ["Andrej Tarkowski"],
    "biography": "A director.",
    "born_on": "1932-04-04",
    "died_on": "1986-12-29",
    "place_of_birth": "Zavrazhye",
    "imdb_id": "nm0001789",
    "tmdb_id": 8452,
    "film_count": 1,
    "seen_count": 1,
    "departments": [{"name": "Directing", "film_count": 1, "films": [PART]}],
}


class PartSerializer(serializers.Serializer):
    """A film with all that the person did in it under one department."""

    id = serializers.IntegerField(source="row.pk")
    url = serializers.SerializerMethodField()
    title = serializers.CharField(source="row.local_title", help_text="In the language of the request.")
    year = serializers.IntegerField(source="row.year", allow_null=True)
    poster = PictureField(source="row.poster")
    average_rating = serializers.SerializerMethodField(help_text="null where few members rated it, or it is hidden.")
    parts = serializers.ListField(child=serializers.CharField(), help_text="Characters or jobs.")
    mine = serializers.SerializerMethodField()

    def get_url(self, entry: Entry) -> str:
        return self.context["request"].build_absolute_uri(entry.url)

    def get_average_rating(self, entry: Entry) -> float | None:
        """None also where `Entry` has no mean for this member."""
        tenths = mean_tenths(entry.row.rating_count, entry.row.rating_sum) if entry.mean else None
        return None if tenths is None else tenths / 10

    @extend_schema_field(MineSerializer(allow_null=True))
    def get_mine(self, entry: Entry) -> Any:
        mine = mine_of(self.context["request"].user, entry.mark)
        return MineSerializer(mine).data if mine else None


class DepartmentSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="In the language of the request.")
    film_count = serializers.IntegerField(source="films")
    films = PartSerializer(source="entries", many=True, help_text="The newest; the list of films has all by `person`.")


class PersonDetailSerializer(TrimmedFields, serializers.Serializer):
    id = serializers.IntegerField(source="person.pk")
    url = serializers.SerializerMethodField(help_text="The person's page.")
    name = serializers.CharField(source="person.local_name", help_text="In the language of the request.")
    also_known_as = serializers.ListField(source="person.also_known_as", child=serializers.CharField())
    biography = serializers.CharField(source="person.biography", allow_blank=True)
    born_on = serializers.DateField(source="person.born_on", allow_null=True)
    died_on = serializers.DateField(source="person.died_on", allow_null=True)
    place_of_birth = serializers.CharField(source="person.place_of_birth", allow_blank=True)
    imdb_id = serializers.CharField(source="person.imdb_id", allow_blank=True)
    tmdb_id = serializers.IntegerField(source="person.tmdb_id", allow_null=True)
    film_count = serializers.IntegerField(source="films")
    seen_count = serializers.SerializerMethodField(help_text="How many of them the member has watched.")
    departments = DepartmentSerializer(many=True)

    def get_url(self, page: PersonPage) -> str:
        return self.context["request"].build_absolute_uri(page.person.get_absolute_url())

    def get_seen_count(self, page: PersonPage) -> int | None:
        return page.seen if self.context["request"].user.is_authenticated else None


@extend_schema_view(
    list=extend_schema(
        summary="The people",
        description="Most popular first.",
        responses=PersonSerializer(many=True),
        examples=[OpenApiExample("A person", value=PERSON, response_only=True)],
    ),
    retrieve=extend_schema(
        summary="A person with their films",
        description="By department, newest first.",
        responses={
            200: PersonDetailSerializer,
            308: OpenApiResponse(description="They were merged into the one at `Location`."),
        },
        examples=[OpenApiExample("A person, read", value=DETAIL, response_only=True)],
    ),
)
class PersonViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet):
    queryset = Person.objects.order_by("-popularity", "pk")
    filterset_class = PersonFilter
    serializer_class = PersonDetailSerializer

    def get_serializer_class(self) -> Any:
        return PersonSerializer if self.action == "list" else super().get_serializer_class()

    def fetch_page(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        return rows.only("name", "name_ru", "born_on", "died_on")

    def get_object(self) -> PersonPage:
        person = Person.objects.filter(pk=self.kwargs["pk"]).first()
        if person is None:
            kept = get_object_or_404(Person, redirects__old_id=self.kwargs["pk"])
            raise Moved(self.request.build_absolute_uri(reverse("api:person-detail", args=[kept.pk])))
        return person_page(person, user=self.request.user)
