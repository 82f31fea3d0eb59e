from django.http import HttpRequest, HttpResponse


def edit_settings(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def follow(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def unfollow(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError
