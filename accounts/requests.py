from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class PageRequest(HttpRequest):
    """A request as the middleware hands it to the views."""

    htmx: HtmxDetails


class MemberRequest(PageRequest):
    """The request of a view for members."""

    user: User
