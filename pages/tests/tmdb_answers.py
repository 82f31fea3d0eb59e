"""What TMDB says of a film, as small as it may be, and a site that asks a scripted server instead of TMDB."""

from contextlib import contextmanager

from films.tests.tmdb_server import TOKEN, reply, reply_json, serve


@contextmanager
def tmdb(settings, monkeypatch, *answers):
    """The site asks a server on loopback that answers so."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(*answers) as server:
        settings.TMDB_API_TOKEN = TOKEN
        settings.TMDB_API_URL = f"{server.url}/3"
        settings.TMDB_IMAGE_URL = f"{server.url}/t/p"
        yield server


def found(tmdb_id, title, **overrides):
    """A film in an answer to a search."""
    return {
        "id": tmdb_id,
        "title": title,
        "original_title": title,
        "release_date": "1972-03-20",
        "overview": f"What happens in {title}.",
        "poster_path": None,
        "adult": False,
        "video": False,
        **overrides,
    }


def page_of(*films):
    return reply_json({"page": 1, "results": films, "total_pages": 1, "total_results": len(films)})


def details(tmdb_id, title, **overrides):
    """The answer to a request for one film, with what is appended to it."""
    return {
        **found(tmdb_id, title, original_language="en", status="Released", runtime=100, imdb_id=None),
        "genres": [{"id": 18, "name": "Drama"}],
        "credits": {
            "cast": [{"id": 1, "name": "Natalya Bondarchuk", "credit_id": "c1", "character": "Hari", "order": 0}],
            "crew": [
                {"id": 2, "name": "Andrei Tarkovsky", "credit_id": "c2", "department": "Directing", "job": "Director"}
            ],
        },
        **overrides,
    }


def by_path(**answers):
    """An answer for each kind of request: `search`, `movie`, `picture`."""

    def answer(handler):
        kind = {"search": "/search/", "movie": "/movie/", "picture": "/t/p/"}
        name = next((name for name, part in kind.items() if part in handler.path), "")
        answers.get(name, reply(status=404))(handler)

    return answer
