import datetime

from films.models import (
    Film,
)
from films.tests.tmdb_answers import cast, crew, movie, people, russian
from films.tmdb import store
from films.tmdb.mapping import film_values

NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)


def save(tmdb_id=603, *, now=NOW, seen_people=None, wanted=False, **overrides):
    values = film_values(movie(tmdb_id, **overrides), languages=["ru-RU"], region="US")
    return store.store_film(values, now=now, seen_people=seen_people, wanted=wanted)


def fresh(film):
    return Film.objects.get(pk=film.pk)


def credits_of(film):
    return set(film.credits.values_list("credit_id", "person__name", "department", "job", "character", "order"))


def differences_of(film):
    return dict(film.tmdb_differences.values_list("field", "theirs"))


WHOLE = {
    "tagline": "Tagline",
    "status": "Planned",
    "revenue": 7,
    "poster_path": "/poster.jpg",
    "backdrop_path": "/backdrop.jpg",
    "belongs_to_collection": {"id": 2344, "name": "Collection"},
    "genres": [{"id": 878, "name": "Science Fiction"}, {"id": 28, "name": "Action"}],
    "production_countries": [{"iso_3166_1": "US", "name": "USA"}, {"iso_3166_1": "AU", "name": "Australia"}],
    "keywords": {"keywords": [{"id": 9, "name": "night"}, {"id": 5, "name": "sea"}]},
    "release_dates": {
        "results": [{"iso_3166_1": "US", "release_dates": [{"type": 3, "certification": "R"}]}],
    },
    "alternative_titles": {"titles": [{"iso_3166_1": "FR", "title": "Titre", "type": "working"}]},
    "videos": {
        "results": [
            {
                "site": "YouTube",
                "key": "abc",
                "type": "Trailer",
                "name": "Trailer",
                "iso_639_1": "en",
                "published_at": "2020-01-02T03:04:05.678Z",
            }
        ]
    },
    "translations": russian("Название", overview="Описание", tagline="Слоган"),
    "credits": people(cast=[cast(1, profile_path="/face.jpg"), cast(2, order=4)], crew=[crew(1), crew(3)]),
}
