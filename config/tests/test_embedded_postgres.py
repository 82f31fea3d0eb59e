import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

PROVIDE = """
import os
from config import embedded_postgres
embedded_postgres.provide_database_url()
print(os.environ.get("DATABASE_URL"))
"""
FOLD = """
import psycopg
with psycopg.connect(os.environ["DATABASE_URL"]) as database:
    print(database.execute("SELECT lower('ЁЖ'), 'Ö' ILIKE 'ö'").fetchone())
"""
DIE = """
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def house(tmp_path):
    """An empty copy of the project: its `var` is not there yet."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "__init__.py").touch()
    shutil.copy(Path(settings.BASE_DIR) / "config" / "embedded_postgres.py", tmp_path / "config")
    return tmp_path


def run(house, code=PROVIDE, **variables):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=house,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_says_in_one_line(done, *words):
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("FilmTracker: ")
    assert all(word in line for word in words), line


def test_no_server_is_started_where_a_database_is_named(house):
    done = run(house, DATABASE_URL="postgres://elsewhere/films")

    assert (done.returncode, done.stdout, done.stderr) == (0, "postgres://elsewhere/films\n", "")
    assert not (house / "var").exists()


def test_no_server_is_started_where_the_env_file_names_a_database(house):
    (house / ".env").write_text("DATABASE_URL=postgres://elsewhere/films\n")

    done = run(house)

    assert (done.returncode, done.stdout) == (0, "postgres://elsewhere/films\n")
    assert not (house / "var").exists()


@pytest.mark.parametrize("module", ["config.settings.prod", "", "elsewhere"])
def test_no_server_is_started_for_other_settings(house, module):
    done = run(house, DJANGO_SETTINGS_MODULE=module)

    assert (done.returncode, done.stdout) == (0, "None\n")
    assert not (house / "var").exists()


def test_folder_that_cannot_be_made_is_told_in_one_line(house):
    (house / "var").write_text("a file where a folder should be")

    assert_says_in_one_line(run(house), str(house / "var"), "Not a directory", "DATABASE_URL")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_that_is_read_only_is_told_in_one_line(house):
    house.chmod(0o555)

    assert_says_in_one_line(run(house), str(house / "var"), "Permission denied", "DATABASE_URL")


def test_library_that_is_missing_is_told_in_one_line(house):
    (house / "embedded_postgres.py").write_text("raise ImportError")

    assert_says_in_one_line(run(house), "embedded-postgres is not installed", "make install")


def test_server_that_does_not_start_is_told_in_one_line(house):
    cluster = house / "var" / "postgres"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("9\n")

    assert_says_in_one_line(run(house), "did not start", str(cluster), "DATABASE_URL")


def test_server_is_made_under_var_and_stops_with_the_last_process(house):
    cluster = house / "var" / "postgres"

    first = run(house, PROVIDE + FOLD)
    assert first.stderr == ""
    url, folded = first.stdout.splitlines()
    assert str(cluster) in url or "host=" in url
    assert folded == "('ёж', True)"
    assert not (cluster / "postmaster.pid").exists()

    # A process that was killed leaves its server and its number behind; the next one is not misled by it.
    assert run(house, PROVIDE + DIE).returncode < 0
    assert (cluster / "postmaster.pid").exists()
    assert len(json.loads((cluster / ".handle_pids.json").read_text())) == 1

    assert run(house).returncode == 0
    assert not (cluster / "postmaster.pid").exists()
    assert json.loads((cluster / ".handle_pids.json").read_text()) == []


@pytest.mark.parametrize("command", ["version", "--help"])
def test_command_that_needs_no_database_starts_none(house, command):
    shutil.copy(Path(settings.BASE_DIR) / "manage.py", house)

    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", command],
        cwd=house,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
    assert not (house / "var").exists()


def test_env_file_names_the_settings_of_commands(house):
    shutil.copy(Path(settings.BASE_DIR) / "manage.py", house)
    (house / ".env").write_text("DJANGO_SETTINGS_MODULE=config.elsewhere\n")

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=house,
        env={
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "config.elsewhere" in done.stderr
    assert not (house / "var").exists()


@pytest.mark.django_db
def test_database_of_the_tests_folds_the_case_of_every_script():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÄЁЖΣ'), films_search_text('Ёж — ÇA')")
        assert cursor.fetchone() == ("äёжσ", "еж ca")
