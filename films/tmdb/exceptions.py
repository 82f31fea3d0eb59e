class TmdbError(Exception):
    """Its text is one line for the log: the path without its query, the reason, never the credential."""

    def __init__(self, reason: str, *, path: str = "", status: int | None = None) -> None:
        super().__init__(one_line(f"{path}: {reason}" if path else reason))
        self.path = path
        self.status = status


class NotConfiguredError(TmdbError):
    """There is no credential, or one that cannot be."""


class UnauthorizedError(TmdbError):
    """TMDB refuses the credential: no other request will fare better."""


class NotFoundError(TmdbError):
    pass


class RefusedError(TmdbError):
    """The request itself is wrong; it is not tried again."""


class UnavailableError(TmdbError):
    """No usable answer after all tries; a later run may have one."""


class DeadlineError(UnavailableError):
    """The time of the whole run is up."""


class BadAnswerError(TmdbError):
    """The answer is JSON, but not what the endpoint answers with."""


def one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def reason_of(error: Exception) -> str:
    """The first line: PostgreSQL adds the values of the row."""
    return str(error).partition("\n")[0]
