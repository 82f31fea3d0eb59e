"""The site's addresses, and some that fail."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from pages.views import errors

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def fail(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("bad-request/", fail(SuspiciousOperation("what?"))),
    path("forbidden/", fail(PermissionDenied)),
    path("broken/", fail(ValueError("a secret"))),
    path("too-many/", errors.too_many_requests),
    *urlpatterns,
]
