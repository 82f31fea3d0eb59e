"""Every operation of the API: what is sent, and what each kind of caller is answered.

Addresses are those of the schema. `{...}` in them and in what is sent stands for what `world` has under that name.
"""

ROLES = ("visitor", "unverified", "owner", "other", "moderator", "editor", "staff")
MEMBERS = ROLES[1:]
WRITERS = ROLES[2:]


def everybody(status):
    return dict.fromkeys(ROLES, status)


def members(status, **others):
    return {**everybody(status), "visitor": 401, **others}


def writers(status, **others):
    """For members, but for those who have not confirmed their address."""
    return members(status, unverified=403, **others)


def owner(status, *, others, unverified=403):
    """For the member whose it is."""
    return members(others, unverified=unverified, owner=status)


def editor(status):
    return members(403, editor=status)


PASSWORDS = {"old_password": "{password}", "new_password": "a quite different horse"}
PROFILE = {
    "name": "New",
    "bio": "About me.",
    "language": "ru",
    "theme": "light",
    "is_private": True,
    "spoiler_safe": True,
}
TEXT = {"body": "It has a fine ending."}
REVIEW = {"title": "Seen", "has_spoilers": True, "language": "ru", **TEXT}
DISCUSSION = {"title": "The end", "room": "spoilers", **TEXT}
VIEWING = {
    "watched_on": "2020-01-01",
    "precision": "day",
    "is_rewatch": True,
    "rating": 4,
    "note": "Late.",
    "place": "Home",
    "is_private": True,
    "repeated": True,
}
FILM = {
    "title": "Solaris",
    "title_ru": "Солярис",
    "original_title": "Солярис",
    "original_language": "ru",
    "status": "released",
    "adult": False,
    "released_on": "1972-03-20",
    "runtime_minutes": 167,
    "certification": "12+",
    "collection": None,
    "tagline": "A tagline",
    "tagline_ru": "Слоган",
    "overview": "A station.",
    "overview_ru": "Станция.",
    "imdb_id": "tt0069293",
    "tmdb_id": 593,
    "budget": 1,
    "revenue": 2,
    "genres": ["drama"],
    "countries": ["SU"],
    "keywords": [],
}
A_FILM = {"film": "{new_film}"}
REPORT = {"kind": "review", "target": "{review}", "reason": "other", "text": "A copy."}

AUTH = {
    "POST auth/change-password/": (PASSWORDS, members(200)),
    "POST auth/login/": ({"login": "other", "password": "{password}"}, everybody(200)),
    "POST auth/logout/": ({}, members(204)),
    "POST auth/password-reset/": ({"email": "other@example.org"}, everybody(202)),
    "POST auth/password-reset/confirm/": (
        {"key": "{reset_key}", "new_password": "a quite different horse"},
        everybody(204),
    ),
    "GET auth/profile/": (None, members(200)),
    "PUT auth/profile/": (PROFILE, members(200)),
    "PATCH auth/profile/": ({"name": "New"}, members(200)),
    "DELETE auth/profile/": (None, members(202)),
    "POST auth/register/": (
        {"email": "new@example.org", "username": "new", "password": "a quite different horse"},
        everybody(201),
    ),
    "GET auth/sessions/": (None, members(200)),
    "DELETE auth/sessions/": (None, members(204)),
    "DELETE auth/sessions/{name}/": (None, owner(204, others=404, unverified=404)),
    "POST auth/token/refresh/": ({"refresh": "{refresh}"}, everybody(200)),
}
TEXTS = {
    "GET comments/{comment}/": (None, everybody(200)),
    "PUT comments/{comment}/": (TEXT, owner(200, others=403)),
    "PATCH comments/{comment}/": (TEXT, owner(200, others=403)),
    "DELETE comments/{comment}/": (None, owner(204, others=403)),
    "GET discussions/": (None, everybody(200)),
    "POST discussions/": ({**A_FILM, **DISCUSSION}, writers(201)),
    "GET discussions/{discussion}/comments/": (None, everybody(200)),
    "POST discussions/{discussion}/comments/": ({**TEXT, "answered": None}, writers(201)),
    "GET discussions/{discussion}/": (None, everybody(200)),
    "PUT discussions/{discussion}/": (DISCUSSION, owner(200, others=403)),
    "PATCH discussions/{discussion}/": ({"title": "The end"}, owner(200, others=403)),
    "DELETE discussions/{discussion}/": (None, owner(204, others=403)),
    "POST reports/": (REPORT, writers(201, owner=403)),
    "GET reviews/": (None, everybody(200)),
    "POST reviews/": ({**A_FILM, **REVIEW, "state": "draft"}, writers(201)),
    "GET reviews/{review}/": (None, everybody(200)),
    "PUT reviews/{review}/": (REVIEW, owner(200, others=403)),
    "PATCH reviews/{review}/": ({"title": "Seen"}, owner(200, others=403)),
    "DELETE reviews/{review}/": (None, owner(204, others=403)),
    "GET reviews/{review}/comments/": (None, everybody(200)),
    "POST reviews/{review}/comments/": ({**TEXT, "answered": "{comment}"}, writers(201)),
    "GET reviews/{review}/versions/": (None, everybody(200)),
    "GET reviews/{review}/versions/{version}/": (None, everybody(200)),
    "PUT reviews/{review}/vote/": ({"is_helpful": True}, writers(200, owner=403)),
    "DELETE reviews/{review}/vote/": (None, writers(204)),
}
CATALOGUE = {
    "GET films/": (None, everybody(200)),
    "POST films/": (FILM, editor(201)),
    "GET films/{film}/credits/": (None, everybody(200)),
    "GET films/{film}/reviews/": (None, everybody(200)),
    "POST films/{film}/reviews/": (REVIEW, writers(201, owner=409)),
    "GET films/{film}/videos/": (None, everybody(200)),
    "GET films/{film}/": (None, everybody(200)),
    "PUT films/{film}/": (FILM, editor(200)),
    "PATCH films/{film}/": ({"title": "Solaris"}, editor(200)),
    "DELETE films/{film}/": (None, editor(204)),
    "GET films/{film}/similar/": (None, everybody(200)),
    "GET films/genres/": (None, everybody(200)),
    "GET films/search/?q=metropolis": (None, everybody(200)),
    "GET films/trending/": (None, everybody(200)),
    "GET people/": (None, everybody(200)),
    "GET people/{person}/": (None, everybody(200)),
}


