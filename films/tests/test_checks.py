import os
import subprocess
import sys

import pytest

from films.checks import check_tmdb_settings


def test_settings_of_tmdb_are_fine_by_default():
    assert check_tmdb_settings(None) == []


@pytest.mark.parametrize("name", ["TMDB_API_URL", "TMDB_IMAGE_URL", "TMDB_EXPORT_URL"])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "api.themoviedb.org/3",
        "ftp://host/3",
        "https:///3",
        "https://[::1/3",
        "http://host:port",
        "http://:80/3",
        "https://user:pass@host/3",
        "https://host; script-src *",
        "https://host/3?api_key=x",
    ],
)
def test_address_that_is_none_is_reported(settings, name, value):
    setattr(settings, name, value)

    (message,) = check_tmdb_settings(None)
    assert message.id == "films.E001"
    assert name in message.msg
    assert message.hint


@pytest.mark.parametrize("value", [[], ["english"], ["en_US"], ["en-US", ""], ["en-us"], ["en-US "]])
def test_languages_that_are_none_are_reported(settings, value):
    settings.TMDB_LANGUAGES = value

    (message,) = check_tmdb_settings(None)
    assert message.id == "films.E002"
    assert message.hint


@pytest.mark.parametrize("value", [0, -1, 51])
def test_rate_out_of_range_is_reported(settings, value):
    settings.TMDB_RATE = value

    (message,) = check_tmdb_settings(None)
    assert message.id == "films.E003"
    assert message.hint


@pytest.mark.parametrize(
    ("address", "sources"),
    [
        ("https://image.tmdb.org/t/p", ["'self'", "data:", "https://image.tmdb.org"]),
        ("http://127.0.0.1:8000/t/p", ["'self'", "data:", "http://127.0.0.1:8000"]),
        ("https://user:pass@host/t", ["'self'", "data:"]),
        ("https://host; script-src *", ["'self'", "data:"]),
        ("nonsense", ["'self'", "data:"]),
    ],
)
def test_images_of_pages_may_come_from_the_image_host_alone(settings, address, sources):
    code = "from config.settings.base import CONTENT_SECURITY_POLICY as csp; print(*csp['DIRECTIVES']['img-src'])"
    environment = {**os.environ, "DATABASE_URL": "postgres://none", "TMDB_IMAGE_URL": address}

    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == sources
