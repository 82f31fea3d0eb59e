"""The catalogue's filters, with those that need to know who is looking."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from films.filters import SORT_CHOICES, FilmFilter, TrueOrFalse, whole_number
from films.querysets import FilmQuerySet
from reviews.models import Review, UserFilm, Viewing
from reviews.querysets import ReviewQuerySet, UserFilmQuerySet, ViewingQuerySet

MINE_CHOICES = [
    ("unseen", _("Not seen by me")),
    ("rated", _("Rated by me")),
    ("unrated", _("Not rated by me")),
    ("favorite", _("My favorites")),
    *UserFilm.Status.choices,
    ("followed", _("Seen by members I follow")),
]
MY_RATING = ("my_rating", _("My rating"))
ADDED = ("added", _("Last added"))
MY_SORT_CHOICES = [
    ("changed", _("Last changed")),
    ("rating", _("My rating")),
    ("added", _("First added")),
    ("title", _("Title")),
    ("release", _("Latest release")),
]
REVIEW_SORT_CHOICES = [
    ("helpful", _("Most helpful")),
    ("newest", _("Newest")),
    ("highest", _("Highest rating")),
    ("lowest", _("Lowest rating")),
]


class MemberFilmFilter(FilmFilter):
    """For a visitor `mine` and the sort by their rating do nothing."""

    mine = filters.ChoiceFilter(choices=MINE_CHOICES, method="filter_mine", label=_("For me"))
    sort = filters.ChoiceFilter(choices=[*SORT_CHOICES, MY_RATING], method="filter_nothing", label=_("Sort by"))

    def __init__(self, *args: Any, user: User | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        """Those of use to who is looking."""
        return [*SORT_CHOICES, MY_RATING] if self.user.is_authenticated else SORT_CHOICES

    def sort_films(self, films: FilmQuerySet, name: str) -> FilmQuerySet:
        if name != MY_RATING[0]:
            return super().sort_films(films, name)
        if not self.user.is_authenticated:
            return super().sort_films(films, "popularity")
        # By a subquery, because the page applies the order to its rows anew: a join would bring in other members' rows.
        rated = UserFilm.objects.filter(film=OuterRef("pk"), user=self.user).rated()
        return films.filter(Exists(rated)).order_by(Subquery(rated.values("rating")).desc(), F("pk").desc())

    def filter_mine(self, films: FilmQuerySet, name: str, value: str) -> FilmQuerySet:
        if not self.user.is_authenticated:
            return films
        of_film = UserFilm.objects.filter(film=OuterRef("pk"))
        mine = of_film.filter(user=self.user)
        conditions = {
            "unseen": ~Exists(mine.filter(status=UserFilm.Status.WATCHED)),
            "rated": Exists(mine.rated()),
            "unrated": ~Exists(mine.rated()),
            "favorite": Exists(mine.filter(favorite=True)),
            "followed": Exists(
                of_film.visible_to(self.user).filter(
                    user__followers__follower=self.user, status=UserFilm.Status.WATCHED
                )
            ),
        }
        return films.filter(conditions.get(value) or Exists(mine.filter(status=value)))


class WatchlistFilter(MemberFilmFilter):
    """Over the films that `member` wants to watch, whoever is looking."""

    sort = filters.ChoiceFilter(choices=[ADDED, *SORT_CHOICES], method="filter_nothing", label=_("Sort by"))
    default_sort = ADDED[0]

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned = UserFilm.objects.filter(user=member, status=UserFilm.Status.PLANNED)

    @property
    def sorts(self) -> list[tuple[str, Any]]:
        return [ADDED, *SORT_CHOICES]

    def filter_queryset(self, queryset: FilmQuerySet) -> FilmQuerySet:
        return super().filter_queryset(queryset.filter(pk__in=self.planned.values("film")))

    def sort_films(self, films: FilmQuerySet, name: str) -> FilmQuerySet:
        if name != ADDED[0]:
            return super().sort_films(films, name)
        of_film = self.planned.filter(film=OuterRef("pk"))
        return films.order_by(Subquery(of_film.values("updated_at")).desc(), F("pk").desc())


class UserFilmFilter(filters.FilterSet):
    """The filters and sorts of a member's own films."""

    status = filters.ChoiceFilter(choices=UserFilm.Status, label=_("Status"))
    rated = filters.ChoiceFilter(
        choices=[("yes", _("Rated")), ("no", _("Not rated"))], method="filter_rated", label=_("Rating")
    )
    rating = whole_number(1, 10, label=_("My rating"))
    favorite = TrueOrFalse(label=_("Favorites"))
    sort = filters.ChoiceFilter(choices=MY_SORT_CHOICES, method="filter_nothing", label=_("Sort by"))

    class Meta:
        model = UserFilm
        fields: list[str] = []

    def filter_queryset(self, queryset: UserFilmQuerySet) -> UserFilmQuerySet:
        rows = super().filter_queryset(queryset)
        return rows.sorted_by(self.form.cleaned_data.get("sort") or "changed")

    def filter_nothing(self, rows: UserFilmQuerySet, name: str, value: str) -> UserFilmQuerySet:
        return rows

    @property
    def ratings(self) -> list[str]:
        return [str(number) for number in range(10, 0, -1)]

    def filter_rated(self, rows: UserFilmQuerySet, name: str, value: str) -> UserFilmQuerySet:
        return rows.filter(rating__isnull=value == "no")


class ViewingFilter(filters.FilterSet):
    """The filters of a diary: by film, and by the first day of what is known of the date."""

    film = whole_number(1, 2**31 - 1, label=_("Film"))
    day = filters.DateFilter(method="filter_day", label=_("Day"))
    since = filters.DateFilter(field_name="watched_on", lookup_expr="gte", label=_("From"))
    until = filters.DateFilter(field_name="watched_on", lookup_expr="lte", label=_("To"))
    is_rewatch = TrueOrFalse(label=_("Not for the first time"))

    class Meta:
        model = Viewing
        fields: list[str] = []

    def filter_day(self, rows: ViewingQuerySet, name: str, value: date) -> ViewingQuerySet:
        return rows.filter(watched_on=value, precision=Viewing.Precision.DAY)


class ReviewFilter(filters.FilterSet):
    """The filters and sorts of a film's reviews."""

    min_rating = whole_number(1, 10, field_name="rating", lookup_expr="gte", label=_("Rating from"))
    max_rating = whole_number(1, 10, field_name="rating", lookup_expr="lte", label=_("Rating to"))
    language = filters.ChoiceFilter(choices=settings.LANGUAGES, label=_("Written in"))
    spoiler_free = TrueOrFalse(method="filter_spoiler_free", label=_("Without spoilers"))
    sort = filters.ChoiceFilter(choices=REVIEW_SORT_CHOICES, method="filter_nothing", label=_("Sort by"))

    default_sort = "helpful"

    class Meta:
        model = Review
        fields: list[str] = []

    def filter_queryset(self, queryset: ReviewQuerySet) -> ReviewQuerySet:
        rows = super().filter_queryset(queryset)
        return rows.sorted_by(self.form.cleaned_data.get("sort") or self.default_sort)

    def filter_nothing(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        return rows

    def filter_spoiler_free(self, rows: ReviewQuerySet, name: str, value: bool) -> ReviewQuerySet:
        return rows.filter(has_spoilers=False) if value else rows

    @property
    def ratings(self) -> list[str]:
        return [str(number) for number in range(1, 11)]

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(value for name, value in self.form.cleaned_data.items() if name != "sort")
