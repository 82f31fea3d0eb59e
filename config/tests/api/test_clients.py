"""Clients that are generated from the schema and used against the site. The generators come from package registries."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.api import tokens
from accounts.tests.factories import make_verified
from films.tests.factories import make_film

USES = Path(__file__).parent / "clients"
UV = Path(sys.executable).with_name("uv")
PYTHON_GENERATOR = "openapi-python-client==0.29.1"
TYPES_GENERATOR = "openapi-typescript@7.13.0"
COMPILER = "typescript@5.9.3"
SECONDS = 300

pytestmark = pytest.mark.skipif(not os.environ.get("CHECK_CLIENTS"), reason="CHECK_CLIENTS is not set: see .ci/run")


def run(*command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS)  # noqa: S603
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture
def folder(tmp_path):
    """With the schema in it."""
    call_command("spectacular", "--format", "openapi-json", "--file", tmp_path / "schema.json")
    return tmp_path


@pytest.fixture
def token(live_server, django_db_serialized_rollback):
    make_film(title="Metropolis")
    return tokens.begin(user=make_verified(), ip="127.0.0.1", user_agent="test", now=timezone.now()).access


def test_python_client_reads_and_writes(folder, live_server, token):
    generator = (UV, "tool", "run", "--quiet", "--from", PYTHON_GENERATOR)
    options = ("--path", "schema.json", "--output-path", "filmtracker_client", "--meta", "none", "--fail-on-warning")
    shutil.copy(USES / "use.py", folder)

    run(*generator, "openapi-python-client", "generate", *options, folder=folder)

    said = run(*generator, "python", "use.py", live_server.url, token, folder=folder)
    assert said == "Metropolis 9 watched invalid\n"


def test_typescript_types_fit_what_reads_and_writes(folder, live_server, token):
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("npx was not found")
    options = ("--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--lib", "es2022,dom")
    shutil.copy(USES / "use.ts", folder)

    run(npx, "--yes", TYPES_GENERATOR, "schema.json", "--output", "filmtracker.d.ts", folder=folder)
    run(npx, "--yes", "--package", COMPILER, "tsc", *options, "use.ts", folder=folder)

    assert run("node", "use.js", live_server.url, token, folder=folder) == "Metropolis 9 watched invalid\n"
