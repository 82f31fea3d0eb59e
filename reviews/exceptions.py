class FilmUnavailable(Exception):
    """The film was deleted, or merged into another, before the member's word on it was saved."""


class AlreadyInDiary(Exception):
    """The member's diary has this film on this very day; they are asked whether they saw it twice."""
