from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.api.references import MemberReferenceSerializer
from config.api.fields import TrimmedFields
from reviews.api.texts import MEMBER, TEXT_HIDDEN, CheckedByForm, LongText
from reviews.forms.comments import CommentForm
from reviews.models import Comment
from reviews.models.comments import LONGEST_COMMENT
from reviews.threads import Shown

COMMENT: dict[str, Any] = {
    "id": 5,
    "review": 77,
    "discussion": None,
    "parent": None,
    "depth": 0,
    "url": "https://films.example.org/reviews/77/?comment=5#comment-5",
    "user": MEMBER,
    "state": "published",
    "is_gap": False,
    "text_hidden": False,
    "body": None,
    "html": "<p>I saw it otherwise.</p>\n",
    "created_at": "2026-03-15T09:00:00Z",
    "edited_at": None,
    "may_answer": True,
    "may_edit": False,
    "may_delete": False,
}
ANSWER = {**COMMENT, "id": 6, "parent": 5, "depth": 1, "answers": []}


@extend_schema_serializer(examples=[OpenApiExample("A comment", COMMENT, response_only=True)])
class CommentSerializer(TrimmedFields, serializers.Serializer):
    """A comment, or the gap that it left: then nobody wrote it and it says nothing."""

    id = serializers.IntegerField(source="comment.pk")
    review = serializers.IntegerField(source="comment.review_id", allow_null=True, help_text="Where it stands.")
    discussion = serializers.IntegerField(source="comment.discussion_id", allow_null=True, help_text="Or there.")
    parent = serializers.IntegerField(source="comment.parent_id", allow_null=True, help_text="What it answers to.")  # type: ignore[assignment]
    depth = serializers.IntegerField(source="comment.depth", min_value=0, max_value=2)
    url = serializers.SerializerMethodField(help_text="The page that shows it.")
    user = serializers.SerializerMethodField(help_text="null for a gap, and when the author has left.")
    state = serializers.ChoiceField(source="comment.state", choices=Comment.State.choices)
    is_gap = serializers.BooleanField()
    text_hidden = serializers.SerializerMethodField(help_text=TEXT_HIDDEN)
    body = serializers.SerializerMethodField(help_text="The Markdown of one's own comment; null for readers.")
    html = serializers.SerializerMethodField(help_text="The text as HTML that is safe to show.")
    created_at = serializers.SerializerMethodField(help_text="null for a gap.")
    edited_at = serializers.SerializerMethodField()
    may_answer = serializers.BooleanField(help_text="Whether members can answer to it.")
    may_edit = serializers.BooleanField(help_text="Whether the caller can edit it: authors, for 15 minutes.")
    may_delete = serializers.BooleanField()

    def get_url(self, shown: Shown) -> str:
        return self.context["request"].build_absolute_uri(shown.comment.get_absolute_url())

    @extend_schema_field(MemberReferenceSerializer(allow_null=True))
    def get_user(self, shown: Shown) -> Any:
        author = None if shown.is_gap else shown.comment.user
        return MemberReferenceSerializer(author, context=self.context).data if author else None

    def is_own(self, shown: Shown) -> bool:
        user = self.context["request"].user
        return user.is_authenticated and shown.comment.user_id == user.pk

    def get_text_hidden(self, shown: Shown) -> bool:
        return not shown.is_gap and self.context["text_hidden"] and not self.is_own(shown)

    def get_body(self, shown: Shown) -> str | None:
        return shown.comment.body if self.is_own(shown) and not shown.is_gap else None

    def get_html(self, shown: Shown) -> str:
        return "" if shown.is_gap or self.get_text_hidden(shown) else str(shown.comment.html)

    def get_created_at(self, shown: Shown) -> datetime | None:
        return None if shown.is_gap else shown.comment.created_at

    def get_edited_at(self, shown: Shown) -> datetime | None:
        return None if shown.is_gap else shown.comment.edited_at


class DeepestSerializer(CommentSerializer):
    """An answer to an answer; there is nothing below."""


class AnswerSerializer(CommentSerializer):
    answers = DeepestSerializer(many=True)


@extend_schema_serializer(
    examples=[OpenApiExample("A thread", {**COMMENT, "answers": [ANSWER], "more_answers": 0}, response_only=True)]
)
class ThreadSerializer(CommentSerializer):
    """A comment with its first answers."""

    answers = AnswerSerializer(many=True)
    more_answers = serializers.SerializerMethodField(help_text="How many more `thread=` with its id lists.")

    def get_more_answers(self, shown: Shown) -> int:
        return max(0, shown.hidden_answers)


@extend_schema_serializer(examples=[OpenApiExample("A text", {"body": "I saw it *otherwise*."}, request_only=True)])
class CommentChangeSerializer(CheckedByForm):
    form_class = CommentForm

    body = LongText(max_length=LONGEST_COMMENT)

    def stored(self) -> dict[str, Any]:
        return {"body": self.instance.comment.body} if self.partial and self.instance else {}


@extend_schema_serializer(
    examples=[OpenApiExample("An answer", {"body": "So did I.", "answered": 5}, request_only=True)]
)
class CommentWriteSerializer(CommentChangeSerializer):
    answered = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=2**63 - 1,
        help_text="The comment that it answers to. An answer to the third level stands beside it.",
    )
