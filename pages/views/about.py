from django.http import HttpRequest, HttpResponse


def service_worker(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def about(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def ranking(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError


def offline(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise NotImplementedError
