import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage

from accounts import images
from accounts.tests import pictures

WIDTHS = (64, 256)


class Bucket(ThreadingHTTPServer):
    """Keeps what is put into it, as S3 does; broken, it answers as S3 does on a bad day."""

    daemon_threads = True
    is_broken = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.objects = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)


class Answer(BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.is_broken:
            self.server.objects[self.path] = (body, self.headers["Content-Type"], self.headers["Cache-Control"])
        self.answer(500 if self.server.is_broken else 200)

    def do_HEAD(self):
        self.answer(200 if self.path in self.server.objects else 404)

    def do_DELETE(self):
        self.server.objects.pop(self.path, None)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def bucket(settings):
    with Bucket() as bucket:
        options = {
            "bucket_name": "pictures",
            "endpoint_url": f"http://127.0.0.1:{bucket.server_port}",
            "region_name": "us-east-1",
            "access_key": "key",
            "secret_key": "secret",
        }
        settings.MEDIA_URL = "https://pictures.example.org/"
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {"BACKEND": "config.bucket.BucketStorage", "OPTIONS": options},
        }
        yield bucket


def test_pictures_are_kept_in_the_bucket_and_removed_from_it(bucket):
    name = images.store(pictures.draw(), stem="avatars/1", widths=WIDTHS)

    assert {path.rpartition("-")[2] for path in bucket.objects} == {"64.webp", "256.webp"}
    body, kind, kept = bucket.objects[f"/pictures/{name}"]
    assert (body[:4], kind, kept) == (b"RIFF", "image/webp", "public, max-age=31536000, immutable")
    assert default_storage.url(name) == f"https://pictures.example.org/{name}"

    images.remove(name, widths=WIDTHS)

    assert bucket.objects == {}


def test_bucket_that_fails_is_a_disk_without_room(bucket, caplog):
    bucket.is_broken = True

    with pytest.raises(images.ImageNotStoredError):
        images.store(pictures.draw(), stem="avatars/1", widths=WIDTHS)

    assert bucket.objects == {}
    caplog.clear()


def settings_with(expression, **variables):
    development = {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": "postgres://none"}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"from django.conf import settings; print({expression})"],
        cwd=site.BASE_DIR,
        env={**os.environ, **development, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_bucket_is_named_by_a_variable_and_its_pictures_may_be_shown():
    url = "s3://pictures?region=eu-central-1&endpoint=https://s3.example.org"
    said = settings_with(
        "settings.STORAGES['default']['OPTIONS'], settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']",
        MEDIA_STORAGE_URL=url,
        MEDIA_URL="https://pictures.example.org/",
    ).stdout

    for part in ("'pictures'", "'eu-central-1'", "'https://s3.example.org'", "'https://pictures.example.org'"):
        assert part in said


@pytest.mark.parametrize("url", ["ftp://pictures", "pictures", "s3://"])
def test_address_that_names_no_bucket_is_refused(url):
    assert "MEDIA_STORAGE_URL" in settings_with("settings.STORAGES", MEDIA_STORAGE_URL=url).stderr
