from django.db import connection
from psycopg import pq
from psycopg.conninfo import make_conninfo

from .streams import Program

# What the site limits for its pages must not end a backup.
NOT_FOR_TOOLS = {"options", "password", "client_encoding"}
NOT_EMPTY = """
SELECT EXISTS (
  SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
)
"""


def tool(name: str, *words: str) -> Program:
    """A program of PostgreSQL's on the site's database, reached as the site reaches it."""
    parameters = connection.get_connection_params()
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()} - NOT_FOR_TOOLS
    address = make_conninfo(**{word: value for word, value in parameters.items() if word in known})
    password = parameters.get("password")
    return Program([name, *words, f"--dbname={address}"], {"PGPASSWORD": password} if password else {})


def is_empty() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(NOT_EMPTY)
        (has_tables,) = cursor.fetchone()
    connection.close()
    return not has_tables
