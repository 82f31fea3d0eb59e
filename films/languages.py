from django.conf.locale import LANG_INFO
from django.utils.translation import gettext

OTHERS = {"cn": "Cantonese", "zh": "Chinese", "xx": "No language", "la": "Latin", "wo": "Wolof", "zu": "Zulu"}


def language_name(code: str) -> str:
    """The name of an ISO 639-1 language (TMDB's `cn` and `xx` too) in the active language; the code if unknown."""
    name = OTHERS.get(code) or LANG_INFO.get(code, {}).get("name")
    return gettext(name) if name else code
