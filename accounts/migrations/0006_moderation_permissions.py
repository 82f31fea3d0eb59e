"""Moderators judge cases on the site and keep the list of watched words; what they decided is for reading alone."""

from django.db import migrations

GROUPS = ("Administrators", "Moderators")
PERMISSIONS = {
    "case": ("case", ("view", "change")),
    "report": ("report", ("view",)),
    "decision": ("decision", ("view",)),
    "appeal": ("appeal", ("view",)),
    "watchedword": ("watched word", ("view", "add", "change", "delete")),
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
        content_type, _ = ContentType.objects.using(database).get_or_create(app_label="reviews", model=model)
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
        ("accounts", "0005_notices_suspension"),
    ]

    operations = [migrations.RunPython(permit, forbid)]
