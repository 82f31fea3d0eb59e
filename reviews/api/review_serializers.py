from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from accounts.api.references import MemberReferenceSerializer
from config.api.fields import TrimmedFields
from films.api.references import FilmField, FilmReferenceSerializer
from reviews import markdown
from reviews.api.texts import FILM, MEMBER, TEXT_HIDDEN, CheckedByForm, LongText, OwnTextMixin
from reviews.forms.reviews import ReviewForm
from reviews.models import Review, ReviewVersion
from reviews.models.reviews import LONGEST_REVIEW

WRITABLE_STATES = [(Review.State.DRAFT, "draft"), (Review.State.PUBLISHED, "published")]
LISTED = {
    "id": 77,
    "url": "https://films.example.org/reviews/77-the-godfather/",
    "film": FILM,
    "user": MEMBER,
    "title": "An offer",
    "excerpt": "A film about a family, and about what it costs to have one.",
    "has_spoilers": False,
    "text_hidden": False,
    "language": "en",
    "state": "published",
    "rating": 9,
    "helpful_count": 4,
    "vote_count": 5,
    "comment_count": 2,
    "published_at": "2026-03-14T20:15:00Z",
    "edited_at": None,
    "is_edited": False,
}
READ = {
    **LISTED,
    "body": "A film about a *family*, and about what it costs to have one.",
    "html": "<p>A film about a <em>family</em>, and about what it costs to have one.</p>\n",
    "my_vote": None,
    "reason": "",
}
WRITTEN = {"title": "An offer", "body": "A film about a *family*.", "has_spoilers": False, "language": "en"}
VERSION = {"id": 12, "title": "An offer", "has_spoilers": False, "written_at": "2026-03-14T20:15:00Z"}


@extend_schema_serializer(examples=[OpenApiExample("A review of a list", LISTED, response_only=True)])
class ReviewSerializer(OwnTextMixin, TrimmedFields, serializers.ModelSerializer):
    """A review, without its text."""

    url = serializers.SerializerMethodField(help_text="The review's page.")
    film = FilmReferenceSerializer(read_only=True)
    user = MemberReferenceSerializer(read_only=True)
    title = serializers.SerializerMethodField(help_text="The headline; may be empty.")
    excerpt = serializers.SerializerMethodField(help_text="Plain words; empty where the review has spoilers.")
    text_hidden = serializers.BooleanField(source="is_veiled", read_only=True, help_text=TEXT_HIDDEN)
    is_edited = serializers.SerializerMethodField(help_text="Whether it was edited after it was published.")

    class Meta:
        model = Review
        fields = [*LISTED]
        read_only_fields = fields

    def get_title(self, review: Review) -> str:
        return "" if review.is_veiled else review.title

    def get_excerpt(self, review: Review) -> str:
        return "" if review.is_veiled or review.has_spoilers else review.excerpt


@extend_schema_serializer(examples=[OpenApiExample("A review", READ, response_only=True)])
class ReviewDetailSerializer(ReviewSerializer):
    """A review with its text. Where it `has_spoilers`, cover the text until the reader asks for it."""

    body = serializers.SerializerMethodField(help_text="The Markdown of one's own review; null for readers.")
    html = serializers.SerializerMethodField(help_text="The text as HTML that is safe to show.")
    my_vote = serializers.BooleanField(
        read_only=True, allow_null=True, help_text="Whether the caller found it helpful; null: no vote."
    )
    reason = serializers.CharField(read_only=True, help_text="Why a moderator hid one's own review.")

    class Meta(ReviewSerializer.Meta):
        fields = [*READ]
        read_only_fields = fields


@extend_schema_serializer(
    examples=[
        OpenApiExample("A text", WRITTEN, request_only=True),
        OpenApiExample("Publish a draft", {**WRITTEN, "state": "published"}, request_only=True),
    ]
)
class ReviewChangeSerializer(CheckedByForm):
    form_class = ReviewForm

    title = serializers.CharField(required=False, allow_blank=True, max_length=150)
    body = LongText(max_length=LONGEST_REVIEW)
    has_spoilers = serializers.BooleanField(required=False, help_text="The whole review tells how the film ends.")
    language = serializers.ChoiceField(
        required=False, choices=settings.LANGUAGES, help_text="That of the request, unless told."
    )
    state = serializers.ChoiceField(
        required=False,
        choices=WRITABLE_STATES,
        help_text="A new review is published unless it is to be a draft. What is published stays so.",
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not self.partial:
            data.setdefault("language", get_language())
        return super().validate(data)


@extend_schema_serializer(examples=[OpenApiExample("A new text", WRITTEN, request_only=True)])
class ReviewOfFilmSerializer(ReviewChangeSerializer):
    """Of the film of the address."""


@extend_schema_serializer(
    examples=[OpenApiExample("A review of a film", {"film": 238, **WRITTEN, "state": "draft"}, request_only=True)]
)
class ReviewWriteSerializer(ReviewChangeSerializer):
    film = FilmField()


@extend_schema_serializer(examples=[OpenApiExample("An earlier version", VERSION, response_only=True)])
class VersionSerializer(TrimmedFields, serializers.ModelSerializer):
    """What a review said before it was edited."""

    title = serializers.SerializerMethodField()

    class Meta:
        model = ReviewVersion
        fields = [*VERSION]
        read_only_fields = fields

    def get_title(self, version: ReviewVersion) -> str:
        return "" if version.review.is_veiled else version.title


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "An earlier version with its text",
            {**VERSION, "text_hidden": False, "body": None, "html": "<p>A film about a family.</p>\n"},
            response_only=True,
        )
    ]
)
class VersionDetailSerializer(VersionSerializer):
    text_hidden = serializers.BooleanField(source="review.is_veiled", read_only=True, help_text=TEXT_HIDDEN)
    body = serializers.SerializerMethodField(help_text="The Markdown of one's own review; null for readers.")
    html = serializers.SerializerMethodField(help_text="The text as HTML that is safe to show.")

    class Meta(VersionSerializer.Meta):
        fields = [*VERSION, "text_hidden", "body", "html"]
        read_only_fields = fields

    def get_body(self, version: ReviewVersion) -> str | None:
        return version.body if version.review.user_id == self.context["request"].user.pk else None

    def get_html(self, version: ReviewVersion) -> str:
        return "" if version.review.is_veiled else markdown.render(version.body)


@extend_schema_serializer(examples=[OpenApiExample("It helped", {"is_helpful": True}, request_only=True)])
class VoteSerializer(serializers.Serializer):
    is_helpful = serializers.BooleanField()


@extend_schema_serializer(
    examples=[OpenApiExample("A vote", {"my_vote": True, "helpful_count": 5, "vote_count": 6}, response_only=True)]
)
class VoteResultSerializer(serializers.Serializer):
    my_vote = serializers.BooleanField()
    helpful_count = serializers.IntegerField()
    vote_count = serializers.IntegerField()
