"""Editors decide what TMDB says otherwise, and see what the synchronization did."""

from django.db import migrations

from accounts.migrations._permissions import giving

GROUPS = ("Administrators", "Editors")
PERMISSIONS = {
    "films.tmdbdifference": ("difference from TMDB", ("view", "change")),
    "films.syncrun": ("run of the synchronization", ("view",)),
    "films.syncerror": ("error of the synchronization", ("view",)),
    "films.syncrecord": ("record of TMDB", ("view",)),
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_groups"),
        ("films", "0005_tmdb_sync"),
    ]

    operations = [giving(PERMISSIONS, groups=GROUPS)]
