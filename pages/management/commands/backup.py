from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backups.exceptions import BackupFailed
from config.backups.making import make_backup
from config.backups.options import read_options


class Command(BaseCommand):
    help = "Back up database and media into BACKUP_DIR, and delete backups beyond BACKUP_KEEP."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            settings = read_options()
            made = make_backup(options=settings, now=timezone.now())
        except (BackupFailed, OSError) as error:
            raise CommandError(f"The backup failed. {error}") from error
        if options["verbosity"]:
            self.stdout.write(f"{made}: {', '.join(sorted(path.name for path in made.iterdir()))}")
            if not settings.media_is_local:
                self.stdout.write("Media are not in it: they are kept by their own storage.")
