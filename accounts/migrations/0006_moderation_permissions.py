"""Moderators judge cases on the site and keep the list of watched words; what they decided is for reading alone."""

from django.db import migrations

from accounts.migrations._permissions import giving

GROUPS = ("Administrators", "Moderators")
PERMISSIONS = {
    "reviews.case": ("case", ("view", "change")),
    "reviews.report": ("report", ("view",)),
    "reviews.decision": ("decision", ("view",)),
    "reviews.appeal": ("appeal", ("view",)),
    "reviews.watchedword": ("watched word", ("view", "add", "change", "delete")),
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_notices_suspension"),
    ]

    operations = [giving(PERMISSIONS, groups=GROUPS)]
