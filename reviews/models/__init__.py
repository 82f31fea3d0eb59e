from .comments import Comment, Discussion
from .moderation import Appeal, Case, Decision, RatingHold, Report, WatchedWord
from .reviews import Review, ReviewVersion, Vote
from .userfilm import UserFilm
from .viewings import Viewing

__all__ = [
    "Appeal",
    "Case",
    "Comment",
    "Decision",
    "Discussion",
    "RatingHold",
    "Report",
    "Review",
    "ReviewVersion",
    "UserFilm",
    "Viewing",
    "Vote",
    "WatchedWord",
]
