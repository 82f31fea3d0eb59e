from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
    extend_schema_view,
)
from rest_framework import serializers
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from accounts.api.references import MemberReferenceSerializer
from config.api.fields import TrimmedFields
from config.api.views import ApiViewSet, CreateMixin, DestroyMixin, Limit, UpdateMixin, member_of
from films.api.references import FilmField, FilmReferenceSerializer
from films.filters import whole_number
from reviews import talk
from reviews.api.texts import (
    FILM,
    MEMBER,
    SPOILERS,
    TEXT_HIDDEN,
    CheckedByForm,
    LongText,
    OwnTextMixin,
    SpoilersMixin,
    asked_to_show,
)
from reviews.forms.comments import DiscussionForm
from reviews.models import Discussion
from reviews.models.comments import LONGEST_COMMENT
from reviews.querysets import DiscussionQuerySet
from reviews.services import discussing as services

LISTED = {
    "id": 9,
    "url": "https://films.example.org/discussions/9/",
    "film": FILM,
    "room": "spoiler-free",
    "user": MEMBER,
    "title": "The ending",
    "text_hidden": False,
    "state": "published",
    "comment_count": 3,
    "created_at": "2026-03-15T09:00:00Z",
    "edited_at": None,
    "is_edited": False,
    "active_at": "2026-03-16T10:00:00Z",
}
READ = {**LISTED, "body": None, "html": "<p>What do you make of it?</p>\n"}
WRITTEN = {"title": "The ending", "body": "What do you make of it?", "room": "spoilers"}


@extend_schema_serializer(examples=[OpenApiExample("A discussion of a list", LISTED, response_only=True)])
class DiscussionSerializer(OwnTextMixin, TrimmedFields, serializers.ModelSerializer):
    """A discussion, without its first post. One that was deleted says nothing and is nobody's."""

    url = serializers.SerializerMethodField(help_text="The discussion's page.")
    film = FilmReferenceSerializer(read_only=True)
    user = serializers.SerializerMethodField(help_text="null when it was deleted or its author has left.")
    title = serializers.SerializerMethodField(help_text="Empty where the room of spoilers is hidden.")
    text_hidden = serializers.BooleanField(source="is_veiled", read_only=True, help_text=TEXT_HIDDEN)
    is_edited = serializers.SerializerMethodField()

    class Meta:
        model = Discussion
        fields = [*LISTED]
        read_only_fields = fields

    @extend_schema_field(MemberReferenceSerializer(allow_null=True))
    def get_user(self, discussion: Discussion) -> Any:
        author = None if discussion.state == Discussion.State.DELETED else discussion.user
        return MemberReferenceSerializer(author, context=self.context).data if author else None

    def get_title(self, discussion: Discussion) -> str:
        return "" if discussion.is_veiled and discussion.room == Discussion.Room.SPOILERS else discussion.title


@extend_schema_serializer(examples=[OpenApiExample("A discussion", READ, response_only=True)])
class DiscussionDetailSerializer(DiscussionSerializer):
    """A discussion with its first post; the others are its comments."""

    body = serializers.SerializerMethodField(help_text="The Markdown of one's own post; null for readers.")
    html = serializers.SerializerMethodField(help_text="The post as HTML that is safe to show.")

    class Meta(DiscussionSerializer.Meta):
        fields = [*READ]
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("A first post", WRITTEN, request_only=True)])
class DiscussionChangeSerializer(CheckedByForm):
    form_class = DiscussionForm

    title = serializers.CharField(max_length=150)
    body = LongText(max_length=LONGEST_COMMENT)
    room = serializers.ChoiceField(choices=Discussion.Room.choices)


@extend_schema_serializer(
    examples=[OpenApiExample("A discussion of a film", {"film": 238, **WRITTEN}, request_only=True)]
)
class DiscussionWriteSerializer(DiscussionChangeSerializer):
    film = FilmField()


class DiscussionFilter(filters.FilterSet):
    film = whole_number(1, 2**31 - 1, label=_("Film"))
    room = filters.ChoiceFilter(choices=Discussion.Room.choices, label=_("Room"))

    class Meta:
        model = Discussion
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        summary="The discussions", description="Those with the newest comments first.", parameters=[SPOILERS]
    ),
    retrieve=extend_schema(summary="A discussion", parameters=[SPOILERS], responses=DiscussionDetailSerializer),
    create=extend_schema(
        summary="Start a discussion",
        description="`@name` tells a member.",
        request=DiscussionWriteSerializer,
        responses={201: DiscussionDetailSerializer},
    ),
    update=extend_schema(summary="Replace my first post", responses=DiscussionDetailSerializer),
    partial_update=extend_schema(summary="Change my first post", responses=DiscussionDetailSerializer),
    destroy=extend_schema(summary="Delete my discussion", description="What others answered stays."),
)
class DiscussionViewSet(
    SpoilersMixin, ListModelMixin, RetrieveModelMixin, CreateMixin, UpdateMixin, DestroyMixin, ApiViewSet
):
    filterset_class = DiscussionFilter

    @property
    def write_serializer_class(self) -> Any:  # type: ignore[override]
        return DiscussionWriteSerializer if self.action == "create" else DiscussionChangeSerializer

    def get_serializer_class(self) -> Any:
        return DiscussionSerializer if self.action == "list" else DiscussionDetailSerializer

    def get_write_limit(self) -> Limit:
        limits = {"POST": ("discussion", 5, 3600), "DELETE": ("delete_discussion", 30, 60)}
        return limits.get(self.request.method or "", ("edit_discussion", 20, 600))

    def get_queryset(self) -> DiscussionQuerySet:
        return Discussion.objects.visible_to(self.request.user).order_by(*talk.BY_ACTIVITY)

    def fetch_page(self, rows: QuerySet[Any]) -> list[Discussion]:  # type: ignore[override]
        return self.veil(list(rows.select_related("user", "film").defer("body", "body_html")))

    def veil(self, discussions: list[Discussion]) -> list[Discussion]:
        shown = asked_to_show(self.request)
        guarded = set() if shown else talk.guarded(discussions, viewer=self.request.user)
        for discussion in discussions:
            discussion.is_veiled = discussion.pk in guarded
        return discussions

    def get_object(self) -> Discussion:
        return self.find(self.kwargs["pk"])

    def find(self, pk: int) -> Discussion:
        return self.veil([get_object_or_404(self.get_queryset().select_related("user", "film"), pk=pk)])[0]

    def get_object_to_change(self) -> Discussion:
        discussion: Discussion = super().get_object_to_change()
        if discussion.state == Discussion.State.DELETED:
            raise NotFound
        if discussion.user_id != self.request.user.pk:
            raise PermissionDenied
        return discussion

    def make(self, **data: Any) -> Discussion:
        user, now = member_of(self.request), timezone.now()
        return self.find(services.start_discussion(user=user, now=now, **data).pk)

    def change(self, thing: Discussion, **text: Any) -> Discussion:
        user, now = member_of(self.request), timezone.now()
        return self.find(services.edit_discussion(user=user, discussion=thing, now=now, **text).pk)

    def remove(self, thing: Discussion) -> None:
        services.delete_discussion(user=member_of(self.request), discussion=thing)
