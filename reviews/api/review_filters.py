from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from films.filters import FilmFilter, TrueOrFalse, whole_number
from films.models import Film
from reviews import spoilers
from reviews.expressions import HasWord, TextWords
from reviews.filters import REVIEW_SORT_CHOICES, ReviewFilter
from reviews.models import Review, UserFilm
from reviews.querysets import ReviewQuerySet

LARGEST_ID = 2**31 - 1
FOUND_AT_MOST = 1000


class ApiReviewFilter(ReviewFilter):
    """The filters of a film's page of reviews, and those for reviews of all films."""

    film = whole_number(1, LARGEST_ID, label=_("Film"))
    film_title = filters.CharFilter(max_length=100, method="filter_film_title", label=_("Words of the title"))
    user = filters.CharFilter(max_length=30, method="filter_user", label=_("Username"))
    rating = whole_number(1, 10, label=_("Rating"))
    is_edited = TrueOrFalse(field_name="edited_at", lookup_expr="isnull", exclude=True, label=_("edited"))
    state = filters.ChoiceFilter(choices=Review.State.choices[:4], label=_("state"))
    search = filters.CharFilter(max_length=100, method="filter_search", label=_("Words of the review"))
    ordering = filters.ChoiceFilter(choices=REVIEW_SORT_CHOICES, method="filter_nothing", label=_("The same as `sort`"))

    default_sort = "newest"

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)

    def filter_queryset(self, queryset: ReviewQuerySet) -> ReviewQuerySet:
        rows = super().filter_queryset(queryset)
        ordering = self.form.cleaned_data.get("ordering")
        return rows.sorted_by(ordering) if ordering else rows

    def filter_film_title(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        films = FilmFilter({"title": value}, Film.objects.visible_to(self.request.user))
        return rows.filter(film__in=films.qs.order_by().values("pk"))

    def filter_user(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return rows.filter(user__in=User.objects.named(value).values("pk"))

    def filter_search(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """By all of these words. What is found tells of a text: so not in those that are kept from the member."""
        found = self.with_words(rows, HasWord(TextWords("title", "body"), Value(value)))
        user = self.request.user
        if not spoilers.is_safe(user) or spoilers.asked_to_show(self.request):
            return found
        seen = UserFilm.objects.filter(spoilers.SEEN, user=user.pk, film=OuterRef("film"))
        return found.filter(Q(user=user.pk) | Exists(seen))

    def with_words(self, rows: ReviewQuerySet, has_words: HasWord) -> ReviewQuerySet:
        """Of words that very many reviews have, `FOUND_AT_MOST` of these, unless a film or a member is named."""
        ids = from_index(has_words)
        named = self.form.cleaned_data
        is_narrow = "film" not in named or named["film"] or named["user"]
        return rows.filter(has_words) if is_narrow and len(ids) == FOUND_AT_MOST else rows.filter(pk__in=ids)


@transaction.atomic
def from_index(has_words: HasWord) -> list[int]:
    """The keys of the first reviews found, by the index alone.

    The vector of one text takes a millisecond. The planner does not know, and would scan the table for frequent words;
    and where the index finds more rows than fit into the memory it is given, each is looked at anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL enable_seqscan = off")
        found = Review.objects.filter(has_words).order_by().values_list("pk", flat=True)[:FOUND_AT_MOST]
        ids = list(found)
        cursor.execute("SET LOCAL work_mem TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT")
    return ids


class ApiFilmReviewFilter(ApiReviewFilter):
    """Of one film."""

    film = None
    film_title = None
    default_sort = ReviewFilter.default_sort
