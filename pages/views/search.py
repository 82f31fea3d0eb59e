from django.http import HttpRequest, HttpResponse


def film_search(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def suggestions(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError
