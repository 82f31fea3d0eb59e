import datetime
import re

import pytest
from django.urls import reverse

from films.models import SyncError, SyncRecord, SyncRun
from films.tests.admin_pages import cells
from films.tests.factories import make_film
from films.tmdb import sync

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
RUNS = reverse("admin:films_syncrun_changelist")
ERRORS = reverse("admin:films_syncerror_changelist")
RECORDS = reverse("admin:films_syncrecord_changelist")


def make_run(**overrides):
    return SyncRun.objects.create(**{"started_at": NOW, **overrides})


def make_error(run, **overrides):
    return SyncError.objects.create(
        run=run, **{"subject": "film 7", "reason": "503 after 4 tries", "happened_at": NOW, **overrides}
    )


def page_of(client, run):
    return client.get(reverse("admin:films_syncrun_change", args=[run.pk])).content.decode()


def test_list_tells_what_a_run_did(staff_client):
    run = make_run(
        options={"popular": True, "limit": 3},
        counts={"created": 58, "failed": 2, "unheard_of": 1},
        ended_at=NOW + datetime.timedelta(seconds=90),
        exit_code=1,
    )
    make_error(run)
    make_error(run)

    response = staff_client.get(RUNS)

    assert cells(response, "options_in_words") == ["--limit 3 --popular"]
    assert cells(response, "counts_in_words") == ["added: 58, failed: 2"]
    assert cells(response, "error_count") == ["2"]
    assert f'href="{ERRORS}?run__id__exact={run.pk}"' in response.content.decode()
    assert cells(response, "exit") == ["1: some is left for the next run"]
    assert cells(response, "seconds") == ["90"]


def test_run_without_an_end_was_killed(staff_client):
    make_run()

    response = staff_client.get(RUNS)

    assert cells(response, "ended") == ["killed"]
    assert cells(response, "seconds") == ["–"]


def test_run_without_an_end_goes_on_while_its_lock_is_held(staff_client):
    make_run()

    with sync.only_run():
        going_on = cells(staff_client.get(RUNS), "ended")

    assert going_on == ["going on"]
    assert cells(staff_client.get(RUNS), "ended") == ["killed"]


def test_list_takes_as_many_queries_for_three_runs(staff_client, django_assert_num_queries):
    make_error(make_run())

    with django_assert_num_queries(4):  # session, user, count, runs
        staff_client.get(RUNS)
    for _ in range(2):
        make_error(make_run())
    with django_assert_num_queries(4):
        staff_client.get(RUNS)


def test_page_of_a_run_lists_its_errors(staff_client):
    film = make_film(title="Solaris")
    run, other = make_run(message="the time was up"), make_run()
    make_error(run, film=film, subject="Solaris (1972)", reason="<b>503</b>")
    make_error(run, subject="film 8")
    make_error(other, subject="film 9")

    page = page_of(staff_client, run)

    assert f'<a href="{reverse("admin:films_film_change", args=[film.pk])}">Solaris (2000)</a>' in page
    assert "film 8" in page
    assert "film 9" not in page
    assert "&lt;b&gt;503&lt;/b&gt;" in page
    assert "the time was up" in page
    assert "All of them" not in page


def test_page_of_a_run_with_very_many_errors_leads_to_their_list(staff_client, django_assert_num_queries):
    run = make_run()
    SyncError.objects.bulk_create(
        SyncError(run=run, subject=f"film {number}", reason="404", happened_at=NOW) for number in range(201)
    )

    with django_assert_num_queries(4):  # session, user, run, errors
        page = page_of(staff_client, run)
    response = staff_client.get(f"{ERRORS}?run__id__exact={run.pk}")

    assert "The first 200 of 201." in page
    assert len(re.findall(r"<td>film \d+</td>", page)) == 200
    assert len(cells(response, "subject")) == 50


def test_records_are_found_by_state_by_id_and_by_film(staff_client):
    SyncRecord.objects.create(tmdb_id=1, state="failed", reason="503", attempts=3, finished_at=NOW)
    SyncRecord.objects.create(tmdb_id=22, state="changed", film=make_film(title="Solaris"))

    def found(query):
        return cells(staff_client.get(f"{RECORDS}?{query}"), "tmdb_id")

    assert found("") == ["22", "1"]
    assert found("state__exact=failed") == ["1"]
    assert found("q=22") == ["22"]
    assert found("q=solaris") == ["22"]
    assert found("q=mirror") == []


@pytest.mark.parametrize("make", [lambda: make_run(), lambda: make_error(make_run())])
def test_nothing_is_changed_or_deleted_by_hand(staff_client, make):
    record = make()
    root = reverse(f"admin:films_{record._meta.model_name}_changelist")

    answers = [staff_client.post(f"{root}{record.pk}/{name}/", {"post": "yes"}) for name in ("change", "delete")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert type(record).objects.count() == 1
