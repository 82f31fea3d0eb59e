import pytest

from accounts.tests.factories import make_staff
from films import checks
from films.tests.tmdb_answers import FakeTmdb
from films.tests.tmdb_server import TOKEN, serve
from films.tmdb import client

RATE = 1000  # so that no test waits for its turn


@pytest.fixture
def tmdb(settings, monkeypatch, tmp_path):
    """A TMDB on loopback that the settings point at; where it fails, hardly a pause is made before the next try."""
    fake = FakeTmdb()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(checks, "TMDB_MAX_RATE", RATE)
    monkeypatch.setattr(client, "FIRST_BACKOFF", 0.01)
    settings.MEDIA_ROOT = tmp_path / "media"
    with serve(fake) as fake.server:
        settings.TMDB_API_TOKEN = TOKEN
        settings.TMDB_API_URL = f"{fake.server.url}/3"
        settings.TMDB_IMAGE_URL = f"{fake.server.url}/t/p"
        settings.TMDB_EXPORT_URL = f"{fake.server.url}/exports"
        settings.TMDB_RATE = RATE
        yield fake


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def staff_client(client):
    client.force_login(make_staff())
    return client
