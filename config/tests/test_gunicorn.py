"""What `docker stop` and a reload do to requests: gunicorn with the site's own configuration."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.conf import settings


@pytest.fixture
def server(tmp_path):
    listener = socket.create_server(("127.0.0.1", 0))
    with listener, (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603
            [
                *(sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "config.tests.slow_app"),
                *("--workers", "1", "--bind", f"fd://{listener.fileno()}"),
            ],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "SLOW_APP_FOLDER": str(tmp_path)},
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        port = listener.getsockname()[1]
    yield process, port, tmp_path
    process.kill()
    process.wait()


def get(port, path, seconds=30):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
    return found


def is_refused(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


def test_server_that_ends_refuses_at_once_and_answers_what_it_has_begun(server):
    process, port, folder = server
    assert get(port, "/")[0] == 200

    with ThreadPoolExecutor() as pool:
        begun = pool.submit(get, port, "/slow")
        wait_for((folder / "begun").exists)
        process.send_signal(signal.SIGTERM)
        wait_for(lambda: is_refused(port), seconds=10)
        assert not begun.done()
        (folder / "go").touch()

        assert begun.result()[0] == 200
    assert process.wait(20) == 0


def test_reload_brings_other_workers_and_fails_no_request(server):
    process, port, folder = server
    first = get(port, "/")[1]

    with ThreadPoolExecutor() as pool:
        begun = pool.submit(get, port, "/slow")
        wait_for((folder / "begun").exists)
        process.send_signal(signal.SIGHUP)
        answers = []
        wait_for(lambda: answers.append(get(port, "/")) or answers[-1][1] != first)
        (folder / "go").touch()

        assert begun.result() == (200, first)
    assert {status for status, _body in answers} == {200}
