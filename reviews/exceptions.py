class FilmUnavailable(Exception):
    """The film was deleted, or merged into another, before the member's word on it was saved."""


class AlreadyPublished(Exception):
    """What is published does not become a draft again."""


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
