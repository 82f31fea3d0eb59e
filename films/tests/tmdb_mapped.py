from films.tests.tmdb_answers import movie
from films.tmdb.mapping import film_values


def mapped(body=None, *, languages=("ru-RU",), region="US", **overrides):
    return film_values(movie(**overrides) if body is None else body, languages=languages, region=region)


def without(body, key):
    return {name: value for name, value in body.items() if name != key}


def rows(*rows):
    return {"results": list(rows)}


def video(key="abc", **overrides):
    return {
        "site": "YouTube",
        "key": key,
        "type": "Trailer",
        "name": "Trailer",
        "iso_639_1": "en",
        "published_at": "2020-01-02T03:04:05.678Z",
        **overrides,
    }


def released(country, *releases):
    return {"iso_3166_1": country, "release_dates": [{"type": kind, "certification": mark} for kind, mark in releases]}
