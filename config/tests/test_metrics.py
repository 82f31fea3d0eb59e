from ipaddress import ip_network

import pytest
from django_tasks_db.models import DBTaskResult

from films.tests.factories import make_film

pytestmark = pytest.mark.django_db


def figures(client, **headers):
    answer = client.get("/metrics", **headers)
    assert answer.status_code == 200
    lines = [line.rpartition(" ") for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in lines}


def test_requests_are_counted_by_view_and_status(client):
    film = make_film()
    name = 'filmtracker_requests_total{method="GET",status="200",view="films:detail"}'
    before = figures(client).get(name, 0)

    client.get(film.get_absolute_url())
    client.get("/films/0-none/")

    after = figures(client)
    assert after[name] == before + 1
    assert after['filmtracker_request_seconds_count{view="films:detail"}'] >= 2


def test_addresses_and_methods_of_strangers_make_no_figures_of_their_own(client):
    client.generic("EVIL", "/evil-address/")

    said = client.get("/metrics").content.decode()
    assert "evil" not in said.lower()
    assert 'method="other",status="404",view="none"' in said


def test_work_that_waits_is_counted(client):
    DBTaskResult.objects.create(args_kwargs={"args": [], "kwargs": {}}, task_path="accounts.mailing.deliver")

    assert figures(client)['filmtracker_tasks{status="ready"}'] == 1


@pytest.mark.parametrize(
    ("address", "forwarded", "status"),
    [
        ("127.0.0.1", None, 200),
        ("10.1.2.3", None, 200),
        ("10.2.0.0", None, 404),
        ("192.0.2.1", None, 404),
        ("", None, 404),
        ("127.0.0.1", "192.0.2.1", 404),
        ("127.0.0.1", "127.0.0.1", 404),
        ("192.0.2.1", "127.0.0.1", 404),
    ],
)
def test_figures_are_for_allowed_addresses_that_come_past_the_proxy(client, settings, address, forwarded, status):
    settings.METRICS_ALLOWED = [ip_network("127.0.0.1/32"), ip_network("10.1.0.0/16")]
    headers = {"x-forwarded-for": forwarded} if forwarded else {}

    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status
