import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import IdempotencyKey, TokenSession
from accounts.tests.api.calls import tokens_of
from accounts.tests.factories import make_verified

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("options", "left"), [([], 1), (["--dry-run"], 2)])
def test_prune_api_deletes_what_counts_no_longer(options, left):
    now = timezone.now()
    users = [make_verified(), make_verified()]
    for user, age in zip(users, (timedelta(hours=23), timedelta(hours=25)), strict=True):
        tokens_of(user)
        IdempotencyKey.objects.create(user=user, key="k", fingerprint="f", created_at=now - age)
    TokenSession.objects.filter(user=users[1]).update(expires_at=now - timedelta(seconds=1))
    said = io.StringIO()

    call_command("prune_api", *options, stdout=said)

    would = " would be" if options else ""
    assert said.getvalue().splitlines() == [f"1 sessions{would} deleted.", f"1 keys{would} deleted."]
    assert list(TokenSession.objects.order_by("pk").values_list("user", flat=True)) == [u.pk for u in users[:left]]
    assert list(IdempotencyKey.objects.order_by("pk").values_list("user", flat=True)) == [u.pk for u in users[:left]]
