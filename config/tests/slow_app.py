"""An application for tests of gunicorn's configuration: /slow answers when a file is there, all else at once."""

import os
import time
from pathlib import Path

from config import wsgi  # noqa: F401  # sets Django up, as the site does

FOLDER = Path(os.environ["SLOW_APP_FOLDER"])


def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        (FOLDER / "begun").touch()
        while not (FOLDER / "go").exists():
            time.sleep(0.02)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
