"""Production's settings on this machine: no mail, no Redis, a database and static files of its own, one more view."""

import os

os.environ |= {
    "SECRET_KEY": "insecure-key-of-the-benchmark-only",
    "ALLOWED_HOSTS": "127.0.0.1",
    "CACHE_URL": "locmemcache://",
    "EMAIL_URL": "dummymail://",
}

from .prod import *
from .prod import BASE_DIR

ROOT_URLCONF = "config.bench_urls"
THROTTLED = False
STAFF_NEED_SECOND_FACTOR = False
STATIC_ROOT = BASE_DIR / "var" / "bench" / "static"
MEDIA_ROOT = BASE_DIR / "var" / "bench" / "media"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
