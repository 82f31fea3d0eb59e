"""What the schema shows."""

from drf_spectacular.utils import OpenApiExample

FILM = {
    "id": 593,
    "url": "https://films.example.org/films/593-solaris/",
    "title": "Solaris",
    "original_title": "Солярис",
    "year": 1972,
    "released_on": "1972-03-20",
    "runtime_minutes": 167,
    "genres": [{"id": 18, "slug": "drama", "name": "Drama"}],
    "poster": {
        "url": "https://films.example.org/media/posters/593-abc-342.webp",
        "sizes": {"342": "https://films.example.org/media/posters/593-abc-342.webp"},
    },
    "average_rating": 8.3,
    "rating_count": 12,
    "review_count": 4,
    "figures_hidden": False,
    "mine": {"rating": 9, "status": "watched", "favorite": True},
}
DETAIL = {
    **FILM,
    "overview": "A psychologist is sent to a station above a planet that answers to minds.",
    "overview_language": "en",
    "tagline": "",
    "status": "released",
    "original_language": "ru",
    "certification": "12+",
    "budget": 1_000_000,
    "revenue": None,
    "imdb_id": "tt0069293",
    "tmdb_id": 593,
    "adult": False,
    "backdrop": None,
    "collection": None,
    "countries": [{"code": "SU", "name": "Soviet Union"}],
    "keywords": [{"slug": "space-station", "name": "space station"}],
    "alternative_titles": [],
    "directors": [{"id": 7, "name": "Andrei Tarkovsky"}],
    "cast": [{"person": {"id": 3, "name": "Donatas Banionis"}, "character": "Kris Kelvin"}],
    "statistics": {
        "total_reviews": 4,
        "average_rating": 8.3,
        "rating_count": 12,
        "ratings_missing": 0,
        "rating_distribution": {**dict.fromkeys(map(str, range(1, 7)), 0), "7": 3, "8": 4, "9": 3, "10": 2},
        "place": 17,
        "watched": 15,
        "planned": 6,
        "favorites": 3,
        "hidden": False,
    },
}
WRITTEN = {
    "title": "Solaris",
    "title_ru": "Солярис",
    "original_language": "ru",
    "released_on": "1972-03-20",
    "runtime_minutes": 167,
    "genres": ["drama", "science-fiction"],
    "countries": ["SU"],
}
FOUND = {
    "count": 1,
    "count_is_capped": False,
    "page": 1,
    "pages": 1,
    "next": None,
    "previous": None,
    "results": [FILM],
    "people": [{"id": 3, "name": "Donatas Banionis", "department": "Acting"}],
    "corrections": ["solaris"],
}

film = OpenApiExample("A film", value=FILM, response_only=True)
detail = OpenApiExample("A film, read", value=DETAIL, response_only=True)
written = OpenApiExample("A film, written", value=WRITTEN, request_only=True)
changed = OpenApiExample("One field", value={"runtime_minutes": 166}, request_only=True)
found = OpenApiExample("What a search finds", value=FOUND, response_only=True)
