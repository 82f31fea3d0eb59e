from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from films.services.ranking import refresh_ranking
from pages.demo import catalogue, community, diaries, members, notices
from reviews.models import UserFilm


class Command(BaseCommand):
    help = "Load the demo: films, members, their ratings and what they wrote. Safe to run twice; for development only."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has logins with known passwords: it is loaded with DEBUG on and never else.")
        films = catalogue.load_catalogue()
        members.make_staff()
        now, known = timezone.now(), UserFilm.objects.rated().count()
        members.load_members(now=now)
        texts = community.load_community(now=now)
        notices.load_notices(now=now)
        ratings = UserFilm.objects.rated().count() - known
        entries = diaries.load_diaries()
        refresh_ranking()
        if options["verbosity"]:
            self.stdout.write(f"Added {films} films, {ratings} ratings and {entries} diary entries.")
            self.stdout.write(
                f"Added {texts.reviews} reviews, {texts.comments} comments and {texts.discussions} discussions."
            )
            for username, password in members.LOGINS.items():
                self.stdout.write(f"Log in as {username} with the password {password}")
        transaction.on_commit(analyze)


def analyze() -> None:
    """Tell the planner of the new rows; autovacuum would do so a minute later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
