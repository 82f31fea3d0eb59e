from typing import Any

from django.http import HttpRequest
from django_filters import ModelMultipleChoiceFilter
from django_filters.fields import ModelMultipleChoiceField

from films.models import Genre
from reviews.filters import MemberFilmFilter


class SlugsOrIds(ModelMultipleChoiceField):
    def clean(self, value: Any) -> Any:
        ids = [text for text in value or [] if text.isascii() and text.isdigit() and len(text) < 10]
        slugs = {str(pk): slug for pk, slug in Genre.objects.filter(pk__in=ids).values_list("pk", "slug")}
        return super().clean([slugs.get(text, text) for text in value or []])


class GenresFilter(ModelMultipleChoiceFilter):
    field_class = SlugsOrIds

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Genre.objects.all(), to_field_name="slug", **kwargs)


class ApiFilmFilter(MemberFilmFilter):
    """The page's filters; genres by slug or id."""

    genre = GenresFilter(method="filter_genre", label=MemberFilmFilter.base_filters["genre"].label)
    without = GenresFilter(method="filter_without", label=MemberFilmFilter.base_filters["without"].label)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, user=request.user, **kwargs)
