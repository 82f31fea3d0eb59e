class SelfFollowError(Exception):
    """Members follow others only."""
