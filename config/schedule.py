"""The scheduler of docker-compose.yml: runs the lines of a crontab.

A cron of its own would need root in the container. A line that still runs when its time comes again is left out, and
logged; so is one that fails.
"""

import logging
import re
import shlex
import signal
import subprocess
import sys
import time
from datetime import UTC
from pathlib import Path

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

logger = logging.getLogger("schedule")

HEARTBEAT = Path("/tmp/scheduler")  # noqa: S108  # of the container, whose health check looks at it
DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]

running: set[subprocess.Popen[bytes]] = set()


def read(crontab: Path) -> list[tuple[CronTrigger, list[str]]]:
    lines = [line.strip() for line in crontab.read_text().splitlines()]
    return [parse(line) for line in lines if line and not line.startswith("#")]


def parse(line: str) -> tuple[CronTrigger, list[str]]:
    """When, and which command. ValueError for what APScheduler would understand otherwise than cron does."""
    try:
        minute, hour, day, month, weekday, command = line.split(maxsplit=5)
    except ValueError:
        raise ValueError(f"no time and command: {line}") from None
    if day != "*" and weekday != "*":
        raise ValueError(f"a day of the month and one of the week: {line}")
    if "/" in weekday:
        raise ValueError(f"every so many days of the week: {line}")
    weekday = re.sub(r"\d", lambda match: DAYS[int(match[0])], weekday)
    trigger = CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=UTC)
    return trigger, shlex.split(command)


def run(command: list[str]) -> None:
    started = time.monotonic()
    try:
        process = subprocess.Popen(command)  # noqa: S603  # the operator's own crontab
    except OSError as error:
        logger.error("%s cannot be started: %s", shlex.join(command), error.strerror)
        return
    running.add(process)
    status = process.wait()
    running.discard(process)
    level = logging.ERROR if status else logging.INFO
    logger.log(level, "%s ended with status %d after %d s", shlex.join(command), status, time.monotonic() - started)


def schedule(crontab: Path) -> BlockingScheduler:
    lines = read(crontab)
    scheduler = BlockingScheduler(
        timezone=UTC,
        executors={"default": {"type": "threadpool", "max_workers": len(lines) + 1}},
        job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": 300},
    )
    for trigger, command in lines:
        scheduler.add_job(run, trigger, [command], name=shlex.join(command))
    scheduler.add_job(HEARTBEAT.touch, "interval", seconds=30)
    return scheduler


def stop(scheduler: BlockingScheduler) -> None:
    """End what runs, and wait for it."""
    for process in list(running):
        process.terminate()
    scheduler.shutdown()


def main(crontab: Path) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = schedule(crontab)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop(scheduler))
    HEARTBEAT.touch()
    scheduler.start()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
