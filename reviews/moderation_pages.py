"""What the pages of the moderators show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.text import Truncator

from accounts.models import User
from accounts.querysets import count_of
from films.pagination import Page, paginate
from reviews import markdown
from reviews.models import Appeal, Case, Comment, Decision, Discussion, RatingHold, Report, Review, UserFilm
from reviews.services import appeals, effects, telling
from reviews.services.moderation import may_judge, possible_actions
from reviews.targets import KIND_NAMES, RELATIONS, Target, author_of, kind_of, target_of

PER_PAGE = 30
EXCERPT = 200
EARLIER_DECISIONS = 20


@dataclass(frozen=True, slots=True)
class QueueRow:
    case: Case
    target: Target
    kind: str
    kind_name: str | Promise
    author: User | None
    reports: list[Report]

    @property
    def excerpt(self) -> str:
        """The beginning of the text in plain words; a review has its own at hand."""
        if isinstance(self.target, (Comment, Discussion)):
            return markdown.excerpt(self.target.body, EXCERPT)
        return Truncator(getattr(self.target, "excerpt", "") or getattr(self.target, "bio", "")).chars(EXCERPT)


@dataclass(frozen=True, slots=True)
class Tab:
    value: str
    name: str | Promise
    count: int


def queue(*, origin: str, number: str | None) -> Page:
    """Open cases, the oldest first; four queries."""
    cases = Case.objects.open().order_by("opened_at", "pk")
    if origin in Case.Origin.values:
        cases = cases.filter(origin=origin)
    return paginate(cases, number, per_page=PER_PAGE, fetch=queue_rows)


def queue_rows(cases: QuerySet[Case]) -> Sequence[QueueRow]:
    """The ids are asked for first: under so many joins the planner would read all cases for the page's thirty."""
    ids = list(cases.values_list("pk", flat=True))
    found = {case.pk: queue_row(case) for case in with_reports(Case.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def with_reports(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what they are about, and the reports; two queries."""
    reports = Prefetch("reports", Report.objects.select_related("reporter").order_by("created_at", "pk"))
    return cases.select_related(*RELATIONS).prefetch_related(reports)


def queue_row(case: Case) -> QueueRow:
    target = target_of(case)
    kind = kind_of(target)
    return QueueRow(case, target, kind, KIND_NAMES[kind], author_of(target), list(case.reports.all()))


def origin_tabs() -> list[Tab]:
    """How many open cases there are of each origin; the first tab is all of them."""
    rows = Case.objects.open().order_by().values_list("origin").annotate(Count("pk"))
    counts = dict(rows)
    tabs = [Tab(value, name, counts.get(value, 0)) for value, name in Case.Origin.choices]
    return [Tab("", "", sum(counts.values())), *tabs]


def open_appeals() -> QuerySet[Appeal]:
    return Appeal.objects.filter(closed_at=None)


def appeal_rows(rows: QuerySet[Appeal]) -> Sequence[Appeal]:
    return list(rows.select_related("user", "decision"))


@dataclass(frozen=True, slots=True)
class CasePage:
    case: Case
    target: Target
    kind: str
    kind_name: str | Promise
    author: User | None
    reports: list[Report]
    history: User | None  # the author, with counts
    earlier: list[Decision]
    decisions: list[Decision]  # of this case
    appeal: Appeal | None
    actions: list[str]
    may_judge: bool
    may_answer: bool
    may_take_back: bool
    new_raters: int

    @property
    def seen(self) -> str:
        """When the text was edited last; a decision is refused when it was edited after."""
        edited_at: datetime | None = getattr(self.target, "edited_at", None)
        return edited_at.isoformat() if edited_at else ""

    @property
    def is_held(self) -> bool:
        return getattr(self.target, "state", "") == "held"


def case_page(case: Case, *, moderator: User) -> CasePage:
    """`case` comes from `with_reports`; four queries, two more with an appeal."""
    row = queue_row(case)
    decisions = list(Decision.objects.filter(case_id=case.pk).order_by("pk"))
    appeal = case.appeals.select_related("decision").order_by("pk").last() if decisions else None
    allowed = may_judge(moderator, row.author)
    stands = len(decisions) == 1 and telling.is_appealable(decisions[0]) and row.author is not None
    return CasePage(
        case=case,
        target=row.target,
        kind=row.kind,
        kind_name=row.kind_name,
        author=row.author,
        reports=row.reports,
        history=history_of(row.author) if row.author else None,
        earlier=earlier_decisions(row.author, case) if row.author else [],
        decisions=decisions,
        appeal=appeal,
        actions=possible_actions(row.target),
        may_judge=allowed,
        may_answer=is_answerable(appeal, moderator, row.author),
        may_take_back=allowed and stands and appeal is None,
        new_raters=effects.burst_ratings(row.target, case).count() if isinstance(row.target, RatingHold) else 0,
    )


def is_answerable(appeal: Appeal | None, moderator: User, member: User | None) -> bool:
    if appeal is None or appeal.closed_at or member is None:
        return False
    return appeals.may_judge_appeal(moderator, appeal.decision, member)


def history_of(member: User) -> User:
    """With `review_count`, `comment_count`, `discussion_count`, `rating_count`, `report_count`, `case_count`."""
    own = {"user": OuterRef("pk")}
    counted: dict[str, tuple[QuerySet[Any], str]] = {
        "review_count": (Review.objects.filter(**own).exclude(state="draft"), "user"),
        "comment_count": (Comment.objects.filter(**own), "user"),
        "discussion_count": (Discussion.objects.filter(**own), "user"),
        "rating_count": (UserFilm.objects.filter(**own, rating__isnull=False), "user"),
        "report_count": (Report.objects.filter(reporter=OuterRef("pk")), "reporter"),
    }
    annotations = {name: count_of(rows.order_by(), group) for name, (rows, group) in counted.items()}
    return User.objects.annotate(**annotations).get(pk=member.pk)


def earlier_decisions(member: User, case: Case) -> list[Decision]:
    decisions = Decision.objects.filter(member_id=member.pk).exclude(case_id=case.pk)
    return list(decisions.order_by("-created_at", "-pk")[:EARLIER_DECISIONS])


@dataclass(slots=True)
class LogRow:
    decision: Decision
    kind_name: str | Promise
    member: User | None = field(default=None)


def log(*, member: str, moderator: str, number: str | None) -> Page:
    """Decisions, the newest first; three queries and one for each name that is asked for."""
    decisions = Decision.objects.order_by("-created_at", "-pk")
    if member:
        decisions = decisions.filter(member_id__in=User.objects.named(member).values("pk"))
    if moderator:
        decisions = decisions.filter(moderator_name__iexact=moderator)
    return paginate(decisions, number, per_page=PER_PAGE, fetch=log_rows)


def log_rows(decisions: Iterable[Decision]) -> Sequence[LogRow]:
    rows = list(decisions)
    members = User.objects.in_bulk({row.member_id for row in rows if row.member_id})
    return [LogRow(row, KIND_NAMES[row.target], members.get(row.member_id or 0)) for row in rows]
