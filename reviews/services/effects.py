"""What decisions do, and how it is undone."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from reviews.models import Case, Decision, RatingHold, UserFilm
from reviews.services import telling_of_talk
from reviews.targets import TEXTS, Target, Text

NEW_ACCOUNT = timedelta(days=7)
AFTER_NOTICED = timedelta(hours=1)
HIDING = (Decision.Action.HIDE, Decision.Action.SUSPEND, Decision.Action.BAN)


def is_shown(target: Target) -> bool:
    """Whether it is a text that can be hidden: one that is there, or would be but for a moderator."""
    return not isinstance(target, (User, RatingHold)) and target.state in ("published", "held")


def publish_held(target: Target) -> None:
    if not isinstance(target, (User, RatingHold)) and target.state == "held":
        set_state(target, "published")
        telling_of_talk.announce(text=target)


def hide(target: Target) -> None:
    if not isinstance(target, (User, RatingHold)) and is_shown(target):
        set_state(target, "hidden")


def set_state(target: Text, state: str) -> None:
    target.state = state
    target.save(update_fields=["state"])


def suspend(member: User, until: datetime) -> None:
    member.suspended_until = max(until, member.suspended_until or until)
    member.save(update_fields=["suspended_until"])


def ban(member: User) -> None:
    """Ends the member's sessions; one that is not listed ends too, as nobody inactive is logged in."""
    member.is_active = False
    member.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=member):
        session.end()


def end_hold(hold: RatingHold, *, confirmed: bool, now: datetime) -> None:
    """The film's rank follows its ratings again."""
    hold.ended_at = now
    hold.is_confirmed = confirmed
    hold.save(update_fields=["ended_at", "is_confirmed"])


def burst_ratings(hold: RatingHold, case: Case) -> QuerySet[UserFilm]:
    """Ratings of the burst by accounts that were new then."""
    return UserFilm.objects.filter(
        film=hold.film_id,
        rating__isnull=False,
        rated_at__range=(hold.began_at, case.opened_at + AFTER_NOTICED),
        user__date_joined__gt=F("rated_at") - NEW_ACCOUNT,
    )


def delete_ratings(ratings: QuerySet[UserFilm]) -> int:
    """The members are locked already; the films stay on their lists as watched."""
    ids = list(ratings.order_by("pk").select_for_update(of=["self"], no_key=True).values_list("pk", flat=True))
    return UserFilm.objects.filter(pk__in=ids).update(rating=None, rated_at=None)


def standing(member_id: int | None, *actions: str) -> QuerySet[Decision]:
    """Decisions about a member that were not taken back."""
    taken_back = Decision.objects.filter(case_id=OuterRef("case_id"), action=Decision.Action.RESTORE)
    return Decision.objects.filter(~Exists(taken_back), member_id=member_id, action__in=actions)


def undo(decision: Decision, member: User | None, now: datetime) -> None:
    """Undo what `decision` did, but for what another decision wants as well."""
    others = standing(decision.member_id, *HIDING).exclude(pk=decision.pk)
    same_text = others.filter(target=decision.target, target_id=decision.target_id)
    if decision.action in HIDING and decision.target in TEXTS and not same_text.exists():
        show_again(decision)
    if member and decision.action == Decision.Action.SUSPEND:
        left = others.filter(action=Decision.Action.SUSPEND, until__gt=now).order_by("-until")
        member.suspended_until = left.values_list("until", flat=True).first()
        member.save(update_fields=["suspended_until"])
    if member and decision.action == Decision.Action.BAN:
        member.is_active = not others.filter(action=Decision.Action.BAN).exists()
        member.save(update_fields=["is_active"])


def show_again(decision: Decision) -> None:
    TEXTS[decision.target]._default_manager.filter(pk=decision.target_id, state="hidden").update(state="published")
