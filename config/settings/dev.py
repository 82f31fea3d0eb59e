from .base import *
from .base import BASE_DIR, STORAGES

DEBUG = True
SECRET_KEY = "insecure-key-of-development-and-tests-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
INTERNAL_IPS = ["127.0.0.1"]

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

EMAIL_BACKEND = "config.mail.ConsoleAndFileBackend"
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
