"""The groups of the site's staff, once; what an owner changes of them later stays."""

from django.db import migrations

from accounts.migrations._permissions import ALL, permissions

FILMS = {
    "films.film": ("film", ALL),
    "films.filmtranslation": ("translation", ALL),
    "films.alternativetitle": ("alternative title", ALL),
    "films.filmgenre": ("genre of a film", ALL),
    "films.filmcountry": ("country of a film", ALL),
    "films.video": ("video", ALL),
    "films.credit": ("credit", ALL),
    "films.person": ("person", ALL),
    "films.genre": ("genre", ALL),
    "films.keyword": ("keyword", ALL),
    "films.collection": ("collection", ALL),
    "films.country": ("country", ALL),
    "films.filmredirect": ("redirect of a film", ("view",)),
    "films.personredirect": ("redirect of a person", ("view",)),
}
MEMBERS = {
    "accounts.user": ("member", ("view", "change")),
    "reviews.userfilm": ("film of a member", ("view", "change", "delete")),
}
ADMINISTRATION = {
    "accounts.user": ("member", ALL),
    "auth.group": ("group", ALL),
    # What the admin deletes together with a member.
    "accounts.follow": ("follow", ("view", "delete")),
    "account.emailaddress": ("email address", ("view", "delete")),
    "mfa.authenticator": ("authenticator", ("view", "delete")),
    "usersessions.usersession": ("user session", ("view", "delete")),
}
GROUPS = {
    "Administrators": FILMS | MEMBERS | ADMINISTRATION,
    "Moderators": MEMBERS,
    "Editors": FILMS,
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    database = schema_editor.connection.alias
    for name, models in GROUPS.items():
        group, _ = Group.objects.using(database).get_or_create(name=name)
        group.permissions.add(*permissions(apps, database, models))


def delete_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=GROUPS).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_lookup_indexes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, delete_groups)]
