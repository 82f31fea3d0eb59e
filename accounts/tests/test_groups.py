from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.db import connection

from accounts.models import User
from accounts.permissions import may_edit_account, protected_fields

from .factories import make_staff, make_user

pytestmark = pytest.mark.django_db

migration = import_module("accounts.migrations.0003_groups")
[tmdb] = import_module("accounts.migrations.0004_tmdb_permissions").Migration.operations


def permissions_of(name):
    rows = Permission.objects.filter(group__name=name).values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in rows}


def make_member_of(name, **overrides):
    member = make_user(is_staff=True, **overrides)
    member.groups.add(Group.objects.get(name=name))
    return member


def all_of(*models):
    return {f"{app}.{action}_{model}" for app, model in models for action in ("view", "add", "change", "delete")}


FILMS = [
    ("films", model)
    for model in (
        *("film", "filmtranslation", "alternativetitle", "filmgenre", "filmcountry", "video", "credit", "person"),
        *("genre", "keyword", "collection", "country"),
    )
]
EDITOR = all_of(*FILMS) | {
    "films.view_filmredirect",
    "films.view_personredirect",
    "films.view_tmdbdifference",
    "films.change_tmdbdifference",
    "films.view_syncrun",
    "films.view_syncerror",
    "films.view_syncrecord",
}
MODERATOR = {
    "accounts.view_user",
    "accounts.change_user",
    "reviews.view_userfilm",
    "reviews.change_userfilm",
    "reviews.delete_userfilm",
    "reviews.view_case",
    "reviews.change_case",
    "reviews.view_report",
    "reviews.view_decision",
    "reviews.view_appeal",
    *all_of(("reviews", "watchedword")),
}
DELETED_WITH_A_MEMBER = {
    f"{app}.{action}_{model}"
    for app, model in [
        ("accounts", "follow"),
        ("account", "emailaddress"),
        ("mfa", "authenticator"),
        ("usersessions", "usersession"),
    ]
    for action in ("view", "delete")
}


def test_groups_have_their_permissions():
    assert permissions_of("Editors") == EDITOR
    assert permissions_of("Moderators") == MODERATOR
    assert permissions_of("Administrators") == (
        EDITOR | MODERATOR | all_of(("accounts", "user"), ("auth", "group")) | DELETED_WITH_A_MEMBER
    )


def test_permissions_have_the_names_that_django_gives_them():
    from django.contrib.auth.management import _get_all_permissions

    names = {
        (model._meta.app_label, codename): name
        for model in apps.get_models()
        for codename, name in _get_all_permissions(model._meta)
    }

    for permission in Permission.objects.filter(group__isnull=False).select_related("content_type"):
        assert names[permission.content_type.app_label, permission.codename] == permission.name


def test_groups_made_again_are_the_same():
    before = {name: permissions_of(name) for name in migration.GROUPS}

    with connection.schema_editor(atomic=False) as editor:
        migration.make_groups(apps, editor)

    assert {name: permissions_of(name) for name in migration.GROUPS} == before
    assert Group.objects.count() == 3


def test_groups_are_made_before_django_made_any_permission():
    Group.objects.all().delete()
    Permission.objects.all().delete()

    with connection.schema_editor(atomic=False) as editor:
        migration.make_groups(apps, editor)
        tmdb.code(apps, editor)
    call_command("migrate", verbosity=0)

    assert permissions_of("Editors") == EDITOR
    assert Permission.objects.filter(codename="add_film").count() == 1


def test_permissions_for_tmdb_are_taken_backwards():
    with connection.schema_editor(atomic=False) as editor:
        tmdb.reverse_code(apps, editor)

    assert {name for name in permissions_of("Editors") if "tmdb" in name or "sync" in name} == set()
    assert "films.view_film" in permissions_of("Editors")


def test_groups_are_deleted_backwards():
    with connection.schema_editor(atomic=False) as editor:
        migration.delete_groups(apps, editor)

    assert not Group.objects.exists()


@pytest.mark.parametrize("name", ["Administrators", "Moderators", "Editors"])
def test_group_does_not_make_a_superuser(name):
    member = make_member_of(name)

    assert not member.is_superuser
    assert not member.has_perm("auth.change_permission")
    assert not member.has_perm("sessions.view_session")


def test_nobody_edits_who_may_do_more():
    people = {
        "superuser": make_staff(username="superuser"),
        "administrator": make_member_of("Administrators", username="administrator"),
        "moderator": make_member_of("Moderators", username="moderator"),
        "editor": make_member_of("Editors", username="editor"),
        "member": make_user(username="member"),
    }

    def editable(viewer):
        return {name for name, person in people.items() if may_edit_account(people[viewer], person)}

    assert editable("superuser") == set(people)
    assert editable("administrator") == {"administrator", "moderator", "editor", "member"}
    assert editable("moderator") == {"member"}


def test_protected_fields_keep_everybody_in_their_rank():
    rank = {"is_superuser", "user_permissions"}
    identity = {"username", "email", "password", "is_staff", "groups"}

    assert protected_fields(make_staff()) == set()
    assert protected_fields(make_member_of("Administrators")) == rank
    assert protected_fields(make_member_of("Moderators")) >= rank | identity
    assert protected_fields(make_member_of("Editors")) >= rank | identity
    assert protected_fields(AnonymousUser()) >= rank | identity


def test_protected_fields_are_fields():
    names = {field.name for field in User._meta.get_fields()}

    assert protected_fields(AnonymousUser()) <= names
    assert "is_active" not in protected_fields(AnonymousUser())
