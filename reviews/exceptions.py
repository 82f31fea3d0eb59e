class FilmUnavailable(Exception):
    """The film was deleted, or merged into another, before the member's word on it was saved."""


class AlreadyPublished(Exception):
    """What is published does not become a draft again."""


class AlreadyReviewed(Exception):
    """A member reviews a film once: what is there can be edited."""


class ReviewUnavailable(Exception):
    """The review was deleted before the vote on it was saved."""


class OwnReview(Exception):
    """Nobody votes on what they wrote themselves."""


class AlreadyInDiary(Exception):
    """The member's diary has this film on this very day; they are asked whether they saw it twice."""


class PlaceClosed(Exception):
    """Nobody can comment here: the review or discussion is gone, no longer published, or never was."""


class NotEditable(Exception):
    """The text is gone, or a moderator hid it."""


class EditWindowClosed(Exception):
    """A comment can be edited for a short time alone, so that answers go on making sense."""


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
