from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from films.models import Film
from films.paths import localized
from reviews import triggers
from reviews.querysets import CommentQuerySet, DiscussionQuerySet

from .contributions import Contribution, author
from .reviews import Review

DEEPEST = 2  # of 0, 1, 2: three levels
LONGEST_COMMENT = 5_000


class Discussion(Contribution):
    """A thread about a film, in one of its two rooms."""

    class Room(models.TextChoices):
        SPOILER_FREE = "spoiler-free", _("Without spoilers")
        SPOILERS = "spoilers", _("With spoilers")

    user = author("discussions")
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="discussions", verbose_name=_("film"))
    room = models.CharField(_("room"), max_length=12, choices=Room, default=Room.SPOILER_FREE)
    title = models.CharField(_("subject"), max_length=150)

    # Kept by triggers.
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    active_at = models.DateTimeField(_("last comment"), default=timezone.now, editable=False)

    is_veiled = False  # set by the API for who is to be asked first

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.CheckConstraint(condition=Q(room__in=["spoiler-free", "spoilers"]), name="discussion_room_known"),
            models.CheckConstraint(
                condition=Q(state__in=["published", "held", "hidden", "deleted"]), name="discussion_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["film", "room", "-active_at", "-id"], name="discussion_by_activity"),
            models.Index(fields=["user", "-created_at"], name="discussion_by_user"),
        ]
        triggers = triggers.DISCUSSION

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return localized(f"/discussions/{self.pk}/")


class Comment(Contribution):
    """Under a review or in a discussion, in threads of three levels."""

    user = author("comments")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies")
    depth = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(review__isnull=False, discussion__isnull=True)
                | Q(review__isnull=True, discussion__isnull=False),
                name="comment_of_review_or_discussion",
            ),
            models.CheckConstraint(
                condition=Q(depth=0, parent__isnull=True) | Q(depth__range=(1, DEEPEST), parent__isnull=False),
                name="comment_three_deep",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "held", "hidden", "deleted"]), name="comment_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["review", "created_at", "id"], name="comment_by_review"),
            models.Index(fields=["discussion", "created_at", "id"], name="comment_by_discussion"),
            models.Index(fields=["user", "-created_at"], name="comment_by_user"),
        ]
        triggers = triggers.COMMENT

    def __str__(self) -> str:
        return self.body[:60]

    @property
    def place(self) -> Review | Discussion:
        """Where it stands; the relation has to be loaded."""
        return self.review or self.discussion  # type: ignore[return-value]  # one of the two, by constraint

    def get_absolute_url(self) -> str:
        """Of the page that has it, which `?comment=` finds."""
        place = f"/reviews/{self.review_id}/" if self.review_id else f"/discussions/{self.discussion_id}/"
        return localized(f"{place}?comment={self.pk}#comment-{self.pk}")
