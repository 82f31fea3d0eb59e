from django.http import HttpRequest, HttpResponse


def film_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def film_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def film_credits(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def similar_films(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def person_detail(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError
