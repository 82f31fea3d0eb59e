"""The server with the demo catalogue in a database of its own, and schemathesis against it: scripts/check-api."""

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

from config import embedded_postgres

embedded_postgres.provide_database_url()

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from pages.demo.members import make_member  # noqa: E402

GROUPS = {"member": None, "editor": "Editors", "moderator": "Moderators"}
FULL = ["--max-examples", "100"]
# For every change: all operations once, and in the other roles what these alone may do or see.
SHORT = {
    "member": ["--max-examples", "8"],
    "editor": ["--max-examples", "8", "--include-path-regex", r"^/api/v1/films/({id}/)?$"],
    "moderator": ["--max-examples", "8", "--include-path-regex", r"^/api/v1/(reviews|comments|discussions)/({id}/)?$"],
}
NO_LIMITS = ["--limit-request-line", "0", "--limit-request-field_size", "0"]  # it is the site that is asked
WAIT = 60


def make_world() -> None:
    with override_settings(DEBUG=True):  # the demo is loaded nowhere else
        call_command("load_demo", verbosity=0)
    for name, group in GROUPS.items():
        member = make_member(name, name=name.title(), is_staff=group is not None)
        if group:
            member.groups.add(Group.objects.get(name=group))


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a new database with the world in it."""
    connection.settings_dict["TEST"]["NAME"] = name
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        make_world()
        parts = urlsplit(os.environ["DATABASE_URL"])
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def server(address: str, environment: dict[str, str]) -> Iterator[str]:
    options = ["--worker-class", "gthread", "--threads", "4", "--bind", address, "--log-level", "error", *NO_LIMITS]
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", *options, "--no-control-socket"]
    process = subprocess.Popen(command, env=environment)
    try:
        url = f"http://{address}/api/schema/"
        wait_for(url)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    until = time.monotonic() + WAIT
    while True:
        try:
            urllib.request.urlopen(url).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def check(url: str, role: str, environment: dict[str, str], options: list[str]) -> int:
    print(f"\n== as {role}", flush=True)
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", url, *options]
    return subprocess.run(command, env=environment | {"FILMTRACKER_ROLE": role}).returncode


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # ends the server and drops the database too
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1:8160")
    parser.add_argument("--roles", nargs="+", default=list(GROUPS), choices=list(GROUPS))
    parser.add_argument("--full", action="store_true", help="Every operation in every role, 100 examples of each.")
    asked, more = parser.parse_known_args()
    with database(f"filmtracker_{asked.address.rpartition(':')[2]}") as url:
        hooks = {"SCHEMATHESIS_HOOKS": "config.contract.hooks", "PYTHONPATH": "."}
        environment = os.environ | hooks | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.contract"}
        with server(asked.address, environment) as schema:
            options = {role: [*(FULL if asked.full else SHORT[role]), *more] for role in asked.roles}
            return max(check(schema, role, environment, options[role]) for role in asked.roles)


if __name__ == "__main__":
    sys.exit(main())
