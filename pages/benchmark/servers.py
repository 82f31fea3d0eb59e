"""The processes that the benchmark measures: gunicorn with two workers, and the PostgreSQL behind it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.core.management.base import CommandError
from django.db import connection

HOST = "127.0.0.1"
WORKERS = 2
SECONDS_TO_START = 30


@contextmanager
def gunicorn() -> Iterator[tuple[int, psutil.Process]]:
    """The port that it serves on, and its master process; stopped at the end, however that comes."""
    port = free_port()
    options = ["--workers", str(WORKERS), "--worker-class", "gthread", "--threads", "4", "--keep-alive", "75"]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options, "--bind", f"{HOST}:{port}"]
    process = subprocess.Popen([*command, "--log-level", "warning", "--no-control-socket"])  # noqa: S603  # our own words
    try:
        wait_for(process, port)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_TO_START)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise CommandError("gunicorn did not start.")


def postmaster() -> psutil.Process:
    """The PostgreSQL of `connection`, which must run on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    if not psutil.pid_exists(backend) or "postgres" not in psutil.Process(backend).name():
        raise CommandError("The PostgreSQL runs elsewhere, so its CPU time cannot be read: unset DATABASE_URL.")
    return psutil.Process(psutil.Process(backend).ppid())


def cpu_seconds(master: psutil.Process) -> float:
    """CPU time of this process and all below it, those that have ended included."""
    processes = [master, *master.children(recursive=True)]
    return sum(own_seconds(process.pid) + ended_children_seconds(process) for process in processes)


def own_seconds(pid: int) -> float:
    """Of the threads of a process, to the nanosecond, where /proc/<pid>/stat counts hundredths of a second."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def ended_children_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.children_user + times.children_system)


def largest_worker(master: psutil.Process) -> int:
    """Resident memory in bytes of the larger worker."""
    return max(worker.memory_info().rss for worker in master.children())
