class SelfFollowError(Exception):
    """Members follow others only."""


class ThrottledError(Exception):
    """The member did this too often; after `seconds` they may do it again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"too often: to be tried again in {seconds} s")
        self.seconds = seconds
