import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from .factories import make_verified

pytestmark = pytest.mark.django_db

ADMIN = reverse("admin:index")


@pytest.fixture(autouse=True)
def _needed(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


@pytest.fixture
def staff():
    return make_verified(username="staff", is_staff=True, is_superuser=True)


@pytest.mark.parametrize(
    "name", ["index", "films_film_changelist", "accounts_user_changelist", "autocomplete", "jsi18n"]
)
def test_staff_without_a_second_factor_are_led_to_set_one_up(client, staff, name):
    client.force_login(staff)

    page = client.get(reverse(f"admin:{name}"), follow=True)

    assert page.redirect_chain[-1][0] == reverse("mfa_index")
    assert "Set up a second factor first" in page.content.decode()


def test_staff_without_a_second_factor_write_nothing(client, staff):
    client.force_login(staff)

    answer = client.post(reverse("admin:films_genre_add"), {"name": "Noir", "slug": "noir"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


def test_staff_with_a_second_factor_work(client, staff):
    TOTP.activate(staff, generate_totp_secret())
    client.force_login(staff)

    assert client.get(ADMIN).status_code == 200


def test_codes_for_recovery_are_no_second_factor(client, staff):
    RecoveryCodes.activate(staff)
    client.force_login(staff)

    assert client.get(ADMIN).status_code == 302


def test_others_learn_nothing_of_it(client):
    client.force_login(make_verified(username="anna"))

    assert client.get(ADMIN, follow=True).status_code == 403
    assert client.get(reverse("mfa_index")).status_code == 200


def test_the_second_factor_is_one_query(client, staff, django_assert_num_queries):
    TOTP.activate(staff, generate_totp_secret())
    client.force_login(staff)
    page = reverse("admin:password_change")
    client.get(page)

    with django_assert_num_queries(3):  # the session, the member, the second factor
        client.get(page)


def test_development_asks_for_none(client, staff, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    client.force_login(staff)

    assert client.get(ADMIN).status_code == 200
