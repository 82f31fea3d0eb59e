class FilmUnavailable(Exception):
    """The film was deleted, or merged into another, before the member's word on it was saved."""
