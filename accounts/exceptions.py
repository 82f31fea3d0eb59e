from django.utils.translation import ngettext


class SelfFollowError(Exception):
    """Members follow others only."""


class ThrottledError(Exception):
    """The member did this too often; after `seconds` they may do it again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too often: to be tried again in {seconds} s")
        self.seconds = seconds

    @property
    def message(self) -> str:
        """For the form that was refused."""
        return ngettext(
            "That was a little fast. Try again in %(seconds)s second.",
            "That was a little fast. Try again in %(seconds)s seconds.",
            self.seconds,
        ) % {"seconds": self.seconds}
