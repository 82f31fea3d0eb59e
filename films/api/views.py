from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.mixins import ListModelMixin

from config.api.views import ApiViewSet
from films.api.serializers import GenreSerializer
from films.models import Genre


@extend_schema_view(list=extend_schema(summary="The genres", description="Films are filtered by their slugs."))
class GenreViewSet(ListModelMixin, ApiViewSet):
    queryset = Genre.objects.order_by("name", "pk")
    serializer_class = GenreSerializer
