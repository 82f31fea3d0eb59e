"""Run by test_clients beside the generated package: python use.py ADDRESS TOKEN."""

import sys

from filmtracker_client import AuthenticatedClient
from filmtracker_client.api.films import films_search_retrieve
from filmtracker_client.api.ratings import ratings_create
from filmtracker_client.models import Error, RatingRequest

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2], raise_on_unexpected_status=True)
film = films_search_retrieve.sync(client=client, q="metropolis").results[0]
mark = ratings_create.sync(client=client, body=RatingRequest(film=film.id, rating=9))
refused = ratings_create.sync(client=client, body=RatingRequest(film=film.id, rating=11))
assert isinstance(refused, Error)
sys.stdout.write(f"{film.title} {mark.rating} {mark.status} {refused.error.code}\n")
