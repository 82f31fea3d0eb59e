"""A small site with a database and media of its own, and its backups."""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import uuid
from pathlib import Path

import psycopg
from django.conf import settings

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ROWS = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM public.\"{}\" t"
DEFINITIONS = """
SELECT 'sequence', sequencename, concat(last_value) FROM pg_sequences
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname,
  concat(pg_get_triggerdef(oid), tgenabled, obj_description(oid))
  FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS (
    SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
UNION ALL SELECT 'extension', extname, extversion FROM pg_extension
UNION ALL SELECT 'column', attrelid::regclass || '.' || attname, concat(format_type(atttypid, atttypmod), attnotnull,
  attgenerated, attidentity, pg_get_expr(adbin, adrelid))
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""


@contextlib.contextmanager
def new_database(template="template0"):
    """Its address, on the server of the tests."""
    name = f"backup_{uuid.uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield re.sub(r"/[^/?]*(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"], count=1)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def owned_by_role_of_its_own(url):
    """The same database for a role that owns it and may do no more."""
    with psycopg.connect(url, autocommit=True) as database:
        name = database.info.dbname
        database.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD 'secret'")
        database.execute(f'ALTER DATABASE "{name}" OWNER TO "{name}"')
        try:
            yield re.sub("//[^@/]*@", f"//{name}:secret@", url, count=1)
        finally:
            database.execute(f'REASSIGN OWNED BY "{name}" TO CURRENT_USER')
            database.execute(f'DROP ROLE "{name}"')


def contents(url):
    """A checksum of the rows of each table, and what the schema consists of."""
    with psycopg.connect(url) as database:
        tables = [name for (name,) in database.execute(TABLES)]
        rows = {table: database.execute(ROWS.format(table)).fetchone() for table in tables}
        return rows, {(kind, name, without_casts(text)) for kind, name, text in database.execute(DEFINITIONS)}


def without_casts(text):
    """PostgreSQL writes the casts and brackets of a condition otherwise once it has been dumped."""
    return re.sub(r"::(character varying|text)(\[\])?|[()\[\]]", "", text)


def media_sums(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


class Site:
    """Runs the scripts as cron does."""

    def __init__(self, folder, database, tools, *, key="", keep="14"):
        self.backups = folder / "backups"
        self.media = folder / "media"
        self.media.mkdir(parents=True, exist_ok=True)
        self.database = database
        self.key = key
        self.variables = {
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": database,
            "MEDIA_ROOT": str(self.media),
            "BACKUP_DIR": str(self.backups),
            "BACKUP_KEY": key,
            "BACKUP_KEEP": keep,
        }

    def backup(self, **variables):
        return self.run("scripts/backup", **variables)

    def restore(self, *arguments, **variables):
        return self.run("scripts/restore", *arguments, **variables)

    def run(self, *words, **variables):
        return subprocess.run(  # noqa: S603
            words,
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.variables, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def made(self):
        """The folder of the backup that is made now."""
        before = self.names()
        done = self.backup()
        assert done.returncode == 0, done.stderr
        (name,) = self.names() - before
        return self.backups / name

    def bring(self, origin):
        """The backup of another site, copied to this one."""
        (name,) = origin.names()
        return Path(shutil.copytree(origin.backups / name, self.backups / name))

    def names(self):
        """All that lies in BACKUP_DIR, but for the lock."""
        return {path.name for path in self.backups.iterdir()} - {".lock"} if self.backups.exists() else set()


def fill_media(folder):
    for name, content in {
        "posters/1/small.jpg": os.urandom(200_000),
        "avatars/ёж и \n другие.png": os.urandom(1000),
        "avatars/empty.png": b"",
    }.items():
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
