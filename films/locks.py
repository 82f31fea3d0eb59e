"""The fields that staff can lock against the synchronisation with TMDB, by the names kept in `locked_fields`.

A translated text is locked by language, as in `overview_ru`.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

FACTS = {
    "title": _("title"),
    "original_title": _("original title"),
    "original_language": _("original language"),
    "status": _("status"),
    "adult": _("adult"),
    "released_on": _("released on"),
    "runtime_minutes": _("runtime in minutes"),
    "certification": _("age rating"),
    "tagline": _("tagline"),
    "overview": _("synopsis"),
    "imdb_id": _("IMDb id"),
    "budget": _("budget"),
    "revenue": _("revenue"),
    "collection": _("collection"),
}
PARTS = {
    "genres": _("genres"),
    "countries": _("countries"),
    "keywords": _("keywords"),
    "credits": _("credits"),
    "alternative_titles": _("alternative titles"),
    "videos": _("videos"),
}
PICTURES = {"poster": _("poster"), "backdrop": _("backdrop")}
TRANSLATED = {"title": _("title"), "tagline": _("tagline"), "overview": _("synopsis")}

OF_FILM = FACTS | PARTS | PICTURES
OF_PERSON = {"name": _("name")}


def translated_name(name: str, language: str) -> str:
    return f"{name}_{language}"


def translation_languages() -> list[str]:
    """The languages that texts are kept in beside the main one, as in `ru`."""
    return list(dict.fromkeys(tag.partition("-")[0] for tag in settings.TMDB_LANGUAGES[1:]))


def names_of_film() -> list[str]:
    """All that can be locked of a film, in the order of a form."""
    translated = [translated_name(name, language) for language in translation_languages() for name in TRANSLATED]
    return [*FACTS, *translated, *PARTS, *PICTURES]


def label(name: str) -> str:
    """What a field is called on pages; the name itself if it is none of ours any more."""
    if name in OF_FILM or name == "tmdb_id":
        return str(OF_FILM.get(name, _("TMDB id")))
    base, _sep, language = name.rpartition("_")
    if base in TRANSLATED:
        return f"{TRANSLATED[base]} ({language})"
    return str(OF_PERSON.get(name, name))


def with_locks(locked: list[str], names: set[str]) -> list[str]:
    """`locked` and those of `names` that it lacks, in alphabetical order."""
    return sorted({*locked, *names})