def marks(name, data, **changes):
    """What a member says of films: strangers do not see it."""
    own = {
        f"{method} {name}/{{{name}}}/": (sent, owner(204 if method == "DELETE" else 200, others=404))
        for method, sent in {"DELETE": None, **changes}.items()
    }
    return {
        f"GET {name}/": (None, members(200)),
        f"POST {name}/": ({**A_FILM, **data}, writers(201)),
        f"GET {name}/{{{name}}}/": (None, owner(200, others=404, unverified=404)),
        **own,
    }


RATING, STATUS = {"rating": 3}, {"status": "dropped"}
MARKS = {
    **marks("ratings", RATING, PUT=RATING, PATCH=RATING),
    **marks("statuses", STATUS, PUT=STATUS, PATCH=STATUS),
    **marks("favorites", {}),
    **marks("watchlist", {}),
    "GET favorites/check/{film}/": (None, members(200)),
    "GET watchlist/check/{film}/": (None, members(200)),
    "GET watch-history/": (None, members(200)),
    "POST watch-history/": ({**A_FILM, **VIEWING}, writers(201)),
    "GET watch-history/{viewing}/": (None, members(200)),
    "PUT watch-history/{viewing}/": (VIEWING, owner(200, others=403)),
    "PATCH watch-history/{viewing}/": ({"note": "Late."}, owner(200, others=403)),
    "DELETE watch-history/{viewing}/": (None, owner(204, others=403)),
}
USERS = {
    f"GET users/{{username}}/{page}": (None, everybody(200))
    for page in ("", "diary/", "ratings/", "reviews/", "statistics/", "watchlist/")
}
OPERATIONS = {**AUTH, **TEXTS, **CATALOGUE, **MARKS, **USERS}

# What not everybody sees: for the others there is nothing at the address.
HIDDEN = owner(200, others=404, unverified=404)
STAFF_SEE = {**HIDDEN, "visitor": 404, "moderator": 200, "editor": 200, "staff": 200}
UNSEEN = {
    "GET reviews/{draft}/": {**HIDDEN, "visitor": 404},
    "PUT reviews/{draft}/": {**HIDDEN, "unverified": 403},
    "GET reviews/{hidden_review}/": STAFF_SEE,
    "GET comments/{held_comment}/": STAFF_SEE,
    "GET discussions/{held_discussion}/": STAFF_SEE,
    "GET watch-history/{private_viewing}/": HIDDEN,
    "GET films/{adult}/": {**STAFF_SEE, "owner": 404},
    "GET users/private/": {**STAFF_SEE, "owner": 404},
    "GET users/gone/": {**STAFF_SEE, "owner": 404},
}
