"""Answers of TMDB's shape, as small as a test needs them, and a TMDB that gives them."""

import json
import threading

from accounts.tests.pictures import draw, encode
from films.tests.tmdb_server import reply, reply_json

CREDIT = "cr"


def movie(tmdb_id=603, **overrides):
    """What /movie/{id} answers with all that the site appends; without people, words and videos unless given."""
    return {
        "id": tmdb_id,
        "title": f"Title {tmdb_id}",
        "original_title": f"Original {tmdb_id}",
        "original_language": "en",
        "overview": f"Synopsis {tmdb_id}",
        "tagline": "",
        "status": "Released",
        "adult": False,
        "video": False,
        "release_date": "1999-03-31",
        "runtime": 136,
        "budget": 63_000_000,
        "revenue": 0,
        "imdb_id": f"tt{tmdb_id:07}",
        "homepage": None,
        "popularity": 8.5,
        "vote_average": 8.2,
        "vote_count": 100,
        "poster_path": None,
        "backdrop_path": None,
        "belongs_to_collection": None,
        "genres": [{"id": 28, "name": "Action"}],
        "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
        "credits": {"cast": [], "crew": []},
        "keywords": {"keywords": []},
        "videos": {"results": []},
        "release_dates": {"results": []},
        "external_ids": {"imdb_id": f"tt{tmdb_id:07}"},
        "alternative_titles": {"titles": []},
        "translations": {"translations": []},
        **overrides,
    }


def russian(title, **data):
    return {"translations": [translation("ru", "RU", title=title, **data)]}


def translation(language, country, **data):
    return {"iso_639_1": language, "iso_3166_1": country, "data": {"title": "", "overview": "", "tagline": "", **data}}


def cast(person_id, *, name=None, **overrides):
    return {
        "id": person_id,
        "name": name or f"Person {person_id}",
        "original_name": name or f"Person {person_id}",
        "credit_id": f"{CREDIT}{person_id}",
        "character": f"Role of {person_id}",
        "order": 0,
        "popularity": 1.5,
        "profile_path": None,
        **overrides,
    }


def crew(person_id, *, job="Director", department="Directing", **overrides):
    row = cast(person_id, **{"credit_id": f"{CREDIT}{person_id}{job}", **overrides})
    return {name: value for name, value in row.items() if name not in ("character", "order")} | {
        "job": job,
        "department": department,
    }


def people(*, cast=(), crew=()):
    return {"cast": list(cast), "crew": list(crew)}


def item(tmdb_id, **overrides):
    """A film as lists have it."""
    return {"id": tmdb_id, "title": f"Title {tmdb_id}", "adult": False, "video": False, **overrides}


def page(items, *, total=1):
    return {"results": [row if isinstance(row, dict) else item(row) for row in items], "total_pages": total}


def picture(size=(60, 90), color="teal"):
    return encode(draw(size, color))


def error(status, code=34, message="No such thing."):
    return reply_json({"success": False, "status_code": code, "status_message": message}, status=status)


class FakeTmdb:
    """Answers by path. `films` by id, `lists` by path as pages of ids or items, `found` TMDB's ids by IMDb's.

    What stands in `faults` under the path, one answer or a list that is used up, comes before all else.
    """

    def __init__(self):
        self.films = {}
        self.lists = {}
        self.found = {}
        self.genres = {}
        self.images = {}
        self.exports = {}
        self.faults = {}
        self.server = None
        self._lock = threading.Lock()

    def add(self, *bodies):
        self.films.update({body["id"]: body for body in bodies})

    def __call__(self, handler):
        path, _, query = handler.path.partition("?")
        (self._fault(path) or self._answer(path, query))(handler)

    def asked(self, start=""):
        """The paths that were asked for and begin so, in order."""
        return [seen.path for seen in self.server.requests if seen.path.startswith(start)]

    def fetched(self):
        """The ids of the films whose details were asked for, in order."""
        tails = [path.removeprefix("/3/movie/") for path in self.asked("/3/movie/")]
        return [int(tail) for tail in tails if tail.isdecimal()]

    def _fault(self, path):
        with self._lock:
            fault = self.faults.get(path)
            if isinstance(fault, list):
                return fault.pop(0) if fault else None
            return fault

    def _answer(self, path, query):
        name = path.removeprefix("/3/movie/")
        if name.isdecimal():
            body = self.films.get(int(name))
            return reply_json(body) if body else error(404)
        if path == "/3/configuration":
            return reply_json({"change_keys": []})
        if path.startswith("/3/find/"):
            found = self.found.get(path.removeprefix("/3/find/"))
            return reply_json({"movie_results": [item(found)] if found else []})
        if path == "/3/genre/movie/list":
            language = query.partition("language=")[2].partition("&")[0]
            return reply_json({"genres": self.genres.get(language, [])})
        if path in self.images | self.exports:
            return reply((self.images | self.exports)[path])
        if path.startswith("/3/"):
            return self._page(path.removeprefix("/3"), query)
        return reply(b"<html>", status=404)

    def _page(self, path, query):
        asked = dict(part.split("=") for part in query.split("&"))
        pages = self.lists.get(path) or self.lists.get(f"{path} {asked.get('start_date')}") or []
        number = int(asked["page"])
        if number > 500:
            return reply_json({"errors": ["page must be less than or equal to 500"]}, status=422)
        return reply_json(page(pages[number - 1] if number <= len(pages) else [], total=len(pages)))


def json_lines(*rows):
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)
