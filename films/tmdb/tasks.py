"""What a page asks of TMDB without waiting for it; run by `manage.py db_worker`."""

import logging

from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task

from films.models import Film
from films.tmdb import outcome, pictures
from films.tmdb.client import Client
from films.tmdb.exceptions import NotFoundError, TmdbError, one_line, reason_of

logger = logging.getLogger("films.tmdb")


@task()
def fetch_pictures(film_id: int) -> None:
    """The poster and the backdrop of a film; what fails is left to the next `sync_tmdb --posters`."""
    film = Film.objects.filter(pk=film_id).first()
    if film:
        try:
            with Client.from_settings() as client:
                pictures.fetch_pictures_of(client, film)
        except TmdbError as error:
            logger.warning("pictures of film %s (%s): %s", film.tmdb_id, one_line(str(film)), error)


@task()
def sync_film(film_id: int) -> None:
    """Fetch a film anew, with its pictures. The outcome stands in the film's record."""
    film = Film.objects.filter(pk=film_id).exclude(tmdb_id=None).first()
    if film and film.tmdb_id:
        try:
            with Client.from_settings() as client:
                sync_known_film(client, film)
        except (TmdbError, DatabaseError) as error:
            logger.warning("film %s (%s): %s", film.tmdb_id, one_line(str(film)), reason_of(error))


def sync_known_film(client: Client, film: Film) -> None:
    now = timezone.now()
    try:
        outcome.sync_film(client, film.tmdb_id or 0, now=now)
    except NotFoundError:
        outcome.handle_missing(client, film.tmdb_id or 0, now=now)
    pictures.fetch_pictures_of(client, film)
