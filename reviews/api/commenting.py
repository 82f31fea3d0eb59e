from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from config.api.views import ApiViewSet, CreateMixin, DestroyMixin, Limit, UpdateMixin, member_of
from reviews import spoilers, talk, threads
from reviews.api import comment_serializers as serializers
from reviews.api.texts import SPOILERS, asked_to_show
from reviews.models import Comment, Discussion, Review
from reviews.services import commenting as services
from reviews.threads import Shown

Place = Review | Discussion
THREAD = OpenApiParameter("thread", int, description="The id of a comment: the answers to it alone.")
LISTED = (
    "Threads, oldest first, each with its first answers; what was deleted is a gap where somebody answered to it. "
    "`thread=` lists the answers to one comment."
)
ANSWERED = (
    "`answered` makes it an answer; threads are three deep. 409 `place_closed` where nobody can comment any more. "
    "`@name` tells a member."
)


class CommentsViewSet(ApiViewSet):
    queryset = Comment.objects.none()
    serializer_class = serializers.CommentSerializer

    place: Place

    def get_serializer_context(self) -> dict[str, Any]:
        place = getattr(self, "place", None)
        hidden = place is not None and self.keeps_back(place)
        return {**super().get_serializer_context(), "text_hidden": hidden}

    def keeps_back(self, place: Place) -> bool:
        """Whether the caller is to be asked first, before comments are read."""
        user = self.request.user
        if asked_to_show(self.request):
            return False
        if isinstance(place, Review):
            return spoilers.veil_reviews([place], user=user)[0].is_veiled
        return bool(talk.guarded([place], viewer=user))

    def find_place(self, *, review_id: int | None, discussion_id: int | None) -> Place:
        model = Review if review_id else Discussion
        rows: Any = model._default_manager.visible_to(self.request.user).select_related("film", "user")
        return get_object_or_404(rows, pk=review_id or discussion_id)

    def show(self, comment: Comment) -> Shown:
        return threads.show(comment, self.place, self.request.user, timezone.now())


class PlaceCommentViewSet(ListModelMixin, CreateMixin, CommentsViewSet):
    """Those of a review or discussion."""

    write_serializer_class = serializers.CommentWriteSerializer
    write_limit = ("comment", 10, 60)

    def get_serializer_class(self) -> Any:
        return serializers.ThreadSerializer if self.action == "list" else serializers.CommentSerializer

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.place = self.find_place(review_id=kwargs.get("review_id"), discussion_id=kwargs.get("discussion_id"))

    def get_queryset(self) -> QuerySet[Comment]:
        all_here = Comment.objects.filter(**{threads.kind_of(self.place): self.place})
        top = self.thread(all_here)
        level = all_here.filter(parent=top) if top else all_here.filter(depth=0)
        return threads.with_gaps(level, self.request.user).order_by(*threads.OLDEST_FIRST)

    def thread(self, all_here: Any) -> Comment | None:
        asked = self.request.query_params.get("thread")
        if asked is None:
            return None
        top = threads.find(all_here, self.request.user, asked)
        if top is None:
            raise NotFound
        return top

    def fetch_page(self, rows: QuerySet[Comment]) -> list[Shown]:  # type: ignore[override]
        return threads.shown_with_answers(rows, self.place, self.request.user, timezone.now())

    def make(self, **data: Any) -> Shown:
        comment = services.add_comment(
            user=member_of(self.request),
            place=self.place,
            body=data["body"],
            now=timezone.now(),
            answered=self.answered(data["answered"]),
        )
        return self.show(comment)

    def answered(self, pk: int | None) -> Comment | None:
        if pk is None:
            return None
        here = Comment.objects.filter(**{threads.kind_of(self.place): self.place}, pk=pk)
        comment = threads.readable(here, self.request.user).select_related("user").first()
        if comment is None:
            raise ValidationError({"answered": [_("There is no such comment here.")]})
        return comment


@extend_schema_view(
    list=extend_schema(summary="The comments on a review", description=LISTED, parameters=[THREAD, SPOILERS]),
    create=extend_schema(
        summary="Comment on a review", description=ANSWERED, responses={201: serializers.CommentSerializer}
    ),
)
class ReviewCommentViewSet(PlaceCommentViewSet):
    pass


@extend_schema_view(
    list=extend_schema(summary="The comments in a discussion", description=LISTED, parameters=[THREAD, SPOILERS]),
    create=extend_schema(
        summary="Comment in a discussion", description=ANSWERED, responses={201: serializers.CommentSerializer}
    ),
)
class DiscussionCommentViewSet(PlaceCommentViewSet):
    pass


EDITED = "Within 15 minutes of writing it: after that 403 `edit_window_closed`."


@extend_schema_view(
    retrieve=extend_schema(summary="A comment", parameters=[SPOILERS]),
    update=extend_schema(
        summary="Replace the text of my comment", description=EDITED, responses=serializers.CommentSerializer
    ),
    partial_update=extend_schema(
        summary="Change my comment", description=EDITED, responses=serializers.CommentSerializer
    ),
    destroy=extend_schema(summary="Delete my comment", description="Its place stays for the answers."),
)
class CommentViewSet(RetrieveModelMixin, UpdateMixin, DestroyMixin, CommentsViewSet):
    write_serializer_class = serializers.CommentChangeSerializer

    def get_write_limit(self) -> Limit:
        return ("delete_comment", 30, 60) if self.request.method == "DELETE" else ("edit_comment", 30, 60)

    def get_object(self) -> Shown:
        rows = threads.readable(Comment.objects.all(), self.request.user)
        comment = get_object_or_404(rows.select_related("user"), pk=self.kwargs["pk"])
        self.place = self.find_place(review_id=comment.review_id, discussion_id=comment.discussion_id)
        return self.show(comment)

    def get_object_to_change(self) -> Shown:
        shown: Shown = super().get_object_to_change()
        if shown.comment.user_id != self.request.user.pk:
            raise PermissionDenied
        return shown

    def change(self, thing: Shown, **text: Any) -> Shown:
        services.edit_comment(user=member_of(self.request), comment=thing.comment, now=timezone.now(), **text)
        return self.get_object()

    def remove(self, thing: Shown) -> None:
        services.delete_comment(user=member_of(self.request), comment=thing.comment)
