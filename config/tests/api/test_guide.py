"""The calls of docs/api.md, run one after another as they are written there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User
from films.tests.factories import make_film
from reviews.models import Review, UserFilm, Viewing

GUIDE = Path(settings.BASE_DIR) / "docs" / "api.md"
SECONDS = 120


def script():
    return "\n".join(re.findall(r"^```bash\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL))


def need(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        reason = f"not found: {', '.join(missing)}"
        if os.environ.get("REQUIRE_CURL"):
            pytest.fail(f"{reason}, and REQUIRE_CURL is set")
        pytest.skip(reason)


@pytest.fixture
def films(live_server, django_db_serialized_rollback):
    film = make_film(title="Metropolis", released_on="1927-01-10", genres=["drama", "science-fiction"])
    make_film(title="Woman in the Moon", released_on="1929-10-15", genres=["drama", "science-fiction"])
    make_film(title="M", genres=["drama"])
    return film


def test_guide_names_operations_of_the_whole_walk():
    steps = ("register", "confirm-email", "login", "search", "ratings", "reviews", "favorites", "watchlist")

    assert [
        step for step in (*steps, "watch-history", "If-Match", "Idempotency-Key", "logout") if step not in script()
    ] == []


def test_guide_runs_as_it_is_written(films, live_server, settings, tmp_path):
    need("bash", "curl", "jq")
    (tmp_path / "var").mkdir()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "var" / "mail"

    done = subprocess.run(  # noqa: S603
        ["bash", "-euxo", "pipefail", "-c", script()],  # noqa: S607  # wherever it is
        cwd=tmp_path,
        env={**os.environ, "API": f"{live_server.url}/api/v1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )

    assert done.returncode == 0, f"{done.stdout[-1000:]}\n{done.stderr[-3000:]}"
    member = User.objects.get(username__startswith="guide")
    mark = UserFilm.objects.get(user=member, film=films)
    assert (mark.rating, mark.status, mark.favorite) == (9, "watched", True)
    assert Review.objects.get(user=member).body == "A *tall* film."
    assert Viewing.objects.filter(user=member).count() == 2
    assert UserFilm.objects.filter(user=member, status="planned").count() == 1
    assert not member.token_sessions.exists()
