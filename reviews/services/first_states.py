"""Whether a new text is published at once."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from reviews.models import Case, Comment, Discussion, Review
from reviews.models.contributions import Contribution

Text = Review | Comment | Discussion


def state_for_new_text(
    *, user: User, text: str, now: datetime, title: str = "", edited: Text | None = None
) -> tuple[Contribution.State, Case.Origin | None]:
    """PUBLISHED, or HELD and why: then `hold` opens the case once the text is saved."""
    return Contribution.State.PUBLISHED, None


def hold(*, target: Text, origin: Case.Origin, now: datetime) -> Case:
    kind = type(target).__name__.lower()
    return Case.objects.create(**{kind: target}, origin=origin, opened_at=now)
