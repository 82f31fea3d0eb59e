from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from accounts.models import User
from config.api.fields import TrimmedFields
from films.api.references import FilmReferenceSerializer
from reviews.api.serializers import FILM
from reviews.diary_stats import Amount
from reviews.models import UserFilm
from reviews.services.diary import EARLIEST

BINS = {str(rating): rating * 3 for rating in range(1, 11)}
DISTRIBUTION = {
    "type": "object",
    "description": "How many ratings there are of 1, 2, … 10.",
    "properties": {rating: {"type": "integer"} for rating in BINS},
    "required": list(BINS),
}
FIGURES = {
    "watched": 180,
    "planned": 12,
    "favorites": 9,
    "ratings": 165,
    "mean_rating": 7.2,
    "rating_distribution": BINS,
}
MEMBER = {
    "id": 5,
    "username": "anna",
    "name": "Anna",
    "bio": "Mostly silent films.",
    "avatar": None,
    "member_since": "2026-03",
    "is_private": False,
    "followers": 14,
    "following": 3,
    "is_followed": None,
    "figures": FIGURES,
    "favorites": [FILM],
    "url": "https://films.example.org/members/anna/",
}
RATED = {"film": FILM, "rating": 9}
DIRECTOR = {"name": "Francis Ford Coppola", "films": 4, "url": "https://films.example.org/people/1776-coppola/"}
STATISTICS = {
    "year": 2026,
    "viewings": 31,
    "films": 29,
    "rewatches": 2,
    "minutes": 3540,
    "mean_rating": 7.2,
    "rating_distribution": BINS,
    "months": [{"month": "2026-03-01", "viewings": 31}],
    "years": [{"year": 2026, "viewings": 31}],
    "days_in_a_row": 4,
    "weeks_in_a_row": 9,
    "decades": [{"name": "1970s", "films": 11}],
    "genres": [{"name": "Drama", "films": 17}],
    "countries": [{"name": "Italy", "films": 8}],
    "directors": [DIRECTOR],
    "actors": [DIRECTOR],
    "best": [RATED],
    "diary_years": [2026, 2025],
}


@extend_schema_field(DISTRIBUTION)
class DistributionField(serializers.Field):
    def to_representation(self, value: list[int]) -> dict[str, int]:
        return {str(rating): count for rating, count in enumerate(value, start=1)}


@extend_schema_field({"type": "number", "nullable": True, "minimum": 1, "maximum": 10})
class MeanField(serializers.Field):
    """To one decimal, as on the page."""

    def to_representation(self, value: float) -> float:
        return round(float(value), 1)


class FiguresSerializer(serializers.Serializer):
    watched = serializers.IntegerField()
    planned = serializers.IntegerField()
    favorites = serializers.IntegerField()
    ratings = serializers.IntegerField()
    mean_rating = MeanField(source="mean")
    rating_distribution = DistributionField(source="bins")


@extend_schema_serializer(examples=[OpenApiExample("A member", MEMBER, response_only=True)])
class MemberSerializer(TrimmedFields, serializers.ModelSerializer):
    member_since = serializers.SerializerMethodField(help_text="The month.")
    followers = serializers.IntegerField(source="follower_count", read_only=True)
    following = serializers.IntegerField(source="following_count", read_only=True)
    is_followed = serializers.SerializerMethodField(help_text="By the caller; null for visitors.")
    figures = FiguresSerializer(read_only=True)
    favorites = FilmReferenceSerializer(many=True, read_only=True, help_text="The first of them.")
    url = serializers.SerializerMethodField(help_text="The member's page.")

    class Meta:
        model = User
        fields = list(MEMBER)
        read_only_fields = fields

    def get_member_since(self, member: User) -> str:
        return f"{member.date_joined:%Y-%m}"

    def get_is_followed(self, member: User) -> bool | None:
        return member.is_followed if self.context["request"].user.is_authenticated else None  # type: ignore[attr-defined]

    def get_url(self, member: User) -> str:
        return self.context["request"].build_absolute_uri(member.get_absolute_url())


@extend_schema_serializer(
    examples=[OpenApiExample("A rating", {**RATED, "rated_at": "2026-03-14T20:15:00Z"}, response_only=True)]
)
class MemberRatingSerializer(TrimmedFields, serializers.ModelSerializer):
    film = FilmReferenceSerializer(read_only=True)

    class Meta:
        model = UserFilm
        fields = ["film", "rating", "rated_at"]
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("A film", FILM, response_only=True)])
class ListedFilmSerializer(TrimmedFields, FilmReferenceSerializer):
    pass


class YearSerializer(serializers.Serializer):
    year = serializers.IntegerField(
        min_value=EARLIEST.year, max_value=9999, required=False, help_text="Without it: of all time."
    )


class MonthSerializer(serializers.Serializer):
    month = serializers.DateField(help_text="Its first day.")
    viewings = serializers.IntegerField()


class YearOfViewingsSerializer(serializers.Serializer):
    year = serializers.IntegerField()
    viewings = serializers.IntegerField()


class GroupSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="In the language of the request.")
    films = serializers.IntegerField(source="count")


class PersonOfFilmsSerializer(GroupSerializer):
    url = serializers.SerializerMethodField(help_text="The person's page.")

    def get_url(self, amount: Amount) -> str:
        return self.context["request"].build_absolute_uri(amount.url)


class RatedFilmSerializer(serializers.Serializer):
    film = FilmReferenceSerializer()
    rating = serializers.IntegerField()


@extend_schema_serializer(examples=[OpenApiExample("Of a year", STATISTICS, response_only=True)])
class StatisticsOfMemberSerializer(TrimmedFields, serializers.Serializer):
    year = serializers.IntegerField(allow_null=True, help_text="null: of all time.")
    viewings = serializers.IntegerField(source="totals.viewings")
    films = serializers.IntegerField(source="totals.films")
    rewatches = serializers.IntegerField(source="totals.rewatches")
    minutes = serializers.IntegerField(source="totals.minutes")
    mean_rating = MeanField(source="totals.mean")
    rating_distribution = DistributionField(source="totals.bins")
    months = MonthSerializer(many=True)
    years = YearOfViewingsSerializer(many=True)
    days_in_a_row = serializers.IntegerField(source="rhythm.days_in_a_row")
    weeks_in_a_row = serializers.IntegerField(source="rhythm.weeks_in_a_row")
    decades = GroupSerializer(many=True)
    genres = GroupSerializer(many=True)
    countries = GroupSerializer(many=True)
    directors = PersonOfFilmsSerializer(many=True)
    actors = PersonOfFilmsSerializer(many=True)
    best = RatedFilmSerializer(many=True)
    diary_years = serializers.ListField(child=serializers.IntegerField(), help_text="Those the diary has entries of.")


def statistics_of(stats: Any, year: int | None) -> dict[str, Any]:
    """What StatisticsOfMemberSerializer reads."""
    names = ("totals", "rhythm", "decades", "genres", "countries", "directors", "actors", "best", "diary_years")
    return {
        **{name: getattr(stats, name) for name in names},
        "year": year,
        "months": [{"month": month, "viewings": count} for month, count in stats.rhythm.months.items()],
        "years": [{"year": year, "viewings": count} for year, count in stats.rhythm.years.items()],
    }
