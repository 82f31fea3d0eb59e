from django.conf.locale import LANG_INFO
from django.utils.translation import gettext, gettext_noop

# Languages of films that Django has no name for, or another.
OTHERS = {
    "cn": gettext_noop("Cantonese"),
    "la": gettext_noop("Latin"),
    "no": gettext_noop("Norwegian"),
    "wo": gettext_noop("Wolof"),
    "xx": gettext_noop("No language"),
    "zh": gettext_noop("Chinese"),
    "zu": gettext_noop("Zulu"),
}


def language_name(code: str) -> str:
    """The name of an ISO 639-1 language (TMDB's `cn` and `xx` too) in the active language; the code if unknown."""
    name = OTHERS.get(code) or LANG_INFO.get(code, {}).get("name")
    return gettext(name) if name else code
