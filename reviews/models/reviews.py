from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Cast, NullIf, Sqrt
from django.utils.translation import gettext_lazy as _

from films.models import Film
from films.paths import localized
from reviews import triggers
from reviews.expressions import TextWords
from reviews.querysets import ReviewQuerySet

from .contributions import Contribution

LONGEST_REVIEW = 20_000
Z = 1.96  # 95 % of the normal distribution


def wilson_lower_bound(positive: str, total: str) -> models.expressions.CombinedExpression:
    """The lower end of Wilson's score interval: what share of helpful votes a review has at least.

    (p + z²/2n - z √((p(1-p) + z²/4n) / n)) / (1 + z²/n), Wilson 1927; null without a vote.
    """
    n = NullIf(Cast(F(total), FloatField()), Value(0.0))
    p = Cast(F(positive), FloatField()) / n
    spread = Value(Z) * Sqrt((p * (Value(1.0) - p) + Value(Z * Z) / (Value(4.0) * n)) / n)
    return (p + Value(Z * Z) / (Value(2.0) * n) - spread) / (Value(1.0) + Value(Z * Z) / n)


class Review(Contribution):
    """What a member wrote of a film: one text each."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("author")
    )
    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="reviews", verbose_name=_("film"))
    title = models.CharField(_("headline"), max_length=150, blank=True)
    excerpt = models.CharField(max_length=400, blank=True, editable=False)  # plain words, for lists
    has_spoilers = models.BooleanField(_("tells how it ends"), default=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default="en")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    # Kept by triggers (reviews/triggers.py), never written by Python.
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, editable=False)
    helpful_count = models.PositiveIntegerField(default=0, editable=False)
    vote_count = models.PositiveIntegerField(default=0, editable=False)
    comment_count = models.PositiveIntegerField(default=0, editable=False)

    helpfulness = models.GeneratedField(
        expression=wilson_lower_bound("helpful_count", "vote_count"), output_field=FloatField(), db_persist=True
    )

    is_veiled = False  # set by reviews.spoilers for a member who is to be kept from the text

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["user", "film"], name="review_one_per_user_film"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "held", "hidden"]), name="review_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="review_published_has_moment"
            ),
            models.CheckConstraint(condition=Q(helpful_count__lte=F("vote_count")), name="review_votes_in_range"),
        ]
        indexes = [
            models.Index(
                F("film"),
                F("helpfulness").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(state="published"),
                name="review_by_helpfulness",
            ),
            models.Index(
                fields=["film", "-published_at", "-id"], condition=Q(state="published"), name="review_by_newness"
            ),
            models.Index(
                F("film"),
                F("rating").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(state="published"),
                name="review_by_rating_high",
            ),
            models.Index(fields=["film", "rating", "-id"], condition=Q(state="published"), name="review_by_rating_low"),
            models.Index(fields=["user", "-published_at", "-id"], name="review_by_user"),
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="review_newest"),
            # Of all films
            models.Index(
                F("helpfulness").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(state="published"),
                name="review_most_helpful",
            ),
            models.Index(
                F("rating").desc(nulls_last=True), F("id").desc(), condition=Q(state="published"), name="review_highest"
            ),
            models.Index(fields=["rating", "-id"], condition=Q(state="published"), name="review_lowest"),
            GinIndex(TextWords("title", "body"), name="review_words"),
        ]
        triggers = triggers.REVIEW

    def __str__(self) -> str:
        return f"{self.user_id} / {self.film_id}"

    def get_absolute_url(self) -> str:
        """With the film's slug where the film is loaded; the address without it leads there."""
        slug = self.film.slug if "film" in self._state.fields_cache else ""
        return localized(f"/reviews/{self.pk}-{slug}/" if slug else f"/reviews/{self.pk}/")

    def clean_fields(self, exclude: set[str] | None = None) -> None:  # type: ignore[override]  # a set is a collection
        super().clean_fields(exclude)
        MaxLengthValidator(LONGEST_REVIEW)(self.body)


class ReviewVersion(models.Model):
    """What a published review said before it was edited."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=150, blank=True)
    body = models.TextField()
    has_spoilers = models.BooleanField(default=False)
    written_at = models.DateTimeField()  # when this version was published or edited into being

    class Meta:
        verbose_name = _("earlier version of a review")
        verbose_name_plural = _("earlier versions of reviews")
        indexes = [models.Index(fields=["review", "-written_at", "-id"], name="review_version_by_age")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.written_at:%Y-%m-%d %H:%M}"


class Vote(models.Model):
    """Whether a member found somebody else's review helpful."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="votes")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="votes")
    is_helpful = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["user", "review"], name="vote_one_per_user_review")]
        triggers = triggers.VOTE

    def __str__(self) -> str:
        return f"{self.user_id} / {self.review_id}"
