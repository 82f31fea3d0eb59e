import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")


class Request(WSGIRequest):
    """All pages are in UTF-8, and so are the forms they send, whatever charset the Content-Type names.

    Django would take any codec of Python that it names, and fail on those that are none of text before any middleware.
    """

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, value: str) -> None:
        pass


class Handler(WSGIHandler):
    request_class = Request


django.setup(set_prefix=False)
application = Handler()
