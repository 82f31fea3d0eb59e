"""Django's PostgreSQL backend for a database that may go away while the site runs."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from config.database.liveness import is_readable, outage


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        outage.check()
        try:
            connection = super().get_new_connection(conn_params)
            while self.pool and not works(connection):
                self.pool.putconn(connection)
                connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            outage.begin()
            raise
        return connection


def works(connection: psycopg.Connection[Any]) -> bool:
    """Of what the pool kept some may be dead since; a query asks only where there is a sign of it."""
    if connection.closed:
        return False
    if not is_readable(connection):
        return True
    try:
        connection.execute("")
    except psycopg.OperationalError:
        return False
    return True
