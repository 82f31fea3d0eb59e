"""The site's addresses, and one of the API whose view fails."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import include, path
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.models import Follow, User
from config.api.fields import TrimmedFields
from config.api.pagination import NumberOrCursorPages
from config.api.permissions import EditorsWrite
from config.api.views import ApiView, ApiViewSet, CreateMixin, DestroyMixin, UpdateMixin
from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from films.models import Keyword
from reviews.exceptions import AlreadyInDiary

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

ERRORS = {
    "value": ValueError("a secret"),
    "suspicious": SuspiciousOperation("what?"),
    "denied": PermissionDenied(),
    "diary": AlreadyInDiary(),
}


class Failing(ApiView):
    def get(self, request, name):
        raise ERRORS[name]


class Following(ApiView):
    """Follows a member, and fails when told so."""

    write_limit = ("test-follow", 5, 60)

    def post(self, request):
        follow = Follow.objects.create(follower=request.user, followed=User.objects.get(pk=request.data["user"]))
        if request.data.get("fail"):
            raise AlreadyInDiary
        return Response({"id": follow.pk}, status=201)


class KeywordSerializer(TrimmedFields, serializers.ModelSerializer):
    class Meta:
        model = Keyword
        fields = ["id", "name", "slug"]


class KeywordWriteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Keyword
        fields = ["name"]


class Keywords(ListModelMixin, RetrieveModelMixin, CreateMixin, UpdateMixin, DestroyMixin, ApiViewSet):
    queryset = Keyword.objects.order_by("name", "pk")
    serializer_class = KeywordSerializer
    write_serializer_class = KeywordWriteSerializer
    permission_classes = [EditorsWrite]
    pagination_class = NumberOrCursorPages

    def make(self, *, name):
        return Keyword.objects.create(name=name, slug=name)

    def change(self, keyword, *, name):
        keyword.name = name
        keyword.save(update_fields=["name"])
        return keyword

    def remove(self, keyword):
        keyword.delete()


router = SimpleRouter(use_regex_path=False)
router.register("keywords", Keywords)

urlpatterns = [
    path("api/v1/", include(router.urls)),
    path("api/v1/failing/<str:name>/", Failing.as_view()),
    path("api/v1/following/", Following.as_view()),
    *urlpatterns,
]
