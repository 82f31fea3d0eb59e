"""A pytest plugin that starts the embedded PostgreSQL before Django reads its settings, when no DATABASE_URL is set."""

import os
from collections.abc import Generator

import pytest

from config import embedded_postgres


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    embedded_postgres.provide_database_url()
    yield
