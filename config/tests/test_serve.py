import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from pages.demo.members import LOGINS


def start(*arguments, **variables):
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-u", "manage.py", "serve", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def assert_ends_with_one_line(server, *words):
    said, _error = server.communicate(timeout=60)
    assert server.returncode == 1, said
    (line,) = said.splitlines()
    assert all(word in line for word in words), line
    assert "Traceback" not in said
    return line


def test_port_in_use_is_told_in_one_line():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert_ends_with_one_line(start(f"127.0.0.1:{port}"), f"127.0.0.1:{port}", "ADDRESS=")


def test_address_of_another_machine_is_told_in_one_line():
    assert_ends_with_one_line(start("192.0.2.1:8000"), "192.0.2.1:8000")


@pytest.mark.parametrize("address", ["127.0.0.1:99999999", "nonsense:port", "127.0.0.1:70000"])
def test_address_that_is_none_is_told_in_one_line(address):
    assert_ends_with_one_line(start(address), address.rpartition(":")[2])


@pytest.mark.parametrize(
    "url",
    [
        "postgres://somebody:a-password@127.0.0.1:1/films",
        "postgres://somebody:a-password@nowhere.invalid/films",
        "postgres://somebody:a-password@127.0.0.1:port/films",
        "postgres://somebody:a-password/1@127.0.0.1/films",
        "mysql://somebody:a-password@127.0.0.1/films",
        "a-password",
        "postgres://somebody:a-password@127.0.0.1",
        "postgres://none",
    ],
)
def test_broken_database_url_is_told_in_one_line(url):
    line = assert_ends_with_one_line(start(f"127.0.0.1:{free_port()}", DATABASE_URL=url), "DATABASE_URL")

    assert "a-password" not in line


def test_database_that_is_not_there_is_told_in_one_line():
    url = re.sub(r"/[^/?]*(\?|$)", r"/no_such_database\1", os.environ["DATABASE_URL"], count=1)
    assert "no_such_database" in url

    assert_ends_with_one_line(start(f"127.0.0.1:{free_port()}", DATABASE_URL=url), "no_such_database")


def test_serve_is_refused_without_debug():
    with pytest.raises(CommandError, match="development"):
        call_command("serve")


@pytest.fixture
def empty_database():
    """The address of a database of its own on the server of the tests."""
    name = f"serve_{uuid.uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def read(url):
    """The answer of the server, which may not be up yet."""
    for _attempt in range(300):
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError),
            urllib.request.urlopen(url, timeout=30) as response,  # noqa: S310
        ):
            return response.read().decode()
        time.sleep(0.2)
    raise TimeoutError(url)


def test_serve_fills_an_empty_database_serves_it_and_stops(empty_database):
    address = f"127.0.0.1:{free_port()}"
    server = start(address, DATABASE_URL=empty_database)
    try:
        first = read(f"http://{address}/films/")
        russian = read(f"http://{address}/ru/")
        style = read(f"http://{address}/static/css/tokens.css")
    finally:
        server.send_signal(signal.SIGINT)
        said, _error = server.communicate(timeout=30)

    assert re.search(r"\d{3} films", first)
    assert 'lang="ru"' in russian
    assert "--amber" in style
    assert f"http://{address}/" in said
    assert all(password in said for password in LOGINS.values())
    assert "Traceback" not in said
    assert server.returncode in (0, -signal.SIGINT)
    with psycopg.connect(empty_database) as database:
        assert database.execute("SELECT count(*) FROM accounts_user").fetchone() == (41,)
