#!/usr/bin/env python
import os
import sys
from pathlib import Path

import environ

# These need no database, so they start none.
WITHOUT_DATABASE = {"compilemessages", "help", "makemessages", "startapp", "version", "--help", "--version", "-h"}


def main() -> None:
    environ.Env.read_env(Path(__file__).resolve().parent / ".env")  # it may name the settings
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line

    from config import embedded_postgres

    if sys.argv[1:2] and sys.argv[1] not in WITHOUT_DATABASE:
        embedded_postgres.provide_database_url()
        check_settings()
    execute_from_command_line(sys.argv)


def check_settings() -> None:
    """End with one line where the settings cannot be read."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        hasattr(settings, "DATABASES")  # reads them
    except ImproperlyConfigured as error:
        raise SystemExit(f"FilmTracker: {error}.") from None


if __name__ == "__main__":
    main()
