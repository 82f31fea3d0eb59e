"""The site as it runs in production: gunicorn with production's settings, beside the tests' process."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

HOST = "films.example.org"
SECRET_KEY = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"
READY_WITHIN = 30  # seconds; on a busy machine the start alone takes some


def way_to_the_database():
    """What connects to the database of the tests, by a socket of its own."""
    connection.ensure_connection()
    host, port = connection.connection.info.host, connection.connection.info.port

    def connect():
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        end = socket.socket(socket.AF_UNIX)
        end.connect(f"{host}/.s.PGSQL.{port}")
        return end

    return connect


def database_url(port):
    connection.ensure_connection()
    info = connection.connection.info
    user, password, name = (quote(part, safe="") for part in (info.user, info.password, info.dbname))
    return f"postgres://{user}:{password}@127.0.0.1:{port}/{name}"


class Site:
    def __init__(self, tmp_path, port_of_the_database, **variables):
        self.log = tmp_path / "log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.tests.production.site_settings",
            "DATABASE_URL": database_url(port_of_the_database),
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": HOST,
            "TRUSTED_PROXY_COUNT": "1",
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "MEDIA_ROOT": str(tmp_path / "media"),
            **variables,
        }

    def __enter__(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        with self.log.open("w") as log, listener:
            os.set_inheritable(listener.fileno(), True)
            self.process = subprocess.Popen(  # noqa: S603
                [
                    *(sys.executable, "-m", "gunicorn", "config.wsgi", "--threads", "4", "--no-control-socket"),
                    *("--bind", f"fd://{listener.fileno()}", "--config", os.devnull),
                ],
                cwd=settings.BASE_DIR,
                env=self.environment,
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        if not self.answer_within(READY_WITHIN, 200, "/readyz"):
            self.__exit__()
            raise AssertionError(self.log.read_text())
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait(30)

    def ask(self, path, *, method="GET", body=None, headers=(), timeout=30):
        """The answer through a proxy that speaks HTTPS, with the seconds that it took."""
        proxy = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        started = time.monotonic()
        channel = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        with contextlib.closing(channel):
            channel.request(method, path, body, {**proxy, **dict(headers)})
            answer = channel.getresponse()
            answer.content = answer.read()
        answer.seconds = time.monotonic() - started
        return answer

    def post(self, path, form, to=None, **headers):
        """Send a form with the token that its page gave, to where it is or to another address."""
        page = self.ask(path)
        cookies = {cookie.partition(";")[0] for cookie in page.headers.get_all("Set-Cookie", [])}
        token = page.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        form = {"csrfmiddlewaretoken": token, **form}
        common = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(cookies),
            "Origin": f"https://{HOST}",
        }
        return self.ask(to or path, method="POST", body=urlencode(form), headers={**common, **headers})

    def answer_within(self, seconds, status, path):
        """Whether the path answers with the status before so many seconds are over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask(path).status == status:
                    return True
            time.sleep(0.1)
        return False

    def logged(self):
        """The lines of the site's own log, as what their JSON says."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]
