from typing import Any

from rest_framework.request import Request

from config.api.views import member_of
from reviews.filters import WatchlistFilter


class MyWatchlistFilter(WatchlistFilter):
    """The page's filters and sorts, over what the member who asks wants to watch."""

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, request=request, user=request.user, member=member_of(request), **kwargs)
