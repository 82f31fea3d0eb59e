import tempfile
from typing import Any

from .base import *
from .base import DATABASES, STORAGES, TEMPLATES

DEBUG = False
SECRET_KEY = "insecure-key-of-development-and-tests-only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# Tests manage their own connections; what they write need not survive a power cut.
del DATABASES["default"]["OPTIONS"]["pool"]
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off -c statement_timeout=60000"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
TMDB_API_TOKEN = ""  # no test asks the real TMDB
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
media = tempfile.TemporaryDirectory(prefix="filmtracker-media-")  # removed at the end of the process
MEDIA_ROOT = media.name
WHITENOISE_AUTOREFRESH = True


class UnknownVariable(str):
    """What `string_if_invalid` renders: any use of a variable that the context lacks is an error."""

    def __mod__(self, name: object) -> str:
        if str(name) in UNKNOWN_IN_DJANGO:
            return ""
        raise AssertionError(f"unknown template variable: {name}")


# What Django's own admin page for a member asks for in vain.
UNKNOWN_IN_DJANGO = {
    "password_url",
    "form.usable_password",
    "form.usable_password.errors",
    "form.usable_password.label_tag",
}
options: dict[str, Any] = TEMPLATES[0]["OPTIONS"]  # type: ignore[assignment]  # a mapping of many types
options["string_if_invalid"] = UnknownVariable("%s")
