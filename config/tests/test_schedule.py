import logging
import re
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_MAX_INSTANCES
from apscheduler.triggers.interval import IntervalTrigger
from django.conf import settings
from django.core.management import get_commands

from config import schedule

ROOT = Path(settings.BASE_DIR)
CRONTAB = ROOT / "config" / "crontab"
WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def lines(text):
    found = re.findall(r"^ *((?:[\d*/,-]+ +){5})(.+)$", text, re.MULTILINE)
    return {(" ".join(when.split()), command) for when, command in found}


def next_time(line):
    trigger, _command = schedule.parse(line)
    return trigger.get_next_fire_time(None, WEDNESDAY)


def test_scheduler_does_what_the_readme_tells_for_a_plain_machine():
    cron = (ROOT / "README.md").read_text().partition("## Cron")[2].partition("\n## ")[0]
    plain = {(when, command.removeprefix("cd /srv/filmtracker && ")) for when, command in lines(cron)}

    here = {
        (when, command.replace("python manage.py", ".venv/bin/python manage.py"))
        for when, command in lines(CRONTAB.read_text())
    }
    assert here == plain
    assert len(here) == len(schedule.read(CRONTAB))


def test_every_command_of_the_crontab_exists():
    commands = [command for _trigger, command in schedule.read(CRONTAB)]

    named = {command[2] for command in commands if command[:2] == ["python", "manage.py"]}
    assert named
    assert named <= get_commands().keys()
    others = [command[0] for command in commands if command[:2] != ["python", "manage.py"]]
    assert all((ROOT / name).exists() for name in others)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("10 4 * * *  x", (11, 26, 4, 10)),
        ("50 * * * *  x", (11, 25, 12, 50)),
        ("*/25 12 * * *  x", (11, 25, 12, 0)),
        ("20 4 * * 0  x", (11, 29, 4, 20)),
        ("20 4 * * 7  x", (11, 29, 4, 20)),
        ("0 5 * * 1  x", (11, 30, 5, 0)),
        ("0 5 * * 4-6  x", (11, 26, 5, 0)),
        ("0 5 1 * *  x", (12, 1, 5, 0)),
    ],
)
def test_times_mean_what_they_mean_to_cron(line, expected):
    time = next_time(line)

    assert (time.month, time.day, time.hour, time.minute) == expected


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 5 1 * 1 x", "a day of the month and one of the week"),
        ("0 5 * * */2 x", "every so many days"),
        ("0 5 * *", "no time and command"),
        ("61 * * * * x", "61"),
    ],
)
def test_line_that_cron_would_understand_otherwise_is_refused(line, reason):
    with pytest.raises(ValueError, match=reason):
        schedule.parse(line)


@pytest.mark.parametrize(("code", "level"), [(0, logging.INFO), (3, logging.ERROR)])
def test_how_a_command_ended_is_logged(caplog, code, level):
    caplog.set_level(logging.INFO)

    schedule.run([sys.executable, "-c", f"raise SystemExit({code})"])

    (record,) = caplog.records
    assert record.levelno == level
    assert f"ended with status {code}" in record.getMessage()
    assert not schedule.running
    caplog.clear()  # an error was expected


def test_command_that_does_not_exist_is_logged(caplog):
    schedule.run(["/nonexistent/command"])

    assert "cannot be started" in caplog.text
    caplog.clear()  # an error was expected


@pytest.fixture
def crontab(tmp_path, monkeypatch):
    monkeypatch.setattr(schedule, "HEARTBEAT", tmp_path / "heartbeat")
    return tmp_path / "crontab"


def test_comments_and_empty_lines_are_no_commands(crontab):
    crontab.write_text("# nothing\n\n0 5 * * *  true --quiet 'two words'\n")

    assert [command for _trigger, command in schedule.read(crontab)] == [["true", "--quiet", "two words"]]


def test_command_that_still_runs_is_not_started_again(crontab, caplog):
    started = crontab.with_name("started")
    crontab.write_text(f"0 5 * * *  sh -c 'echo x >> {started}; exec sleep 60'\n")
    left_out = threading.Event()
    scheduler = schedule.schedule(crontab)
    scheduler.add_listener(lambda event: left_out.set(), EVENT_JOB_MAX_INSTANCES)
    thread = threading.Thread(target=scheduler.start)

    job = next(job for job in scheduler.get_jobs() if job.func is schedule.run)
    job.modify(trigger=IntervalTrigger(seconds=0.2))
    thread.start()
    try:
        assert left_out.wait(20)
        (process,) = schedule.running
    finally:
        schedule.stop(scheduler)
        thread.join(20)

    assert started.read_text() == "x\n"
    assert process.returncode == -signal.SIGTERM
    assert not thread.is_alive()
    caplog.clear()  # that it was ended is an error
