"""Editors decide what TMDB says otherwise, and see what the synchronization did."""

from django.db import migrations

GROUPS = ("Administrators", "Editors")
PERMISSIONS = {
    "tmdbdifference": ("difference from TMDB", ("view", "change")),
    "syncrun": ("run of the synchronization", ("view",)),
    "syncerror": ("error of the synchronization", ("view",)),
    "syncrecord": ("record of TMDB", ("view",)),
}


def permit(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    found = list(permissions(apps, schema_editor.connection.alias))
    for group in groups.filter(name__in=GROUPS):
        group.permissions.add(*found)


def permissions(apps, database):
    """Made here, as in 0003_groups: Django makes them after all migrations, and then finds these."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for model, (verbose_name, actions) in PERMISSIONS.items():
        content_type, _ = ContentType.objects.using(database).get_or_create(app_label="films", model=model)
        for action in actions:
            yield Permission.objects.using(database).get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {verbose_name}"},
            )[0]


def forbid(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    found = list(permissions(apps, schema_editor.connection.alias))
    for group in groups.filter(name__in=GROUPS):
        group.permissions.remove(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_groups"),
        ("films", "0005_tmdb_sync"),
    ]

    operations = [migrations.RunPython(permit, forbid)]
