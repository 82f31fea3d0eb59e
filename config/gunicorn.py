"""gunicorn behind nginx: threads, since a page waits for PostgreSQL for a third of its time."""

import os

bind = "0.0.0.0:8000"  # in a container, which publishes no port
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or min(2 * len(os.sched_getaffinity(0)), 8))
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
