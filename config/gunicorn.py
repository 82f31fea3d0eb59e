"""gunicorn behind nginx: threads, since a page waits for PostgreSQL for a third of its time."""

import os
import tempfile
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# The workers' figures for Prometheus add up here (config/metrics.py).
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="prometheus-")
LEAVING = 3  # seconds, in which nginx learns that this container is no more

bind = "0.0.0.0:8000"  # in a container, which publishes no port
worker_class = "config.gunicorn.Worker"
workers = int(os.environ.get("WEB_WORKERS") or min(len(os.sched_getaffinity(0)) + 1, 8))
# The site is loaded once, before the workers, who then begin at once. A HUP replaces them and takes up no other code:
# for that there is another container.
preload_app = True
threads = int(os.environ.get("WEB_THREADS") or 4)
# What leaks in a library is given back; the jitter keeps workers from ending together.
max_requests = 20_000
max_requests_jitter = 4_000
timeout = 30  # above statement_timeout, so that a slow query ends and not the worker
graceful_timeout = 30
# nginx opens a connection for each request, so a worker that ends has none that might be used once more.
keepalive = 0
backlog = 512
worker_tmp_dir = "/dev/shm"  # noqa: S108  # the workers' heartbeat must not wait for a disk
control_socket_disable = True
accesslog = None  # nginx writes it
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.SafeJsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}


class Worker(ThreadWorker):
    """Ends without dropping a connection that waits to be accepted.

    gunicorn leaves those until the last request is done, and resets them. nginx asks another container then, but not
    for a POST, which might have arrived.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        if self.alive or enabled or not self._accepting:
            super().set_accept_enabled(enabled)
            return
        for listener in self.sockets:
            accepted = -1
            while self.nr_conns != accepted:  # `accept` does nothing when there is none
                accepted = self.nr_conns
                self.accept(listener)
        super().set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()


def when_ready(server: Any) -> None:
    """What every worker would do while its first visitors wait. It opens no connection, which all would share."""
    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import reverse
    from django.utils import translation

    templates = settings.BASE_DIR / "templates"
    for path in templates.rglob("*.html"):
        get_template(str(path.relative_to(templates)))
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse("home")
            translation.gettext("Films")


def child_exit(server: Any, worker: ThreadWorker) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """As long as the container has its address, nginx is refused at once; after that it waits for an answer."""
    time.sleep(LEAVING)
