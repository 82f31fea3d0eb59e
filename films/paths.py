from django.conf import settings
from django.utils.translation import get_language


def localized(path: str) -> str:
    """`path` under the active language's prefix; plain, because `reverse` would cost ten times as much in a card."""
    language = get_language()
    return path if language in (None, settings.LANGUAGE_CODE) else f"/{language}{path}"


def film_path(pk: int, slug: str) -> str:
    return localized(f"/films/{pk}-{slug}/" if slug else f"/films/{pk}/")


def person_path(pk: int, slug: str) -> str:
    return localized(f"/people/{pk}-{slug}/" if slug else f"/people/{pk}/")
