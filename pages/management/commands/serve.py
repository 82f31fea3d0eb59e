import atexit
import os
import socket
import subprocess
import sys
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.staticfiles.management.commands.runserver import Command as RunserverCommand
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from films.models import Film
from pages.demo.members import LOGINS


class Command(RunserverCommand):
    addr: str  # set by Django's command before `run`
    port: str
    use_ipv6: bool
    help = "Serve the site in development: migrate, load the demo if there is no film, and run Django's own server."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("This command is for development. In production gunicorn serves config.wsgi.")
        super().handle(*args, **options)

    def run(self, **options: Any) -> None:
        if os.environ.get("RUN_MAIN") != "true":  # the reloader runs this command again in a child process
            self.check_port()
            self.check_database()
            self.prepare(**options)
            self.start_worker()
        super().run(**options)

    def start_worker(self) -> None:
        """Do in a second process what pages leave for later, until this one ends."""
        command = [sys.executable, "manage.py", "db_worker", "--no-reload", "--verbosity", "0"]
        worker = subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603  # nothing in it is from outside
        atexit.register(worker.terminate)

    def check_port(self) -> None:
        family = socket.AF_INET6 if self.use_ipv6 else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.addr.strip("[]"), int(self.port)))
            except (OSError, OverflowError) as error:  # the latter: a port above 65535
                reason = f"Cannot listen on {self.addr}:{self.port}: {getattr(error, 'strerror', error)}."
                raise CommandError(f"{reason} Another address: make run ADDRESS=127.0.0.1:8001") from error

    def check_database(self) -> None:
        try:
            parameters = connection.get_connection_params()
        except ImproperlyConfigured as error:
            raise CommandError("DATABASE_URL names no database: postgres://user:password@host:5432/name") from error
        for name in ("pool", "cursor_factory", "context", "prepare_threshold"):
            parameters.pop(name, None)
        try:
            psycopg.connect(**parameters).close()
        except psycopg.Error as error:
            reason = " ".join(str(error).split())
            raise CommandError(f"Cannot reach the database of DATABASE_URL: {reason}") from error

    def prepare(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if not Film.objects.exists():
            self.stdout.write("Loading the demo catalogue …")
            call_command("load_demo", verbosity=0)
        self.stdout.write(f"FilmTracker is at http://{self.addr}:{self.port}/ — stop it with Ctrl-C.")
        for username, password in LOGINS.items():
            self.stdout.write(f"  log in as {username:6} password {password}")
