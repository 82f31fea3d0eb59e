import os
import subprocess
import sys

import pytest
from django.conf import settings

SAY = "import django; django.setup(); from django.urls import reverse; print(reverse('admin:index'))"


def address_of_the_admin(path):
    development = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": "postgres://none"}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", SAY],
        cwd=settings.BASE_DIR,
        env={**os.environ, **development, "ADMIN_PATH": path},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("path", ["office-7", "/office-7/"])
def test_admin_is_where_the_variable_says(path):
    assert address_of_the_admin(path).stdout == "/office-7/\n"


@pytest.mark.parametrize("path", ["", "/", "a/b", "a b", "бюро", "<x>"])
def test_path_that_is_no_word_is_refused(path):
    assert "ADMIN_PATH is not one word" in address_of_the_admin(path).stderr
