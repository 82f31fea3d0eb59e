class FilmUnavailable(Exception):
    """The film was deleted, or merged into another, before the member's word on it was saved."""


class AlreadyPublished(Exception):
    """What is published does not become a draft again."""


class ReviewUnavailable(Exception):
    """The review was deleted before the vote on it was saved."""


class OwnReview(Exception):
    """Nobody votes on what they wrote themselves."""
