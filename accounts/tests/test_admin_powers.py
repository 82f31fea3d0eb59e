"""Staff of the groups do not get further than their group, neither by forms nor by addresses."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import PASSWORD, make_staff, make_user, make_verified

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"


def log_in_staff(client, group, **overrides):
    member = make_user(is_staff=True, **overrides)
    member.groups.add(Group.objects.get(name=group))
    client.force_login(member)
    return member


def make_authenticator(user):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": SECRET})


def test_moderator_cannot_take_over_a_member(client):
    log_in_staff(client, "Moderators")
    member = make_verified(username="anna")
    change = reverse("admin:accounts_user_change", args=[member.pk])
    password = reverse("admin:auth_user_password_change", args=[member.pk])
    passwords = {"usable_password": "true", "password1": "stolen account", "password2": "stolen account"}

    page = client.get(change).content.decode()
    client.post(change, {"username": "hers", "bio": "Tidied.", "language": "en", "theme": "dark", "is_active": "on"})
    answers = [client.get(password), client.post(password, {**passwords, "set-password": "1"})]

    member.refresh_from_db()
    assert (member.username, member.bio) == ("anna", "Tidied.")
    assert [answer.status_code for answer in answers] == [403, 403]
    assert member.check_password(PASSWORD)
    assert "../password/" not in page


def test_administrator_sets_the_password_of_a_member_and_of_no_superuser(client):
    log_in_staff(client, "Administrators")
    urls = [reverse("admin:auth_user_password_change", args=[user.pk]) for user in (make_user(), make_staff())]

    assert [client.get(url).status_code for url in urls] == [200, 403]


def test_administrator_becomes_no_superuser_by_the_permissions_of_a_group(client):
    administrator = log_in_staff(client, "Administrators", username="administrator")
    group = Group.objects.get(name="Administrators")
    group.permissions.set(Permission.objects.all())
    superuser = make_staff()
    address = EmailAddress.objects.create(user=superuser, email=superuser.email, verified=True, primary=True)
    authenticator = make_authenticator(superuser)

    client.post(
        reverse("admin:accounts_user_change", args=[administrator.pk]),
        {"username": "administrator", "language": "en", "theme": "dark", "is_superuser": "on", "is_staff": "on"},
    )
    answers = [
        client.post(reverse("admin:accounts_user_change", args=[superuser.pk]), {"username": "mine"}),
        client.get(reverse("admin:account_emailaddress_add")),
        client.post(reverse("admin:account_emailaddress_change", args=[address.pk]), {"email": "mine@example.org"}),
        client.post(reverse("admin:account_emailaddress_delete", args=[address.pk]), {"post": "yes"}),
        client.get(reverse("admin:mfa_authenticator_add")),
        client.post(reverse("admin:mfa_authenticator_change", args=[authenticator.pk]), {"data": "{}"}),
        client.post(reverse("admin:mfa_authenticator_delete", args=[authenticator.pk]), {"post": "yes"}),
        client.post(
            reverse("admin:mfa_authenticator_changelist"),
            {"action": "delete_selected", "_selected_action": [authenticator.pk], "post": "yes"},
        ),
    ]

    assert [answer.status_code for answer in answers] == [403] * len(answers)
    assert not User.objects.get(username="administrator").is_superuser
    assert Authenticator.objects.filter(pk=authenticator.pk).exists()


@pytest.mark.parametrize("page", ["changelist", "change"])
def test_second_factors_are_listed_without_their_secrets(client, page):
    log_in_staff(client, "Administrators")
    authenticator = make_authenticator(make_user(username="anna"))
    url = reverse(f"admin:mfa_authenticator_{page}", args=[authenticator.pk] if page == "change" else [])

    text = client.get(url).content.decode()

    assert "anna" in text
    assert SECRET not in text


def test_administrator_removes_the_second_factor_of_a_member(client):
    log_in_staff(client, "Administrators")
    authenticator = make_authenticator(make_user())

    client.post(reverse("admin:mfa_authenticator_delete", args=[authenticator.pk]), {"post": "yes"})

    assert not Authenticator.objects.exists()


def test_keys_of_sessions_are_not_in_the_admin():
    assert not admin.site.is_registered(UserSession)


def test_only_a_superuser_declares_an_address_confirmed(client):
    address = EmailAddress.objects.create(user=make_user(), email="anna@example.org", primary=True)
    url = reverse("admin:account_emailaddress_changelist")
    data = {"action": "make_verified", "_selected_action": [address.pk]}
    answers = []

    for log_in in (lambda: log_in_staff(client, "Administrators"), lambda: client.force_login(make_staff())):
        log_in()
        client.post(url, data)
        address.refresh_from_db()
        answers.append(address.verified)

    assert answers == [False, True]


@pytest.mark.parametrize(
    ("group", "model", "lookup"),
    [
        ("Editors", "films_film", "user_films__user__email__startswith"),
        ("Moderators", "reviews_userfilm", "user__password__startswith"),
        ("Moderators", "accounts_user", "password__startswith"),
        ("Administrators", "accounts_user", "authenticator__data__secret__startswith"),
        ("Administrators", "accounts_user", "usersession__session_key__startswith"),
        ("Administrators", "mfa_authenticator", "data__secret__startswith"),
        ("Administrators", "account_emailaddress", "user__password__startswith"),
    ],
)
def test_secrets_are_not_guessed_by_filters(client, caplog, group, model, lookup):
    log_in_staff(client, group)

    response = client.get(reverse(f"admin:{model}_changelist"), {lookup: "J"})
    caplog.clear()

    assert response.status_code == 400
