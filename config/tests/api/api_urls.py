"""The site's addresses, and one of the API whose view fails."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path
from rest_framework.response import Response

from accounts.models import Follow, User
from config.api.views import ApiView
from config.urls import handler400, handler403, handler404, handler500, urlpatterns
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


urlpatterns = [
    path("api/v1/failing/<str:name>/", Failing.as_view()),
    path("api/v1/following/", Following.as_view()),
    *urlpatterns,
]
