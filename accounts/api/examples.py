"""What the schema shows."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

PASSWORD = "correct horse battery"  # noqa: S105
NEW = "another horse battery"
TOKENS = {"access": "eyJhbGciOiJIUzI1NiIs…", "refresh": "eyJhbGciOiJIUzI1NiIs…"}
SETTINGS = {
    "name": "Anna K.",
    "bio": "Silent films, mostly.",
    "language": "en",
    "theme": "system",
    "is_private": False,
    "spoiler_safe": False,
}
PROFILE = {
    "id": 5,
    "username": "anna",
    "email": "anna@example.org",
    "name": SETTINGS["name"],
    "bio": SETTINGS["bio"],
    "avatar": None,
    "language": "en",
    "theme": "system",
    "is_private": False,
    "spoiler_safe": False,
    "date_joined": "2026-03-01T18:00:00Z",
}
SESSION = {
    "id": "token-12",
    "kind": "token",
    "ip": "203.0.113.7",
    "user_agent": "FilmApp/1.0",
    "created_at": "2026-03-14T20:15:00Z",
    "last_used_at": "2026-03-15T09:00:00Z",
    "is_current": True,
}


def sent(name: str, value: Any) -> list[OpenApiExample]:
    return [OpenApiExample(name, value, request_only=True)]


def both(name: str, value: Any) -> list[OpenApiExample]:
    """As JSON and as a form."""
    form = OpenApiExample(f"{name}, as a form", value, request_only=True, media_type="multipart/form-data")
    return [*sent(name, value), form]


def answered(name: str, value: Any) -> list[OpenApiExample]:
    return [OpenApiExample(name, value, response_only=True, status_codes=["200", "201", "202"])]


profile = answered("anna", PROFILE)
settings = both("All of them", SETTINGS)
some_settings = both("One of them", {"spoiler_safe": True})
sign_up = sent("anna", {"email": "anna@example.org", "username": "anna", "password": PASSWORD})
log_in = sent("anna", {"login": "anna", "password": PASSWORD})
tokens = answered("The next ones", TOKENS)
signed_up = answered("To be confirmed", {"email": "anna@example.org", "verification_required": True, "tokens": None})
logged_in = answered("anna, logged in", {**TOKENS, "user": PROFILE})
refresh = sent("The token at hand", {"refresh": TOKENS["refresh"]})
change = sent("Both", {"old_password": PASSWORD, "new_password": NEW})
reset_request = sent("anna's address", {"email": "anna@example.org"})
reset = sent("With the key of the mail", {"key": "5-d1x2ab-0a1b2c3d4e5f", "new_password": NEW})
sessions = answered("One", {"results": [SESSION]})
leaving = answered("In a week", {"deletion_due_at": "2026-03-22T09:00:00Z"})
told = answered("Sent", {"detail": "If this address is a member's, we have sent a link there."})
