from django.utils.translation import gettext_lazy as _

RATING_WORDS = [
    _("awful"),
    _("very bad"),
    _("bad"),
    _("weak"),
    _("so-so"),
    _("fair"),
    _("good"),
    _("very good"),
    _("excellent"),
    _("masterpiece"),
]
