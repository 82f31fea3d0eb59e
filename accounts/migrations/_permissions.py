"""Permissions given to groups by migrations.

Permissions are rows that Django makes after all migrations. Those that a group needs are made here, with the names
Django gives them, and Django then finds them: so one `migrate` is enough, in whatever order the apps are migrated.
"""

from functools import partial

from django.db import migrations

ALL = ("view", "add", "change", "delete")


def giving(models, *, groups):
    """The operation that gives `groups` what `models` says, as in {"films.film": ("film", ALL)}."""
    return migrations.RunPython(partial(give, models, groups), partial(take, models, groups))


def give(models, groups, apps, schema_editor):
    database = schema_editor.connection.alias
    found = list(permissions(apps, database, models))
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=groups):
        group.permissions.add(*found)


def take(models, groups, apps, schema_editor):
    database = schema_editor.connection.alias
    found = list(permissions(apps, database, models))
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=groups):
        group.permissions.remove(*found)


def permissions(apps, database, models):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for label, (verbose_name, actions) in models.items():
        app_label, model = label.split(".")
        content_type, _ = ContentType.objects.using(database).get_or_create(app_label=app_label, model=model)
        for action in actions:
            yield Permission.objects.using(database).get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {verbose_name}"},
            )[0]
