import json
import subprocess
import sys

import pytest
from django.conf import settings

from config.tests.production.site import Site

SAY = """
import json, django
django.setup()
from django.conf import settings
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT name, setting FROM pg_settings")
    server = dict(cursor.fetchall())
    info = connection.connection.info
print(json.dumps({"server": server, "client": info.get_parameters(), "pool": connection.pool.max_size}))
connection.close_pool()
"""


@pytest.fixture
def say(wire, tmp_path):
    def say(**variables):
        """What a process with production's settings has of the database."""
        environment = Site(tmp_path, wire.port, **variables).environment
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", SAY],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
            timeout=60,
        )
        return json.loads(done.stdout)

    return say


def test_nothing_waits_for_the_database_for_ever(say):
    said = say()

    limits = {name: said["server"][name] for name in ("statement_timeout", "idle_in_transaction_session_timeout")}
    assert limits == {"statement_timeout": "15000", "idle_in_transaction_session_timeout": "30000"}
    assert said["client"]["connect_timeout"] == "2"
    assert said["client"]["tcp_user_timeout"] == "3000"
    assert said["pool"] == 8


def test_limits_are_set_by_variables_and_each_thread_has_a_connection(say):
    said = say(WEB_THREADS="12", DATABASE_STATEMENT_TIMEOUT="0", DATABASE_LOCK_TIMEOUT="5000")

    assert (said["server"]["statement_timeout"], said["server"]["lock_timeout"]) == ("0", "5000")
    assert said["pool"] == 12
