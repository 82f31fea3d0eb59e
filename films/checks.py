import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

TMDB_URLS = ("TMDB_API_URL", "TMDB_IMAGE_URL", "TMDB_EXPORT_URL")
TMDB_URL = re.compile(r"https?://[\w.:\[\]-]+(/[\w.~%/-]*)?")
TMDB_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
TMDB_MAX_RATE = 50


@register
def check_tmdb_settings(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    messages: list[CheckMessage] = [
        Error(f"{name} is not an address.", hint="Write it as https://host/path.", id="films.E001")
        for name in TMDB_URLS
        if not is_web_address(getattr(settings, name))
    ]
    languages = settings.TMDB_LANGUAGES
    if not languages or not all(TMDB_LANGUAGE.fullmatch(language) for language in languages):
        hint = "Name languages as en or en-US, with commas between them."
        messages.append(Error("TMDB_LANGUAGES is not a list of languages.", hint=hint, id="films.E002"))
    if not 1 <= settings.TMDB_RATE <= TMDB_MAX_RATE:
        hint = "Take 20, or up to 50 requests a second: TMDB's own limit is about 40."
        messages.append(Error("TMDB_RATE is not a number from 1 to 50.", hint=hint, id="films.E003"))
    return messages


def is_web_address(value: str) -> bool:
    try:
        return bool(TMDB_URL.fullmatch(value) and urlsplit(value).hostname and urlsplit(value).port != 0)
    except ValueError:
        return False
