from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from config.backups.exceptions import BackupFailed
from config.backups.options import read_options
from config.backups.restoring import find_backup, restore_backup


class Command(BaseCommand):
    help = "Bring back database and media from a backup. Stop the site before."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", help="name of a folder in BACKUP_DIR, a path with /, or: latest")
        parser.add_argument("--replace", action="store_true", help="delete what is in the database and the media now")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            settings = read_options()
            backup = find_backup(options["backup"], settings)
            names = restore_backup(backup=backup, options=settings, replace=options["replace"])
        except (BackupFailed, DatabaseError, OSError) as error:
            raise CommandError(f"The restoration failed. {error}") from error
        if options["verbosity"]:
            self.stdout.write(f"Restored {', '.join(names)} of {backup}.")
