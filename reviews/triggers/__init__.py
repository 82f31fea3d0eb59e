"""Triggers that keep figures equal to the rows they count, whichever way the rows change; see docs/architecture.md."""

from .comments import COMMENT, DISCUSSION
from .moderation import DECISION, RATING_HOLD
from .reviews import REVIEW, VOTE
from .userfilm import USER_FILM

__all__ = ["COMMENT", "DECISION", "DISCUSSION", "RATING_HOLD", "REVIEW", "USER_FILM", "VOTE"]
