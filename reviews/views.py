from django.http import HttpRequest, HttpResponse


def my_films(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def my_film(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def rate(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def clear_rating(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def set_status(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def set_favorite(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError
