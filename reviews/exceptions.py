class FilmUnavailable(Exception):
    """The film was deleted, or merged into another, before the member's word on it was saved."""


class OwnText(Exception):
    """Nobody reports or judges what is their own."""


class TargetGone(Exception):
    """What was to be reported or judged was deleted meanwhile."""


class CaseClosed(Exception):
    """Another moderator decided meanwhile."""


class TextChanged(Exception):
    """The author edited the text after the moderator had opened it."""


class NotForYou(Exception):
    """This moderator may not decide: own text, or that of somebody who may do more."""


class ActionImpossible(Exception):
    """The action does not go with what the case is about."""


class AppealImpossible(Exception):
    """The decision was appealed against before, or is none that can be."""
