import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config import health


def statuses(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("host", ["testserver", "10.0.0.5:8000", "evil.example"])
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_monitors_are_answered_whatever_host_they_ask(client, settings, host, address):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get(address, headers={"host": host})

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_liveness_asks_no_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_site_with_all_it_needs_is_ready(client):
    checks = {"database": "ok", "migrations": "ok", "cache": "ok", "disk": "ok"}

    assert statuses(client) == (200, {"status": "ok", "checks": checks})


@pytest.mark.django_db
def test_site_whose_migrations_are_not_applied_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.migrations, "are_applied", False)
    MigrationRecorder(connection).migration_qs.filter(app="reviews").order_by("-name").first().delete()

    status, said = statuses(client)

    assert status == 503
    assert said["status"] == "unavailable"
    assert said["checks"]["migrations"] == "pending"


@pytest.mark.django_db
def test_migrations_are_read_until_they_are_applied_and_no_more(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(health.migrations, "are_applied", False)
    client.get("/readyz")

    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
def test_site_without_room_for_pictures_serves_on(client, monkeypatch):
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 2**70)

    status, said = statuses(client)

    assert status == 200
    assert said["status"] == "degraded"
    assert said["checks"]["disk"] == "full"


@pytest.mark.parametrize("address", ["/healthz/", "/healthz/x", "/ru/healthz"])
@pytest.mark.django_db
def test_other_addresses_are_pages(client, address):
    assert client.get(address).status_code == 404
