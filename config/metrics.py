"""Figures for Prometheus at /metrics, for the addresses of METRICS_ALLOWED alone.

gunicorn has several processes; where PROMETHEUS_MULTIPROC_DIR names a folder they add up in it.
"""

import os
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django_tasks_db.models import DBTaskResult
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

GetResponse = Callable[[HttpRequest], HttpResponse]

PATH = "/metrics"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
REQUESTS = Counter("filmtracker_requests", "Requests by what answered them", ["method", "view", "status"])
SECONDS = Histogram(
    "filmtracker_request_seconds",
    "How long requests took",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def measure(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and is_allowed(request):
            return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
        started = perf_counter()
        response = get_response(request)
        view = name_of(request)
        SECONDS.labels(view).observe(perf_counter() - started)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, str(response.status_code)).inc()
        return response

    return middleware


def is_allowed(request: HttpRequest) -> bool:
    """What came through a proxy came from outside, whatever the proxy's own address is."""
    if request.headers.get("X-Forwarded-For"):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # of a Unix socket
        return False
    return any(address in network for network in settings.METRICS_ALLOWED)


def name_of(request: HttpRequest) -> str:
    """Of the view and never of the address: of those there are as many as anybody likes to ask for."""
    match = request.resolver_match
    return (match.view_name or match._func_path) if match else "none"


def exposition() -> bytes:
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(Work())
    return generate_latest(registry)


class Work(Collector):
    """What waits for `manage.py db_worker` and what became of the rest: nothing while the database is away."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("filmtracker_tasks", "Work outside of requests by its state", labels=["status"])
        try:
            counts = dict(DBTaskResult.objects.values_list("status").annotate(Count("pk")).order_by())
        except DatabaseError:
            return
        for status, count in counts.items():
            family.add_metric([status.lower()], count)
        yield family
